import { type RecordedNode } from "./graph";
import { urnOf } from "./handmade";
import { accountId, mockedOutputs, region } from "./outputs";
import { made } from "./soundParts";

/** The part of the sound stack that tells people: a rule and an alarm, an encrypted topic, a queue for lost events. */

const arns = `arn:aws:sns:${region}:${accountId}:*`;
const topic = mockedArn("aws:sns/topic:Topic", "app-topic");
const key = mockedArn("aws:kms/key:Key", "app-key");
const queue = mockedArn("aws:sqs/queue:Queue", "app-lost");
const rule = urnOf("aws:cloudwatch/eventRule:EventRule", "app-failed");

function mockedArn(type: string, name: string): string {
  return String(mockedOutputs(type, { name, inputs: {} }).arn);
}

/** A document with one statement for a service. */
export function serviceStatement(
  service: string | string[],
  actions: string[],
  resource: string,
  condition?: Record<string, Record<string, string>>,
): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: actions,
        Resource: resource,
        ...(condition && { Condition: condition }),
      },
    ],
  });
}

export const services = ["events.amazonaws.com", "cloudwatch.amazonaws.com"];

export function messages(): RecordedNode[] {
  return [
    made(
      "aws:kms/key:Key",
      "app-key",
      {
        policy: serviceStatement(services, ["kms:GenerateDataKey", "kms:Decrypt"], "*", {
          ArnLike: { "kms:EncryptionContext:aws:sns:topicArn": arns },
        }),
      },
      {},
      { protect: true },
    ),
    made("aws:sns/topic:Topic", "app-topic", { kmsMasterKeyId: key }),
    made("aws:sns/topicPolicy:TopicPolicy", "app-topic-policy", {
      arn: topic,
      policy: serviceStatement(services, ["sns:Publish"], topic),
    }),
    made("aws:sqs/queue:Queue", "app-lost", {}),
    made(
      "aws:sqs/queuePolicy:QueuePolicy",
      "app-lost-policy",
      {
        policy: serviceStatement("events.amazonaws.com", ["sqs:SendMessage"], queue, {
          StringEquals: { "aws:SourceAccount": accountId },
        }),
      },
      { queueUrl: [urnOf("aws:sqs/queue:Queue", "app-lost")] },
    ),
    made("aws:cloudwatch/eventRule:EventRule", "app-failed", {}),
    made(
      "aws:cloudwatch/eventTarget:EventTarget",
      "app-failed-notice",
      { arn: topic, deadLetterConfig: { arn: queue } },
      { rule: [rule] },
    ),
    made("aws:cloudwatch/metricAlarm:MetricAlarm", "app-alarm", { alarmActions: [topic] }),
  ];
}
