import type * as aws from "@pulumi/aws";

import { type AccountContext } from "../accountContext";
import { allow, arnOf, document } from "./permissions";

/** Who may take roles of delivery, and what others may do to its queues, topic, key and bucket. */

type PolicyDocument = aws.iam.PolicyDocument;
type PolicyStatement = aws.iam.PolicyStatement;

/** Who may take the role of a pipeline: CodePipeline, for that one pipeline of this account. */
export function pipelineTrust(account: AccountContext, pipeline: string): PolicyDocument {
  return trust("codepipeline.amazonaws.com", {
    StringEquals: { "aws:SourceAccount": account.accountId },
    ArnLike: { "aws:SourceArn": arnOf(account, "codepipeline", pipeline) },
  });
}

/** Who may take the role of a function. */
export function functionTrust(): PolicyDocument {
  return trust("lambda.amazonaws.com");
}

/** Lets these rules of EventBridge put messages into a queue. */
export function queuePolicy(queueArn: string, ruleArns: readonly string[]): PolicyDocument {
  return document([
    {
      ...allow("TakeEvents", ["sqs:SendMessage"], [queueArn]),
      Principal: { Service: "events.amazonaws.com" },
      Condition: { ArnEquals: { "aws:SourceArn": [...ruleArns].sort() } },
    },
  ]);
}

/** Lets EventBridge put what it could not deliver into a queue, for any rule of this account. */
export function undeliveredPolicy(account: AccountContext, queueArn: string): PolicyDocument {
  return document([
    {
      ...allow("TakeEvents", ["sqs:SendMessage"], [queueArn]),
      Principal: { Service: "events.amazonaws.com" },
      Condition: { ArnLike: { "aws:SourceArn": arnOf(account, "events", "rule/*") } },
    },
  ]);
}

/** Lets rules and alarms of this account publish to a topic. */
export function topicPolicy(account: AccountContext, topicArn: string): PolicyDocument {
  return document([
    {
      ...allow("TellOfEvents", ["sns:Publish"], [topicArn]),
      Principal: { Service: "events.amazonaws.com" },
      Condition: { ArnLike: { "aws:SourceArn": arnOf(account, "events", "rule/*") } },
    },
    {
      ...allow("TellOfAlarms", ["sns:Publish"], [topicArn]),
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Condition: { ArnLike: { "aws:SourceArn": arnOf(account, "cloudwatch", "alarm:*") } },
    },
  ]);
}

/**
 * Lets IAM decide who of this account uses the key, and lets events and alarms encrypt with it. The key
 * that AWS would give a topic for nothing cannot be used by either of them.
 */
export function topicKeyPolicy(account: AccountContext): PolicyDocument {
  return document([
    {
      ...allow("LeaveToIam", ["kms:*"], ["*"]),
      Principal: { AWS: `arn:${account.partition}:iam::${account.accountId}:root` },
    },
    {
      ...allow("EncryptNotices", ["kms:Decrypt", "kms:GenerateDataKey"], ["*"]),
      Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com"] },
      Condition: { StringEquals: { "aws:SourceAccount": account.accountId } },
    },
  ]);
}

/** Everybody must use TLS. Who may do what is said by the roles. */
export function bucketPolicy(bucketArn: string): PolicyDocument {
  return document([
    {
      Sid: "DenyWithoutTls",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucketArn, `${bucketArn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ]);
}

function trust(service: string, condition?: PolicyStatement["Condition"]): PolicyDocument {
  return document([
    {
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      ...(condition !== undefined && { Condition: condition }),
    },
  ]);
}
