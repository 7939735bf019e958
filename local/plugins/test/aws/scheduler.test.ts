import assert from "node:assert/strict";

import { entries as functions } from "../../aws/lambda";
import { entries as schedules } from "../../aws/scheduler";
import { awsError, context, entryOf, fakeClients, updated } from "./fakeClients";

const gone = () => {
  throw awsError("ResourceNotFoundException");
};

describe("schedule", () => {
  const entry = entryOf(schedules, "Schedule");
  const target = {
    arn: "arn:aws:lambda:eu-west-1:000000000000:function:run",
    roleArn: "arn:aws:iam::000000000000:role/schedule",
    input: '{"execution":"<aws.scheduler.execution-id>"}',
    retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 10 },
    deadLetterConfig: { arn: "arn:aws:sqs:eu-west-1:000000000000:failed" },
  };
  const inputs = {
    name: "nightly",
    groupName: "default",
    scheduleExpression: "cron(0 3 * * ? *)",
    scheduleExpressionTimezone: "Europe/Berlin",
    flexibleTimeWindow: { mode: "OFF" },
    state: "ENABLED",
    actionAfterCompletion: "NONE",
    target,
  };
  const asSent = {
    Name: "nightly",
    GroupName: "default",
    ActionAfterCompletion: "NONE",
    FlexibleTimeWindow: { Mode: "OFF" },
    ScheduleExpression: "cron(0 3 * * ? *)",
    ScheduleExpressionTimezone: "Europe/Berlin",
    State: "ENABLED",
    Target: {
      Arn: target.arn,
      RoleArn: target.roleArn,
      Input: target.input,
      RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 },
      DeadLetterConfig: { Arn: target.deadLetterConfig.arn },
    },
  };

  it("is made and changed as a whole, under its group and its name", async () => {
    const sent: unknown[] = [];
    const take = (input: unknown) => {
      sent.push(input);
      return {};
    };
    const clients = fakeClients({ scheduler: { createSchedule: take, updateSchedule: take } });
    assert.equal(await entry.create(clients, inputs, context), "default/nightly");
    await updated(entry, clients, "default/nightly", { ...inputs, state: "DISABLED" }, inputs);
    assert.deepEqual(sent, [asSent, { ...asSent, State: "DISABLED" }]);
  });

  it("is read as the program writes it", async () => {
    const asked: unknown[] = [];
    const clients = fakeClients({
      scheduler: {
        getSchedule: (input: unknown) => {
          asked.push(input);
          return { ...asSent, Arn: "arn:schedule", Description: "" };
        },
      },
    });
    const state = await entry.read(clients, "default/nightly", {});
    assert.deepEqual(asked, [{ GroupName: "default", Name: "nightly" }]);
    assert.deepEqual(state, { ...inputs, arn: "arn:schedule", description: null });
  });

  it("has not changed where AWS fills in how often it calls", () => {
    const same = entry.equivalent?.["target"];
    const { retryPolicy, ...plain } = target;
    const filledIn = { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 };
    assert.equal(same?.({ ...plain, retryPolicy: filledIn }, plain), true);
    assert.equal(same({ ...plain, retryPolicy }, plain), false);
  });

  it("waits for a role that is new, and for nothing else", async () => {
    const refusals = [
      awsError("ValidationException", "Parameter ScheduleExpression is not valid."),
    ];
    const clients = fakeClients({
      scheduler: {
        createSchedule: () => {
          const refusal = refusals.shift();
          if (refusal !== undefined) {
            throw refusal;
          }
          return {};
        },
      },
    });
    await assert.rejects(entry.create(clients, inputs, context), /is not valid/);
    assert.deepEqual(refusals, []);
  });

  it("refuses targets that nothing here starts, by their parts", () => {
    const problems = entry.validate?.({ target: { ...target, ecsParameters: {} } });
    assert.deepEqual(
      problems?.map(({ property }) => property),
      ["target.ecsParameters"],
    );
    assert.deepEqual(entry.validate?.(inputs), []);
  });

  it("is gone where AWS has none, and deleted then without complaint", async () => {
    const clients = fakeClients({ scheduler: { getSchedule: gone, deleteSchedule: gone } });
    assert.equal(await entry.read(clients, "default/nightly", {}), undefined);
    await entry.delete(clients, "default/nightly", {}, context);
  });
});

describe("how often a function is called again", () => {
  const entry = entryOf(functions, "FunctionEventInvokeConfig");
  const inputs = { functionName: "run", maximumRetryAttempts: 0, maximumEventAgeInSeconds: 3600 };

  it("is put with none, which is not the same as the default", async () => {
    const sent: unknown[] = [];
    const putFunctionEventInvokeConfig = (input: unknown) => {
      sent.push(input);
      return {};
    };
    const clients = fakeClients({ lambda: { putFunctionEventInvokeConfig } });
    assert.equal(await entry.create(clients, inputs, context), "run");
    assert.deepEqual(sent, [
      { FunctionName: "run", MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 0 },
    ]);
  });

  it("is read by its function's name, and is gone with it", async () => {
    const found = { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 0 };
    const getFunctionEventInvokeConfig = () => found;
    const clients = fakeClients({ lambda: { getFunctionEventInvokeConfig } });
    assert.deepEqual(await entry.read(clients, "run", {}), inputs);
    const without = fakeClients({
      lambda: { getFunctionEventInvokeConfig: gone, deleteFunctionEventInvokeConfig: gone },
    });
    assert.equal(await entry.read(without, "run", {}), undefined);
    await entry.delete(without, "run", {}, context);
  });
});
