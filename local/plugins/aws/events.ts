import { type PutRuleCommandInput, type Target } from "@aws-sdk/client-eventbridge";

import { type Clients } from "../clients";
import { sameJson } from "../equivalence";
import { unlessGone } from "../provider/failure";
import { type Properties, type ResourceEntry } from "../resourceEntry";
import { prefixedName } from "./names";
import {
  capitalised,
  observed,
  record,
  request,
  required,
  tagChanges,
  tagList,
  tagMap,
  text,
  uncapitalised,
} from "./shapes";

const rule: ResourceEntry = {
  type: "aws:cloudwatch/eventRule:EventRule",
  inputs: [
    "description",
    "eventBusName",
    "eventPattern",
    "name",
    "scheduleExpression",
    "state",
    "tags",
  ],
  replaceOn: ["eventBusName", "name"],
  computed: ["arn", "tagsAll"],
  defaults: { eventBusName: "default", state: "ENABLED" },
  autoName: { property: "name", maxLength: 64 },
  equivalent: { eventPattern: sameJson },
  create: async (clients, inputs) => {
    await putRule(clients, inputs, { Tags: tagList(inputs["tagsAll"]) });
    return required(inputs, "name");
  },
  read: async (clients, id) => {
    const events = await clients.eventBridge();
    const found = await unlessGone(
      () => events.describeRule({ Name: id }),
      "ResourceNotFoundException",
    );
    if (found === undefined) {
      return undefined;
    }
    const { Tags } = await events.listTagsForResource({ ResourceARN: found.Arn });
    return observed({
      arn: found.Arn,
      description: found.Description,
      eventBusName: found.EventBusName ?? "default",
      eventPattern: found.EventPattern,
      name: found.Name,
      scheduleExpression: found.ScheduleExpression,
      state: found.State,
      tagsAll: tagMap(Tags),
    });
  },
  update: async (clients, _id, inputs, previous) => {
    const events = await clients.eventBridge();
    await putRule(clients, inputs, {});
    const ResourceARN = text(previous["arn"]);
    const { removed, written } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
    if (removed.length > 0) {
      await events.untagResource({ ResourceARN, TagKeys: removed });
    }
    const Tags = tagList(written);
    if (Tags.length > 0) {
      await events.tagResource({ ResourceARN, Tags });
    }
  },
  delete: async (clients, id) => {
    const events = await clients.eventBridge();
    await unlessGone(() => events.deleteRule({ Name: id }), "ResourceNotFoundException");
  },
};

const target: ResourceEntry = {
  type: "aws:cloudwatch/eventTarget:EventTarget",
  inputs: ["arn", "deadLetterConfig", "eventBusName", "roleArn", "rule", "sqsTarget", "targetId"],
  replaceOn: ["eventBusName", "rule", "targetId"],
  computed: ["targetId"],
  defaults: { eventBusName: "default" },
  create: async (clients, inputs) => {
    const targetId = text(inputs["targetId"]) ?? prefixedName("target-", 64);
    await putTarget(clients, inputs, targetId);
    return `${required(inputs, "rule")}-${targetId}`;
  },
  read: async (clients, id, known) => {
    const events = await clients.eventBridge();
    const name = required(known, "rule");
    const answer = await unlessGone(
      () => events.listTargetsByRule({ Rule: name }),
      "ResourceNotFoundException",
    );
    const found = answer?.Targets?.find(({ Id }) => `${name}-${Id ?? ""}` === id);
    return (
      found &&
      observed({
        arn: found.Arn,
        deadLetterConfig: uncapitalised(found.DeadLetterConfig),
        eventBusName: "default",
        roleArn: found.RoleArn,
        rule: name,
        sqsTarget: uncapitalised(found.SqsParameters),
        targetId: found.Id,
      })
    );
  },
  update: async (clients, _id, inputs, previous) => {
    await putTarget(clients, inputs, required(previous, "targetId"));
  },
  delete: async (clients, _id, state) => {
    const events = await clients.eventBridge();
    const Ids = [required(state, "targetId")];
    await unlessGone(
      () => events.removeTargets({ Rule: required(state, "rule"), Ids }),
      "ResourceNotFoundException",
    );
  },
};

async function putRule(clients: Clients, inputs: Properties, more: Properties): Promise<void> {
  const events = await clients.eventBridge();
  await events.putRule(
    request<PutRuleCommandInput>({
      Name: inputs["name"],
      Description: inputs["description"],
      EventPattern: inputs["eventPattern"],
      ScheduleExpression: inputs["scheduleExpression"],
      State: inputs["state"],
      ...more,
    }),
  );
}

async function putTarget(clients: Clients, inputs: Properties, Id: string): Promise<void> {
  const events = await clients.eventBridge();
  const parts = request<Target>({
    Id,
    Arn: inputs["arn"],
    RoleArn: inputs["roleArn"],
    DeadLetterConfig: partOf(inputs["deadLetterConfig"]),
    SqsParameters: partOf(inputs["sqsTarget"]),
  });
  const { FailedEntries: [failed] = [] } = await events.putTargets({
    Rule: required(inputs, "rule"),
    Targets: [parts],
  });
  if (failed !== undefined) {
    throw new Error(`EventBridge refused the target: ${failed.ErrorMessage ?? "no reason given"}`);
  }
}

function partOf(value: unknown): unknown {
  return value === undefined ? undefined : capitalised(record(value));
}

export const entries: readonly ResourceEntry[] = [rule, target];
