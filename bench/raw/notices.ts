import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { allow, policy } from "./policies";
import { accountId, arnOf, opts } from "./provider";

/** Who hears of what needs a person, and where it keeps what it could not handle. */

const key = new aws.kms.Key(
  "notices",
  {
    enableKeyRotation: true,
    deletionWindowInDays: 30,
    policy: policy(
      {
        ...allow(["kms:*"], ["*"]),
        Principal: { AWS: pulumi.interpolate`arn:aws:iam::${accountId}:root` },
      },
      {
        ...allow(["kms:Decrypt", "kms:GenerateDataKey"], ["*"]),
        Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com"] },
        Condition: { StringEquals: { "aws:SourceAccount": accountId } },
      },
    ),
  },
  opts,
);
export const topic = new aws.sns.Topic("notices", { kmsMasterKeyId: key.arn }, opts);
new aws.sns.TopicPolicy(
  "notices",
  {
    arn: topic.arn,
    policy: policy(
      {
        ...allow(["sns:Publish"], [topic.arn]),
        Principal: { Service: "events.amazonaws.com" },
        Condition: { ArnLike: { "aws:SourceArn": arnOf("events", "rule/*") } },
      },
      {
        ...allow(["sns:Publish"], [topic.arn]),
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Condition: { ArnLike: { "aws:SourceArn": arnOf("cloudwatch", "alarm:*") } },
      },
    ),
  },
  opts,
);

/** A queue in which messages wait for a person, and an alarm as soon as there is one. */
export function deadLetterQueue(name: string, settings: aws.sqs.QueueArgs = {}): aws.sqs.Queue {
  const queue = new aws.sqs.Queue(
    name,
    { messageRetentionSeconds: 1209600, sqsManagedSseEnabled: true, ...settings },
    opts,
  );
  new aws.cloudwatch.MetricAlarm(
    name,
    {
      alarmDescription: `Something is in the queue ${name}`,
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: queue.name },
      statistic: "Maximum",
      period: 60,
      evaluationPeriods: 1,
      threshold: 0,
      comparisonOperator: "GreaterThanThreshold",
      treatMissingData: "notBreaching",
      alarmActions: [topic.arn],
    },
    opts,
  );
  return queue;
}

export const undelivered = deadLetterQueue("undelivered");
export const undeliveredAccess = new aws.sqs.QueuePolicy(
  "undelivered",
  {
    queueUrl: undelivered.url,
    policy: policy({
      ...allow(["sqs:SendMessage"], [undelivered.arn]),
      Principal: { Service: "events.amazonaws.com" },
      Condition: { ArnLike: { "aws:SourceArn": arnOf("events", "rule/*") } },
    }),
  },
  opts,
);
