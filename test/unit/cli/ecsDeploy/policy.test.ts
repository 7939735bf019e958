import assert from "node:assert/strict";

import { parse } from "../../../../cli/ecsDeploy/parse";
import { policyOf } from "../../../../cli/ecsDeploy/policy";
import { settingsOf } from "../../../../cli/ecsDeploy/settings";
import { gapsOf } from "../../../e2e/support/ecsDeployPolicy";
import { type PassedCall } from "../../../e2e/support/recordingProxy";

const role = (name: string) => `arn:aws:iam::000000000000:role/${name}`;
const call = (service: string, action: string, input: PassedCall["input"] = {}): PassedCall => ({
  service,
  action,
  accessKey: "",
  input,
});

const reads = [
  call("ecs", "DescribeTaskDefinition"),
  call("events", "ListRuleNamesByTarget"),
  call("events", "ListTargetsByRule", { Rule: "nightly" }),
  call("scheduler", "GET /schedules"),
  call("scheduler", "GET /schedules/weekly?groupName=jobs"),
];
const registers = call("ecs", "RegisterTaskDefinition", {
  family: "job",
  taskRoleArn: role("task"),
});
const writes = [
  call("events", "PutTargets", { Rule: "nightly", Targets: [{ RoleArn: role("events") }] }),
  call("scheduler", "PUT /schedules/weekly", {
    GroupName: "jobs",
    Target: { RoleArn: role("scheduler") },
  }),
];
const at = { cluster: "cl" };
const changesService = [
  call("ecs", "DescribeServices", { ...at, services: ["job"] }),
  call("ecs", "UpdateService", { ...at, service: "job" }),
];

describe("the policy that ecs-deploy prints for rules and schedules", () => {
  const policyFor = (line: string) => policyOf(settingsOf(parse(line.split(" ")), {}));
  const modes: Readonly<Record<string, readonly PassedCall[]>> = {
    "-c cl -d job -i app:2 --schedules --dry-run": reads,
    "-c cl -d job -i app:2 --schedules": [...reads, registers, ...writes],
    "-c cl -n job -i app:2 --schedules --no-wait": [
      ...changesService,
      ...reads,
      registers,
      ...writes,
    ],
  };
  for (const [line, calls] of Object.entries(modes)) {
    it(`allows the calls of ${line}, and no statement of it is unneeded`, async () => {
      assert.deepEqual(await gapsOf(policyFor(line), calls), { denied: [], unneeded: [] });
    });
  }

  it("allows them to be found alone in a dry run", async () => {
    const { denied } = await gapsOf(policyFor(Object.keys(modes)[0] ?? ""), writes);
    assert.deepEqual(denied, [
      "events:PutTargets on arn:aws:events:eu-west-1:000000000000:rule/nightly",
      `iam:PassRole on ${role("events")}`,
      "scheduler:UpdateSchedule on arn:aws:scheduler:eu-west-1:000000000000:schedule/jobs/weekly",
      `iam:PassRole on ${role("scheduler")}`,
    ]);
  });
});
