import { type CreateScheduleInput } from "@aws-sdk/client-scheduler";

import { sameJson } from "../equivalence";
import { unlessGone } from "../provider/failure";
import { type Problem, type Properties, type ResourceEntry } from "../resourceEntry";
import { refusedFor, retrying } from "./retry";
import { capitalised, observed, record, request, required, uncapitalised } from "./shapes";

/** What AWS fills in of a target; the real provider has the same defaults. */
const patience = { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 };

/** Parts of a target that are served, beside its input. */
const parts = ["arn", "deadLetterConfig", "input", "retryPolicy", "roleArn"];

const schedule: ResourceEntry = {
  type: "aws:scheduler/schedule:Schedule",
  inputs: [
    "actionAfterCompletion",
    "description",
    "flexibleTimeWindow",
    "groupName",
    "name",
    "scheduleExpression",
    "scheduleExpressionTimezone",
    "state",
    "target",
  ],
  replaceOn: ["groupName", "name"],
  computed: ["arn"],
  defaults: {
    actionAfterCompletion: "NONE",
    groupName: "default",
    scheduleExpressionTimezone: "UTC",
    state: "ENABLED",
  },
  autoName: { property: "name", maxLength: 64 },
  equivalent: { target: sameTarget },
  validate,
  create: async (clients, inputs) => {
    const scheduler = await clients.scheduler();
    await retrying(() => scheduler.createSchedule(written(inputs)), isPassing);
    return `${required(inputs, "groupName")}/${required(inputs, "name")}`;
  },
  read: async (clients, id) => {
    const scheduler = await clients.scheduler();
    const found = await unlessGone(
      () => scheduler.getSchedule(placeOf(id)),
      "ResourceNotFoundException",
    );
    return (
      found &&
      observed({
        actionAfterCompletion: found.ActionAfterCompletion ?? "NONE",
        arn: found.Arn,
        description: found.Description,
        flexibleTimeWindow: uncapitalised(found.FlexibleTimeWindow),
        groupName: found.GroupName,
        name: found.Name,
        scheduleExpression: found.ScheduleExpression,
        scheduleExpressionTimezone: found.ScheduleExpressionTimezone,
        state: found.State,
        target: { retryPolicy: patience, ...record(uncapitalised(found.Target)) },
      })
    );
  },
  update: async (clients, _id, inputs) => {
    const scheduler = await clients.scheduler();
    await retrying(() => scheduler.updateSchedule(written(inputs)), isPassing);
  },
  delete: async (clients, id) => {
    const scheduler = await clients.scheduler();
    await unlessGone(() => scheduler.deleteSchedule(placeOf(id)), "ResourceNotFoundException");
  },
};

/** The whole schedule, for both calls: an update leaves nothing as it was. */
function written(inputs: Properties): CreateScheduleInput {
  return request<CreateScheduleInput>({
    Name: inputs["name"],
    GroupName: inputs["groupName"],
    ActionAfterCompletion: inputs["actionAfterCompletion"],
    Description: inputs["description"],
    FlexibleTimeWindow: capitalised(inputs["flexibleTimeWindow"]),
    ScheduleExpression: inputs["scheduleExpression"],
    ScheduleExpressionTimezone: inputs["scheduleExpressionTimezone"],
    State: inputs["state"],
    Target: capitalised(inputs["target"]),
  });
}

function placeOf(id: string): { readonly GroupName: string; readonly Name: string } {
  const [GroupName = "", Name = ""] = id.split("/");
  return { GroupName, Name };
}

function validate({ target }: Properties): readonly Problem[] {
  return Object.keys(record(target))
    .filter((part) => !parts.includes(part) && part !== "__defaults")
    .map((part) => ({
      property: `target.${part}`,
      reason: "is not served by the stand-in: on local AWS a schedule calls functions",
    }));
}

function sameTarget(existing: unknown, wanted: unknown): boolean {
  const complete = (target: unknown): object => ({ retryPolicy: patience, ...record(target) });
  return sameJson(complete(existing), complete(wanted));
}

/** A role that is new and not yet known to Scheduler. */
function isPassing(error: unknown): boolean {
  return refusedFor(
    error,
    ["ValidationException"],
    ["The execution role you provide must allow AWS EventBridge Scheduler to assume the role."],
  );
}

export const entries: readonly ResourceEntry[] = [schedule];
