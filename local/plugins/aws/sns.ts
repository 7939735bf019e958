import { type SNS } from "@aws-sdk/client-sns";

import { samePolicy } from "../equivalence";
import { unlessGone } from "../provider/failure";
import { onceCreated, type Properties, type ResourceEntry } from "../resourceEntry";
import { changedOf, observed, required, tagChanges, tagList, tagMap, text } from "./shapes";

/** The attribute of SNS that holds an input; the API knows texts only. */
const attributes: Readonly<Record<string, string>> = {
  displayName: "DisplayName",
  kmsMasterKeyId: "KmsMasterKeyId",
};

const gone = ["NotFoundException", "NotFound"];

const topic: ResourceEntry = {
  type: "aws:sns/topic:Topic",
  inputs: [...Object.keys(attributes), "name", "tags"],
  replaceOn: ["name"],
  computed: ["arn", "beginningArchiveTime", "owner", "policy", "signatureVersion", "tagsAll"],
  autoName: { property: "name", maxLength: 256 },
  create: async (clients, inputs) => {
    const sns = await clients.sns();
    const { TopicArn } = await sns.createTopic({
      Name: required(inputs, "name"),
      Tags: tagList(inputs["tagsAll"]),
    });
    const id = required({ TopicArn }, "TopicArn");
    await onceCreated(id, () => setAttributes(sns, id, inputs, {}));
    return id;
  },
  read: async (clients, id) => {
    const sns = await clients.sns();
    const answer = await unlessGone(() => sns.getTopicAttributes({ TopicArn: id }), ...gone);
    if (answer === undefined) {
      return undefined;
    }
    const found: Properties = { ...answer.Attributes };
    const { Tags } = await sns.listTagsForResource({ ResourceArn: id });
    const signature = text(found["SignatureVersion"]);
    return observed({
      ...Object.fromEntries(
        Object.entries(attributes).map(([input, name]) => [input, found[name]]),
      ),
      arn: id,
      name: id.slice(id.lastIndexOf(":") + 1),
      owner: found["Owner"],
      policy: found["Policy"],
      signatureVersion: signature === undefined ? undefined : Number(signature),
      tagsAll: tagMap(Tags),
    });
  },
  update: async (clients, id, inputs, previous) => {
    const sns = await clients.sns();
    await setAttributes(sns, id, inputs, previous);
    const { removed, written } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
    if (removed.length > 0) {
      await sns.untagResource({ ResourceArn: id, TagKeys: removed });
    }
    const Tags = tagList(written);
    if (Tags.length > 0) {
      await sns.tagResource({ ResourceArn: id, Tags });
    }
  },
  delete: async (clients, id) => {
    const sns = await clients.sns();
    await unlessGone(() => sns.deleteTopic({ TopicArn: id }), ...gone);
  },
};

const topicPolicy: ResourceEntry = {
  type: "aws:sns/topicPolicy:TopicPolicy",
  inputs: ["arn", "policy"],
  replaceOn: ["arn"],
  computed: ["owner"],
  equivalent: { policy: samePolicy },
  create: async (clients, inputs) => {
    const id = required(inputs, "arn");
    await setPolicy(await clients.sns(), id, required(inputs, "policy"));
    return id;
  },
  read: async (clients, id) => {
    const sns = await clients.sns();
    const answer = await unlessGone(() => sns.getTopicAttributes({ TopicArn: id }), ...gone);
    const found: Properties = { ...answer?.Attributes };
    const policy = text(found["Policy"]);
    return policy === undefined ? undefined : observed({ arn: id, owner: found["Owner"], policy });
  },
  update: async (clients, id, inputs) => {
    await setPolicy(await clients.sns(), id, required(inputs, "policy"));
  },
  delete: async (clients, id, state) => {
    const sns = await clients.sns();
    // A topic cannot be without a policy: it gets the one that AWS makes topics with.
    await unlessGone(() => setPolicy(sns, id, firstPolicy(id, text(state["owner"]))), ...gone);
  },
};

async function setAttributes(
  sns: SNS,
  TopicArn: string,
  inputs: Properties,
  previous: Properties,
): Promise<void> {
  for (const input of changedOf(Object.keys(attributes), previous, inputs)) {
    const AttributeName = attributes[input] ?? input;
    const AttributeValue = text(inputs[input]) ?? "";
    await sns.setTopicAttributes({ TopicArn, AttributeName, AttributeValue });
  }
}

async function setPolicy(sns: SNS, TopicArn: string, policy: string): Promise<void> {
  await sns.setTopicAttributes({
    TopicArn,
    AttributeName: "Policy",
    AttributeValue: policy,
  });
}

function firstPolicy(topicArn: string, owner: string | undefined): string {
  const actions = [
    "AddPermission",
    "DeleteTopic",
    "GetTopicAttributes",
    "ListSubscriptionsByTopic",
    "Publish",
    "Receive",
    "RemovePermission",
    "SetTopicAttributes",
    "Subscribe",
  ];
  const statement = {
    Sid: "__default_statement_ID",
    Effect: "Allow",
    Principal: { AWS: "*" },
    Action: actions.map((action) => `SNS:${action}`),
    Resource: topicArn,
    Condition: { StringEquals: { "AWS:SourceOwner": owner ?? "" } },
  };
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [statement],
  });
}

export const entries: readonly ResourceEntry[] = [topic, topicPolicy];
