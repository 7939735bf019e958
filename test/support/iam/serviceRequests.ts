import { type Call } from "./evaluate";

/** A call that a service of AWS makes in its own name, as the policy of what it calls sees it. */
export interface ServiceRequest extends Call {
  /** Such as `events.amazonaws.com`. */
  readonly service: string;
}

/**
 * What services send along when they deliver, as far as AWS documents that conditions on it work. Pipelines are
 * not among them: CodePipeline asks for approvals in the name of the pipeline's role.
 */

const eventBridge = "events.amazonaws.com";
const alarms = "cloudwatch.amazonaws.com";

/** EventBridge names the rule to a queue. */
export function eventToQueue(queueArn: string, ruleArn: string): ServiceRequest {
  return {
    service: eventBridge,
    action: "sqs:SendMessage",
    resource: queueArn,
    context: sourceOf(ruleArn),
  };
}

/**
 * To a topic it names nothing: "You can't use Condition blocks in Amazon SNS topic policies for EventBridge"
 * (EventBridge user guide, "Using resource-based policies").
 */
export function eventToTopic(topicArn: string): ServiceRequest {
  return { service: eventBridge, action: "sns:Publish", resource: topicArn, context: {} };
}

/** CloudWatch names the alarm. */
export function alarmToTopic(topicArn: string, alarmArn: string): ServiceRequest {
  return {
    service: alarms,
    action: "sns:Publish",
    resource: topicArn,
    context: sourceOf(alarmArn),
  };
}

/** SNS encrypts in the name of who publishes, and names the topic in the encryption context. */
export function encryptEvent(keyArn: string, topicArn: string): ServiceRequest[] {
  return encrypt(eventBridge, keyArn, topicArn, {});
}

export function encryptAlarm(keyArn: string, topicArn: string, alarmArn: string): ServiceRequest[] {
  return encrypt(alarms, keyArn, topicArn, sourceOf(alarmArn));
}

function encrypt(
  service: string,
  keyArn: string,
  topicArn: string,
  source: ServiceRequest["context"],
): ServiceRequest[] {
  return ["kms:GenerateDataKey", "kms:Decrypt"].map((action) => ({
    service,
    action,
    resource: keyArn,
    context: { ...source, "kms:EncryptionContext:aws:sns:topicArn": topicArn },
  }));
}

function sourceOf(arn: string): ServiceRequest["context"] {
  return { "aws:SourceArn": arn, "aws:SourceAccount": arn.split(":")[4] ?? "" };
}
