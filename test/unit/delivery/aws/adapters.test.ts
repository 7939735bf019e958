import assert from "node:assert/strict";

import { ecsAdapter } from "../../../../delivery/aws/ecs";
import { elbAdapter } from "../../../../delivery/aws/elasticLoadBalancing";
import { logsAdapter } from "../../../../delivery/aws/logs";
import { answering } from "../../../support/cli";
import { at } from "../deployment/looks";

const place = { cluster: "prod-main", service: "prod-main-web" };
function refusing(name: string) {
  return () => {
    throw Object.assign(new Error(name), { name });
  };
}

describe("services in ECS", () => {
  it("do not exist when they are inactive, or their cluster is gone", async () => {
    const inactive = answering({
      DescribeServicesCommand: () => ({ services: [{ status: "INACTIVE" }] }),
    });
    assert.equal(await ecsAdapter(inactive).service(place), undefined);
    const gone = answering({ DescribeServicesCommand: refusing("ClusterNotFoundException") });
    assert.equal(await ecsAdapter(gone).service(place), undefined);
    const denied = answering({ DescribeServicesCommand: refusing("AccessDeniedException") });
    await assert.rejects(ecsAdapter(denied).service(place), /AccessDenied/);
  });

  it("are described ten at once and by cluster, in the order in which they are asked for", async () => {
    const client = answering({
      DescribeServicesCommand: ({ cluster, services }: { cluster: string; services: string[] }) => {
        assert.ok(services.length <= 10, "ECS describes ten at once");
        if (cluster === "gone") {
          throw Object.assign(new Error("x"), { name: "ClusterNotFoundException" });
        }
        const found = services.filter((name) => name !== "s3").reverse();
        return {
          services: found.map((name) => ({
            serviceName: name,
            taskDefinition: `${cluster} ${name}`,
          })),
        };
      },
    });
    const asked = [
      ...Array.from({ length: 12 }, (_, index) => ({ cluster: "a", service: `s${index}` })),
      { cluster: "gone", service: "s0" },
      { cluster: "b", service: "s0" },
    ];
    const found = await ecsAdapter(client).services(asked);
    assert.deepEqual(
      found.map((service) => service?.taskDefinition),
      asked.map(({ cluster, service }) =>
        cluster === "gone" || service === "s3" ? undefined : `${cluster} ${service}`,
      ),
    );
    assert.equal(client.asked.length, 4);
  });

  it("never pass on what a task's environment says, and of secrets only where they are kept", async () => {
    const client = answering({
      DescribeTaskDefinitionCommand: () => ({
        taskDefinition: {
          containerDefinitions: [
            {
              name: "web",
              image: "web:1",
              environment: [{ name: "KEY", value: "s3cr3t" }],
              secrets: [{ name: "DB", valueFrom: "arn:secret" }],
              logConfiguration: {
                options: { "awslogs-group": "g", "awslogs-stream-prefix": "p" },
              },
            },
          ],
        },
      }),
    });
    const definition = await ecsAdapter(client).definition("web:1");
    assert.doesNotMatch(JSON.stringify(definition), /s3cr3t|KEY/);
    assert.deepEqual(definition.containers[0]?.secretSources, ["arn:secret"]);
    assert.deepEqual(definition.containers[0].logs, { group: "g", prefix: "p" });
  });

  it("report what was rolled back since then, and why", async () => {
    const brief = (status: string, seconds: number, arn: string) => ({
      status,
      createdAt: at(seconds),
      statusReason: "tasks failed to start",
      targetServiceRevisionArn: arn,
    });
    const client = answering({
      ListServiceDeploymentsCommand: () => ({
        serviceDeployments: [
          brief("SUCCESSFUL", 30, "r3"),
          brief("ROLLBACK_SUCCESSFUL", 20, "r2"),
          brief("ROLLBACK_SUCCESSFUL", -20, "r1"),
        ],
      }),
      DescribeServiceRevisionsCommand: () => ({
        serviceRevisions: [
          {
            serviceRevisionArn: "r2",
            taskDefinition: "prod-main-web:2",
            containerImages: [{ containerName: "web", image: "web:2" }],
          },
        ],
      }),
    });
    assert.deepEqual(await ecsAdapter(client).rolledBack(place, at(0)), [
      {
        taskDefinition: "prod-main-web:2",
        createdAt: at(20),
        reason: "tasks failed to start",
        images: { web: "web:2" },
      },
    ]);
  });

  it("are listed newest first when rollbacks fill more than a page and come in no order", async () => {
    const count = 45;
    const minute = (number: number) => at(60 * number);
    const briefs = Array.from({ length: count }, (_, index) => ({
      status: "ROLLBACK_SUCCESSFUL",
      createdAt: minute((index * 7) % count),
      targetServiceRevisionArn: `revision/${(index * 7) % count}`,
    }));
    const client = answering({
      ListServiceDeploymentsCommand: ({ nextToken = "0" }: { nextToken?: string }) => {
        const next = Number(nextToken) + 20;
        return {
          serviceDeployments: briefs.slice(Number(nextToken), next),
          ...(next < count && { nextToken: String(next) }),
        };
      },
      DescribeServiceRevisionsCommand: ({
        serviceRevisionArns: arns,
      }: {
        serviceRevisionArns: string[];
      }) => {
        assert.ok(arns.length <= 20, "ECS describes 20 at once");
        return {
          serviceRevisions: arns.map((serviceRevisionArn) => ({
            serviceRevisionArn,
            taskDefinition: `definition of ${serviceRevisionArn}`,
          })),
        };
      },
    });
    const found = await ecsAdapter(client).rolledBack(place);
    assert.deepEqual(
      found.map(({ createdAt, taskDefinition }) => [createdAt, taskDefinition]),
      Array.from({ length: count }, (_, index) => count - 1 - index).map((number) => [
        minute(number),
        `definition of revision/${number}`,
      ]),
    );
  });

  it("ask ECS for all five states in which a deployment was rolled back", async () => {
    const client = answering({ ListServiceDeploymentsCommand: () => ({}) });
    assert.deepEqual(await ecsAdapter(client).rolledBack(place), []);
    assert.deepEqual((client.asked[0]?.input as { status: unknown }).status, [
      "ROLLBACK_REQUESTED",
      "ROLLBACK_IN_PROGRESS",
      "ROLLBACK_SUCCESSFUL",
      "ROLLBACK_FAILED",
      "STOPPED",
    ]);
  });

  it("go on where ECS keeps no list of deployments", async () => {
    const client = answering({
      ListServiceDeploymentsCommand: refusing("UnknownOperationException"),
    });
    assert.deepEqual(await ecsAdapter(client).rolledBack(place, at(0)), []);
    assert.equal(await ecsAdapter(client).stopDeployment(place), false);
  });

  it("are asked to go back only while a deployment is under way", async () => {
    const list = (status: string) => () => ({
      serviceDeployments: [{ status, serviceDeploymentArn: "d1" }],
    });
    const running = answering({
      ListServiceDeploymentsCommand: list("IN_PROGRESS"),
      StopServiceDeploymentCommand: () => ({}),
    });
    assert.equal(await ecsAdapter(running).stopDeployment(place), true);
    assert.deepEqual(running.asked[1]?.input, { serviceDeploymentArn: "d1", stopType: "ROLLBACK" });
    const over = answering({ ListServiceDeploymentsCommand: list("SUCCESSFUL") });
    assert.equal(await ecsAdapter(over).stopDeployment(place), false);
  });

  it("have tasks on more than one page", async () => {
    const arns = Array.from({ length: 130 }, (_, index) => `task/${index}`);
    const client = answering({
      ListTasksCommand: ({ nextToken }: { nextToken?: string }) =>
        nextToken === undefined
          ? { taskArns: arns.slice(0, 100), nextToken: "more" }
          : { taskArns: arns.slice(100) },
      DescribeTasksCommand: ({ tasks }: { tasks: readonly string[] }) => {
        assert.ok(tasks.length <= 100);
        return { tasks: tasks.map((taskArn) => ({ taskArn })) };
      },
    });
    const tasks = await ecsAdapter(client).tasks(place, "STOPPED");
    assert.deepEqual(
      tasks.map(({ arn }) => arn),
      arns,
    );
  });

  it("have no tasks without asking for none", async () => {
    const client = answering({ ListTasksCommand: () => ({ taskArns: [] }) });
    assert.deepEqual(await ecsAdapter(client).tasks(place, "STOPPED"), []);
  });
});

describe("target groups and logs", () => {
  it("have AWS's own delay where none was set", async () => {
    const client = answering({
      DescribeTargetGroupsCommand: () => ({ TargetGroups: [{ HealthCheckIntervalSeconds: 5 }] }),
      DescribeTargetGroupAttributesCommand: () => ({ Attributes: [] }),
    });
    const { intervalSeconds, deregistrationDelaySeconds } =
      await elbAdapter(client).settings("group");
    assert.deepEqual([intervalSeconds, deregistrationDelaySeconds], [5, 300]);
  });

  it("have no lines where a container never wrote any", async () => {
    const client = answering({ GetLogEventsCommand: refusing("ResourceNotFoundException") });
    assert.deepEqual(await logsAdapter(client).tail("group", "stream", 5), []);
  });
});
