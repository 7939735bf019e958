import assert from "node:assert/strict";

import { functions } from "../../aws/ecsFunctions";
import { awsError, fakeClients, functionOf } from "./fakeClients";

const absent = fakeClients({
  ecs: {
    describeServices: () => ({ services: [], failures: [{ reason: "MISSING" }] }),
    describeTaskDefinition: () => {
      throw awsError("ClientException", "Unable to describe task definition");
    },
    listTaskDefinitions: () => ({ taskDefinitionArns: [] }),
  },
});

describe("reading what runs", () => {
  const args = { clusterArn: "main", serviceName: "web" };

  it("says of an absent service what the real provider says", async () => {
    await assert.rejects(functionOf(functions, "getService").invoke(absent, args), {
      message: "no matching ECS Service found",
    });
  });

  it("says the same of an absent cluster", async () => {
    const clients = fakeClients({
      ecs: {
        describeServices: () => {
          throw awsError("ClusterNotFoundException");
        },
      },
    });
    await assert.rejects(functionOf(functions, "getService").invoke(clients, args), {
      message: "no matching ECS Service found",
    });
  });

  it("lets every other error through, so that a wrong profile is no empty account", async () => {
    const clients = fakeClients({
      ecs: {
        describeServices: () => {
          throw awsError("AccessDeniedException", "not authorized");
        },
      },
    });
    await assert.rejects(functionOf(functions, "getService").invoke(clients, args), {
      name: "AccessDeniedException",
    });
  });

  it("returns a deleted service with its status", async () => {
    const clients = fakeClients({
      ecs: { describeServices: () => ({ services: [{ serviceName: "web", status: "INACTIVE" }] }) },
    });
    const found = await functionOf(functions, "getService").invoke(clients, args);
    assert.equal(found["status"], "INACTIVE");
  });

  it("tells deployments and events as the real provider does: without a rollout state, times in seconds", async () => {
    const time = new Date("2026-11-02T12:00:00.123Z");
    const clients = fakeClients({
      ecs: {
        describeServices: () => ({
          services: [
            {
              serviceName: "web",
              deployments: [
                {
                  id: "ecs-svc/1",
                  status: "PRIMARY",
                  taskDefinition: "web:1",
                  desiredCount: 2,
                  runningCount: 1,
                  pendingCount: 1,
                  createdAt: time,
                  updatedAt: time,
                  rolloutState: "IN_PROGRESS",
                },
              ],
              events: [{ id: "1", createdAt: time, message: "(service web) has started 1 tasks." }],
            },
          ],
        }),
      },
    });
    const found = await functionOf(functions, "getService").invoke(clients, args);
    assert.deepEqual(found["deployments"], [
      {
        id: "ecs-svc/1",
        status: "PRIMARY",
        taskDefinition: "web:1",
        desiredCount: 2,
        runningCount: 1,
        pendingCount: 1,
        createdAt: "2026-11-02T12:00:00Z",
        updatedAt: "2026-11-02T12:00:00Z",
      },
    ]);
    assert.deepEqual(found["events"], [
      {
        id: "1",
        createdAt: "2026-11-02T12:00:00Z",
        message: "(service web) has started 1 tasks.",
      },
    ]);
  });

  it("tells of a load balancer whether requests move between two of its groups", async () => {
    const plain = { targetGroupArn: "blue", containerName: "web", containerPort: 80 };
    const advancedConfiguration = { alternateTargetGroupArn: "green", roleArn: "role" };
    const loadBalancers = [plain, { ...plain, advancedConfiguration }];
    const clients = fakeClients({
      ecs: { describeServices: () => ({ services: [{ serviceName: "web", loadBalancers }] }) },
    });
    const found = await functionOf(functions, "getService").invoke(clients, args);
    assert.deepEqual(found["loadBalancers"], [
      { ...plain, advancedConfigurations: [] },
      { ...plain, advancedConfigurations: [{ ...advancedConfiguration, testListenerRule: "" }] },
    ]);
  });

  it("gives every block of a volume as a list", async () => {
    const clients = fakeClients({
      ecs: {
        describeTaskDefinition: () => ({
          taskDefinition: {
            taskDefinitionArn: "arn:aws:ecs:eu-west-1:000000000000:task-definition/web:1",
            volumes: [
              {
                name: "data",
                efsVolumeConfiguration: {
                  fileSystemId: "fs-1",
                  authorizationConfig: { accessPointId: "fsap-1" },
                },
              },
              { name: "tmp" },
            ],
          },
        }),
      },
    });
    const { volumes } = await functionOf(functions, "getTaskDefinition").invoke(clients, {
      taskDefinition: "web:1",
    });
    assert.deepEqual(volumes, [
      {
        name: "data",
        configureAtLaunch: false,
        efsVolumeConfigurations: [
          { fileSystemId: "fs-1", authorizationConfigs: [{ accessPointId: "fsap-1" }] },
        ],
      },
      { name: "tmp", configureAtLaunch: false, efsVolumeConfigurations: [] },
    ]);
  });

  it("says of an absent family what the real provider says", async () => {
    const args = { taskDefinition: "web" };
    await assert.rejects(functionOf(functions, "getTaskDefinition").invoke(absent, args), {
      message: "reading ECS Task Definition (web): couldn't find resource",
    });
    const container = { ...args, containerName: "web" };
    await assert.rejects(
      functionOf(functions, "getContainerDefinition").invoke(absent, container),
      {
        message: "no matching ECS Container Definition found",
      },
    );
  });

  it("finds a container by its name, with its image and variables", async () => {
    const clients = fakeClients({
      ecs: {
        describeTaskDefinition: () => ({
          taskDefinition: {
            containerDefinitions: [
              { name: "sidecar", image: "agent:1" },
              { name: "web", image: "web@sha256:1", environment: [{ name: "A", value: "1" }] },
            ],
          },
        }),
      },
    });
    const found = await functionOf(functions, "getContainerDefinition").invoke(clients, {
      taskDefinition: "web:1",
      containerName: "web",
    });
    assert.equal(found["image"], "web@sha256:1");
    assert.equal(found["id"], "web:1/web");
    assert.deepEqual(found["environment"], { A: "1" });
  });
});
