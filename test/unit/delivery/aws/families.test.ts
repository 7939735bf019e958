import assert from "node:assert/strict";

import { ecsAdapter } from "../../../../delivery/aws/ecs";
import { rolloutOf } from "../../../../delivery/serviceFacts";
import { awsError, fakeClient } from "../../functions/fakeClient";

const arn = "arn:aws:ecs:eu-west-1:111122223333:task-definition/prod-main-report:7";
const registeredAt = new Date("2026-11-20T12:00:00Z");
const report = { cluster: "prod-main", service: "prod-main-report", isFamily: true };
const web = { cluster: "prod-main", service: "prod-main-web" };

function ecsOf(changes: Parameters<typeof fakeClient>[0] = {}) {
  const client = fakeClient({
    DescribeTaskDefinition: () => ({ taskDefinition: { taskDefinitionArn: arn, registeredAt } }),
    ListTasks: () => ({ taskArns: ["task/1"] }),
    DescribeTasks: () => ({ tasks: [{ taskArn: "task/1" }] }),
    DescribeServices: () => ({ services: [{ serviceName: "prod-main-web", status: "ACTIVE" }] }),
    ...changes,
  });
  return { ecs: ecsAdapter(client), calls: client.calls };
}

describe("a family without a service", () => {
  it("is looked at as one whose newest revision is deployed", async () => {
    const { ecs, calls } = ecsOf();
    const found = await ecs.service(report);
    assert.equal(found?.taskDefinition, arn);
    assert.equal(found.running, 1);
    assert.equal(rolloutOf(found).state, "steady");
    assert.deepEqual(found.deployments[0]?.createdAt, registeredAt);
    assert.deepEqual(
      calls.map(({ operation, input }) => [operation, input["taskDefinition"] ?? input["family"]]),
      [
        ["DescribeTaskDefinition", "prod-main-report"],
        ["ListTasks", "prod-main-report"],
      ],
    );
  });

  it("is found beside services, each in its place", async () => {
    const { ecs } = ecsOf();
    const [first, second] = await ecs.services([report, web]);
    assert.equal(first?.taskDefinition, arn);
    assert.notEqual(second, undefined);
    assert.notEqual(second?.taskDefinition, arn);
  });

  for (const name of ["ClientException", "ClusterNotFoundException"]) {
    it(`is absent when ECS answers ${name}`, async () => {
      const { ecs } = ecsOf({
        DescribeTaskDefinition: () => {
          throw awsError(name);
        },
      });
      assert.equal(await ecs.service(report), undefined);
    });
  }

  it("has no deployments that ECS could have rolled back, or stop", async () => {
    const { ecs, calls } = ecsOf();
    assert.deepEqual(await ecs.rolledBack(report), []);
    assert.equal(await ecs.stopDeployment(report), false);
    assert.deepEqual(calls, []);
  });

  it("has the tasks of its family", async () => {
    const { ecs, calls } = ecsOf();
    assert.equal((await ecs.tasks(report, "STOPPED")).length, 1);
    const { family, serviceName } = calls[0]?.input ?? {};
    assert.deepEqual([family, serviceName], ["prod-main-report", undefined]);
  });
});
