import assert from "node:assert/strict";

import {
  runPolicy,
  schedulePolicy,
  scheduleTrust,
} from "../../../../../components/app/schedule/permissions";
import { roleMay } from "../../../../support/iam/simulate";

const account = { partition: "aws", region: "eu-west-1", accountId: "111122223333" };
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:111122223333:${rest}`;
const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;

const policy = runPolicy({
  account,
  cluster: "prod-main",
  family: "prod-main-report",
  repository: "deployment",
  roleArns: [role("task"), role("execution")],
});

interface Case {
  readonly action: string;
  readonly on: string;
  /** The same on something else. */
  readonly not?: string;
  readonly context?: Record<string, string>;
  /** The same in another context. */
  readonly notIn?: Record<string, string>;
}

const inCluster = (name: string) => ({ "ecs:cluster": arn("ecs", `cluster/${name}`) });
const passedTo = (service: string) => ({ "iam:PassedToService": service });

/** Every call that functions/scheduledTask makes. */
const cases: readonly Case[] = [
  {
    action: "ecs:RunTask",
    on: arn("ecs", "task-definition/prod-main-report:7"),
    not: arn("ecs", "task-definition/prod-main-report2:7"),
    context: inCluster("prod-main"),
    notIn: inCluster("prod-other"),
  },
  {
    action: "ecs:TagResource",
    on: arn("ecs", "task/prod-main/0123"),
    not: arn("ecs", "task/prod-other/0123"),
    context: { "ecs:CreateAction": "RunTask" },
    notIn: { "ecs:CreateAction": "CreateService" },
  },
  {
    action: "ecs:ListTasks",
    on: arn("ecs", "container-instance/prod-main/*"),
    context: inCluster("prod-main"),
    notIn: inCluster("prod-other"),
  },
  { action: "ecs:DescribeTaskDefinition", on: "*" },
  {
    action: "ecs:RegisterTaskDefinition",
    on: arn("ecs", "task-definition/prod-main-report:8"),
    not: arn("ecs", "task-definition/prod-main-api:8"),
  },
  {
    action: "ecs:TagResource",
    on: arn("ecs", "task-definition/prod-main-report:8"),
    not: arn("ecs", "task-definition/prod-main-api:8"),
    context: { "ecs:CreateAction": "RegisterTaskDefinition" },
    notIn: { "ecs:CreateAction": "RunTask" },
  },
  ...["task", "execution"].map((name) => ({
    action: "iam:PassRole",
    on: role(name),
    not: role("admin"),
    context: passedTo("ecs-tasks.amazonaws.com"),
    notIn: passedTo("lambda.amazonaws.com"),
  })),
  {
    action: "codecommit:GetFile",
    on: arn("codecommit", "deployment"),
    not: arn("codecommit", "source"),
  },
  ...["PutJobSuccessResult", "PutJobFailureResult"].map((name) => ({
    action: `codepipeline:${name}`,
    on: "*",
  })),
];

describe("the function of a scheduled app may", () => {
  for (const { action, on, not, context = {}, notIn } of cases) {
    it(`${action} on ${on}, and nothing else`, async () => {
      assert.equal(await roleMay([policy], { action, resource: on, context }), true);
      if (not !== undefined) {
        assert.equal(await roleMay([policy], { action, resource: not, context }), false);
      }
      if (notIn !== undefined) {
        assert.equal(await roleMay([policy], { action, resource: on, context: notIn }), false);
      }
    });
  }

  it("not stop a task or change a service", () => {
    assert.doesNotMatch(JSON.stringify(policy), /StopTask|UpdateService|Deregister/);
  });
});

describe("a schedule", () => {
  const own = schedulePolicy(
    arn("lambda", "function:prod-main-report-run"),
    arn("sqs", "failed-starts"),
  );

  it("may call its own function and keep its own failures", async () => {
    const may = (action: string, resource: string) =>
      roleMay([own], { action, resource, context: {} });
    assert.equal(
      await may("lambda:InvokeFunction", arn("lambda", "function:prod-main-report-run")),
      true,
    );
    assert.equal(
      await may("lambda:InvokeFunction", arn("lambda", "function:prod-main-api-run")),
      false,
    );
    assert.equal(await may("sqs:SendMessage", arn("sqs", "failed-starts")), true);
    assert.equal(await may("sqs:SendMessage", arn("sqs", "orders")), false);
  });

  it("has a role that EventBridge Scheduler takes for this account's default group alone", () => {
    assert.deepEqual(scheduleTrust(account).Statement, [
      {
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: { "aws:SourceArn": arn("scheduler", "schedule-group/default") },
        },
      },
    ]);
  });
});
