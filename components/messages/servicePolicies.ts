import { type AccountContext } from "../accountContext";
import { allow, arnOf, document, type PolicyDocument } from "../policyDocument";

/** What services of AWS may do with queues, with topics, and with the key of a topic. */

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

/**
 * Lets rules and alarms publish to a topic, alarms of this account only. For rules there is no such
 * condition: "You can't use Condition blocks in Amazon SNS topic policies for EventBridge" (EventBridge
 * user guide, "Using resource-based policies"). One that never holds drops every notice in silence.
 */
export function topicPolicy(account: AccountContext, topicArn: string): PolicyDocument {
  return document([
    {
      ...allow("TellOfEvents", ["sns:Publish"], [topicArn]),
      Principal: { Service: "events.amazonaws.com" },
    },
    {
      ...allow("TellOfAlarms", ["sns:Publish"], [topicArn]),
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Condition: { ArnLike: { "aws:SourceArn": arnOf(account, "cloudwatch", "alarm:*") } },
    },
  ]);
}

/**
 * Lets IAM decide who of this account uses the key, and lets rules and alarms encrypt with it what they
 * publish to topics of this account. The key that AWS would give a topic can be used by neither.
 *
 * SNS names the topic in the encryption context of every message, whoever publishes. The account and the
 * ARN of the source will not do: "Adding the aws:SourceAccount, aws:SourceArn, and aws:SourceOrgID to a
 * AWS KMS policy is not supported for EventBridge-to-encrypted topics" (SNS developer guide, "Key
 * management"). The topic has no name yet when its key is made, so the context names all of the account.
 *
 * Approvals need nothing here: CodePipeline publishes them with the role of the pipeline.
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
      Condition: {
        ArnLike: { "kms:EncryptionContext:aws:sns:topicArn": arnOf(account, "sns", "*") },
      },
    },
  ]);
}
