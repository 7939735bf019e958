import assert from "node:assert/strict";
import { functions } from "../../../../../local/plugins/aws/ecsFunctions";
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
