import assert from "node:assert/strict";

import { type Policy } from "../../../../cli/ecsDeploy/policy";
import { arnPrefix, type Bench } from "../../support/ecsDeploy";
import { gapsOf } from "../../support/ecsDeployPolicy";
import { type PassedCall } from "../../support/recordingProxy";
import { runByTheClock } from "./schedules";

const role = (name: string) => `arn:aws:iam::000000000000:role/${name}`;

export function policies(bench: () => Bench): void {
  describe("prints the policy that", () => {
    before(async () => {
      const { ecs } = bench().aws;
      await ecs.registerTaskDefinition({
        family: "task",
        taskRoleArn: role("task"),
        containerDefinitions: [{ name: "c0", image: "app:1", memory: 64 }],
        tags: [{ key: "team", value: "shop" }],
      });
      const place = { cluster: "cl", serviceName: "task" };
      await ecs.createService({ ...place, taskDefinition: "task", desiredCount: 1 });
      await runByTheClock(bench(), "task");
    });

    const policyFor = async (line: string): Promise<Policy> => {
      const { stdout } = await bench().run(`${line} --policy`);
      return JSON.parse(stdout) as Policy;
    };
    const callsOf = async (line: string): Promise<readonly PassedCall[]> => {
      bench().proxy.taken();
      const { status, output } = await bench().run(line);
      assert.equal(status, 0, output);
      return bench().proxy.taken();
    };

    const modes: Readonly<Record<string, string>> = {
      "a dry run": "-c cl -n task -i app:2 --dry-run",
      "a deployment that is not waited for": "-c cl -n task -i app:2 --no-wait",
      "a forced deployment": "-c cl -n task --force-new-deployment --no-wait",
      "a definition": "-d task -i app:3",
      "a definition with tags": "-d task:1 -i app:3 --copy-task-definition-tags",
      "a definition that is pruned": "-c cl -d task -i app:4 --max-definitions 1",
      "a task": "-c cl -d task -i app:5 --run-task",
      "rules and schedules that would move": "-c cl -d task -i app:6 --schedules --dry-run",
      "rules and schedules that move": "-c cl -d task -i app:6 --schedules",
      "rules and schedules that move with a service":
        "-c cl -n task -i app:6 --schedules --no-wait",
      "a role that is assumed": `-d task -i app:7 -a ${role("deployer")}`,
    };
    for (const [mode, line] of Object.entries(modes)) {
      it(`allows ${mode}, and no statement of it is unneeded`, async () => {
        const policy = await policyFor(line);
        assert.deepEqual(await gapsOf(policy, await callsOf(line)), { denied: [], unneeded: [] });
      });
    }

    it("is found to lack what another mode needs", async () => {
      const calls = await callsOf("-c cl -n task -i app:8 --no-wait");
      const { denied } = await gapsOf(await policyFor("-c cl -n task -i app:8 --dry-run"), calls);
      assert.deepEqual(denied, [
        `ecs:RegisterTaskDefinition on ${arnPrefix}:task-definition/task:1`,
        `iam:PassRole on ${role("task")}`,
        `ecs:UpdateService on ${arnPrefix}:service/cl/task`,
      ]);
    });
  });
}
