import assert from "node:assert/strict";

import { arnPrefix, type Bench } from "../../support/ecsDeploy";

const role = (name: string) => `arn:aws:iam::000000000000:role/${name}`;

/** A rule and a schedule that run the first revision of a family, each with much that is to stay. */
export async function runByTheClock({ aws }: Bench, family: string): Promise<void> {
  const { events, scheduler } = aws;
  const network = { Subnets: ["subnet-1"], SecurityGroups: ["sg-1"] };
  const EcsParameters = {
    TaskDefinitionArn: `${arnPrefix}:task-definition/${family}:1`,
    TaskCount: 2,
    LaunchType: "FARGATE",
    NetworkConfiguration: { awsvpcConfiguration: network },
  } as const;
  const Arn = `${arnPrefix}:cluster/cl`;
  const Input = JSON.stringify({ containerOverrides: [{ name: "c0", command: ["nightly"] }] });
  await events.putRule({ Name: `${family}-rule`, ScheduleExpression: "rate(1 day)" });
  await events.putTargets({
    Rule: `${family}-rule`,
    Targets: [{ Id: "task", Arn, Input, RoleArn: role("events"), EcsParameters }],
  });
  await scheduler.createScheduleGroup({ Name: family });
  await scheduler.createSchedule({
    Name: `${family}-schedule`,
    GroupName: family,
    Description: "every night",
    ScheduleExpression: "cron(0 3 * * ? *)",
    ScheduleExpressionTimezone: "Europe/Berlin",
    EndDate: new Date("2038-01-01T00:00:00Z"),
    FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 5 },
    State: "DISABLED",
    ActionAfterCompletion: "DELETE",
    Target: {
      Arn,
      Input,
      RoleArn: role("scheduler"),
      EcsParameters,
      RetryPolicy: { MaximumRetryAttempts: 3 },
    },
  });
}

export function schedules(bench: () => Bench): void {
  /** The rule's target and the schedule. */
  const byTheClock = async () => {
    const { events, scheduler } = bench().aws;
    const { Targets = [] } = await events.listTargetsByRule({ Rule: "idle-rule" });
    const at = { Name: "idle-schedule", GroupName: "idle" };
    const schedule = await scheduler.getSchedule(at);
    const isOwn = ([key]: readonly [string, unknown]) =>
      key !== "$metadata" && key !== "LastModificationDate";
    return {
      target: Targets[0],
      schedule: Object.fromEntries(Object.entries(schedule).filter(isOwn)),
    };
  };

  it("points rules and schedules at the new revision, and changes nothing else of them", async () => {
    await runByTheClock(bench(), "idle");
    const { target, schedule } = await byTheClock();
    const would = await bench().run("-c cl -n idle -i app:4 --schedules --dry-run");
    assert.match(would.stdout, /^Would move rule idle-rule from \S+\/idle:1$/m);
    assert.deepEqual(await byTheClock(), { target, schedule });

    const { status, stdout, output } = await bench().run("-c cl -n idle -i app:4 --schedules");
    assert.equal(status, 0, output);
    assert.match(stdout, /^Moved rule idle-rule from \S+\/idle:1$/m);
    assert.match(stdout, /^Moved schedule idle\/idle-schedule from \S+\/idle:1$/m);
    const revision = /^New task definition: (\S+)$/m.exec(stdout)?.[1];
    assert.ok(revision !== undefined);
    const after = JSON.stringify({ target, schedule }).replaceAll(
      `${arnPrefix}:task-definition/idle:1`,
      revision,
    );
    assert.deepEqual(JSON.parse(JSON.stringify(await byTheClock())), JSON.parse(after));
  });
}
