import { type Target } from "@aws-sdk/client-eventbridge";
import { type GetScheduleCommandOutput } from "@aws-sdk/client-scheduler";
import assert from "node:assert/strict";

import { schedulesAdapter } from "../../../../delivery/aws/schedules";
import { answering } from "../../../support/cli";

const prefix = "arn:aws:ecs:eu-west-1:1";
const clusterArn = `${prefix}:cluster/cl`;
const now = new Date("2026-11-20T12:00:00Z");
const runs = (revision: string, more: object = {}) => ({
  Arn: clusterArn,
  RoleArn: "arn:aws:iam::1:role/r",
  EcsParameters: { TaskDefinitionArn: `${prefix}:task-definition/${revision}`, TaskCount: 2 },
  ...more,
});

type Input = Readonly<Record<string, unknown>>;

/** Rules and schedules of an account, and what was changed of them. */
function account(
  targets: readonly Target[],
  schedules: readonly Partial<GetScheduleCommandOutput>[],
) {
  const changed: Input[] = [];
  const change = (input: Input): object => {
    changed.push(input);
    return {};
  };
  const events = answering({
    ListRuleNamesByTargetCommand: () => ({ RuleNames: ["nightly"] }),
    ListTargetsByRuleCommand: () => ({ Targets: targets }),
    PutTargetsCommand: change,
  });
  const scheduler = answering({
    ListSchedulesCommand: () => ({ Schedules: schedules.map(summaryOf) }),
    GetScheduleCommand: ({ Name }: Input) => schedules.find((one) => one.Name === Name),
    UpdateScheduleCommand: change,
  });
  return { adapter: schedulesAdapter(events, scheduler, () => now), changed };
}

function summaryOf({ Name, GroupName, Target }: Partial<GetScheduleCommandOutput>) {
  return { Name, GroupName, Target: { Arn: Target?.Arn } };
}

const every = {
  Name: "weekly",
  GroupName: "jobs",
  Description: "every week",
  ScheduleExpression: "cron(0 3 ? * MON *)",
  ScheduleExpressionTimezone: "Europe/Berlin",
  StartDate: new Date("2027-01-01T00:00:00Z"),
  EndDate: new Date("2028-01-01T00:00:00Z"),
  FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 5 },
  State: "DISABLED",
  KmsKeyArn: "arn:aws:kms:eu-west-1:1:key/k",
  ActionAfterCompletion: "DELETE",
  Target: runs("web:1", { Input: "{}", RetryPolicy: { MaximumRetryAttempts: 3 } }),
} as const;

describe("rules and schedules that run a family", () => {
  it("are those that name a revision of it, in the cluster", async () => {
    const { adapter } = account(
      [
        { Id: "a", ...runs("web:1") },
        { Id: "b", ...runs("web-two:1") },
        { Id: "c", ...runs("web") },
        { Id: "d", ...runs("web:1"), Arn: `${prefix}:cluster/other` },
      ],
      [every, { ...every, Name: "other", Target: runs("other:1") }],
    );
    const found = await adapter.running(clusterArn, "web");
    assert.deepEqual(
      found.map(({ name, taskDefinition }) => [name, taskDefinition]),
      [
        ["rule nightly", `${prefix}:task-definition/web:1`],
        ["schedule jobs/weekly", `${prefix}:task-definition/web:1`],
      ],
    );
  });

  it("keep all else when they move", async () => {
    const target = { Id: "a", ...runs("web:1", { Input: "{}" }) };
    const { adapter, changed } = account([target], [every]);
    const revision = `${prefix}:task-definition/web:2`;
    for (const one of await adapter.running(clusterArn, "web")) {
      await one.move(revision);
    }
    const EcsParameters = { TaskDefinitionArn: revision, TaskCount: 2 };
    assert.deepEqual(changed, [
      { Rule: "nightly", Targets: [{ ...target, EcsParameters }] },
      { ...every, Target: { ...every.Target, EcsParameters } },
    ]);
  });

  it("lose a start that is over where it means nothing any more, because AWS refuses it", async () => {
    const StartDate = new Date("2026-01-01T00:00:00Z");
    const rate = { ...every, Name: "rate", StartDate, ScheduleExpression: "rate(1 day)" };
    const { adapter, changed } = account([], [{ ...every, StartDate }, rate]);
    for (const one of await adapter.running(clusterArn, "web")) {
      await one.move(`${prefix}:task-definition/web:2`);
    }
    assert.deepEqual(
      changed.map((one) => one["StartDate"]),
      [undefined, StartDate],
    );
  });
});
