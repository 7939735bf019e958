import assert from "node:assert/strict";

import { type Policy } from "../../../cli/ecsDeploy/policy";
import { ecsDeployBench, type Bench } from "../support/ecsDeploy";
import { gapsOf } from "../support/ecsDeployPolicy";
import { type PassedCall } from "../support/recordingProxy";

const prefix = "arn:aws:ecs:eu-west-1:000000000000";
const role = (name: string) => `arn:aws:iam::000000000000:role/${name}`;

describe("the policy that ecs-deploy prints", () => {
  let bench: Bench;

  before(async () => {
    bench = await ecsDeployBench(4772, false);
    const { ecs, events } = bench.aws;
    await ecs.createCluster({ clusterName: "cl" });
    await ecs.registerTaskDefinition({
      family: "svc",
      taskRoleArn: role("task"),
      containerDefinitions: [{ name: "c0", image: "app:1", memory: 64 }],
      tags: [{ key: "team", value: "shop" }],
    });
    await ecs.createService({
      cluster: "cl",
      serviceName: "svc",
      taskDefinition: "svc",
      desiredCount: 1,
    });
    await events.putRule({ Name: "nightly", ScheduleExpression: "rate(1 day)" });
    const EcsParameters = { TaskDefinitionArn: `${prefix}:task-definition/svc:1` };
    const target = { Id: "t", Arn: `${prefix}:cluster/cl`, RoleArn: role("events"), EcsParameters };
    await events.putTargets({ Rule: "nightly", Targets: [target] });
  });
  after(() => bench.remove());

  const policyFor = async (line: string): Promise<Policy> => {
    const { stdout } = await bench.run([...line.split(" "), "--policy"]);
    return JSON.parse(stdout) as Policy;
  };
  const callsOf = async (line: string): Promise<readonly PassedCall[]> => {
    bench.proxy.taken();
    const { status, output } = await bench.run(line.split(" "));
    assert.equal(status, 0, output);
    return bench.proxy.taken();
  };

  const modes: Readonly<Record<string, string>> = {
    "a dry run": "-c cl -n svc -i app:2 --dry-run",
    "a deployment that is not waited for": "-c cl -n svc -i app:2 --no-wait",
    "a forced deployment": "-c cl -n svc --force-new-deployment --no-wait",
    "a definition": "-d svc -i app:3",
    "a definition with tags": "-d svc:1 -i app:3 --copy-task-definition-tags",
    "a definition that is pruned": "-c cl -d svc -i app:4 --max-definitions 1",
    "a task": "-c cl -d svc -i app:5 --run-task",
    "rules that move": "-c cl -d svc -i app:6 --schedules",
    "a role that is assumed": `-d svc -i app:7 -a ${role("deployer")}`,
  };
  for (const [mode, line] of Object.entries(modes)) {
    it(`allows ${mode}, and no statement of it is unneeded`, async () => {
      const policy = await policyFor(line);
      assert.deepEqual(await gapsOf(policy, await callsOf(line)), { denied: [], unneeded: [] });
    });
  }

  it("is found to lack what another mode needs", async () => {
    const calls = await callsOf("-c cl -n svc -i app:8 --no-wait");
    const { denied } = await gapsOf(await policyFor("-c cl -n svc -i app:8 --dry-run"), calls);
    assert.deepEqual(denied, [
      `ecs:RegisterTaskDefinition on ${prefix}:task-definition/svc:1`,
      `iam:PassRole on ${role("task")}`,
      `ecs:UpdateService on ${prefix}:service/cl/svc`,
    ]);
  });
});
