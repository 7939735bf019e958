import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../aws/naming";
import { type AccountContext } from "../accountContext";
import { type Transform, transformed } from "../transform";
import { undeliveredPolicy } from "./servicePolicies";

/** Changes to the resources of {@link DeadLetters}, by child. */
export interface DeadLettersTransform {
  readonly queue?: Transform<aws.sqs.QueueArgs>;
  readonly alarm?: Transform<aws.cloudwatch.MetricAlarmArgs>;
  readonly queuePolicy?: Transform<aws.sqs.QueuePolicyArgs>;
}

/** Arguments of {@link DeadLetters}. */
export interface DeadLettersArgs {
  /**
   * What ends here: messages of a queue that keeps an order, events that EventBridge and functions
   * could not deliver or handle, or what roles put into it by their own permissions alone.
   */
  readonly takes: "ordered messages" | "events" | "failures of roles";
  readonly account: AccountContext;
  /** What it means that something is in it, for the person who reads the alarm. */
  readonly meaning: string;
  /** Name of the queue in AWS. @default - Pulumi's own, of the component's name */
  readonly queueName?: string | undefined;
  /** Topic that is told. @default - another component watches the queue */
  readonly topicArn?: pulumi.Input<string> | undefined;
  /** @default - none: everything is as written here */
  readonly transform?: DeadLettersTransform | undefined;
}

/** A queue for what could not be handled, for two weeks, and an alarm as soon as there is something. */
export class DeadLetters extends pulumi.ComponentResource {
  /** Known once the queue takes what is meant for it. */
  public readonly arn: pulumi.Output<string>;
  public readonly queueName: pulumi.Output<string>;

  constructor(name: string, args: DeadLettersArgs, opts?: pulumi.ComponentResourceOptions) {
    const { takes, meaning, account, transform = {} } = args;
    super(typeToken("messages", "DeadLetters"), name, { takes, meaning }, opts);

    const queue = new aws.sqs.Queue(
      ...transformed(
        transform.queue,
        `${name}-queue`,
        {
          ...(args.queueName !== undefined && { name: args.queueName }),
          ...(takes === "ordered messages" && { fifoQueue: true }),
          messageRetentionSeconds: 14 * 24 * 3600,
          sqsManagedSseEnabled: true,
        },
        { parent: this },
      ),
    );
    if (args.topicArn !== undefined) {
      deadLetterAlarm(
        `${name}-alarm`,
        { queueName: queue.name, meaning, topicArn: args.topicArn },
        this,
        transform.alarm,
      );
    }

    const policy =
      takes === "events"
        ? new aws.sqs.QueuePolicy(
            ...transformed(
              transform.queuePolicy,
              `${name}-queue-policy`,
              {
                queueUrl: queue.url,
                policy: pulumi.jsonStringify(
                  queue.arn.apply((arn) => undeliveredPolicy(account, arn)),
                ),
              },
              { parent: this },
            ),
          )
        : queue;

    this.arn = pulumi.all([queue.arn, policy.id]).apply(([arn]) => arn);
    this.queueName = queue.name;
    this.registerOutputs({ arn: this.arn, queueName: this.queueName });
  }
}

/** Tells a topic as soon as there is something in a queue. */
export function deadLetterAlarm(
  name: string,
  watched: {
    readonly queueName: pulumi.Input<string>;
    readonly meaning: string;
    readonly topicArn: pulumi.Input<string>;
  },
  parent: pulumi.Resource,
  transform?: Transform<aws.cloudwatch.MetricAlarmArgs>,
): aws.cloudwatch.MetricAlarm {
  return new aws.cloudwatch.MetricAlarm(
    ...transformed(
      transform,
      name,
      {
        alarmDescription: watched.meaning,
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: watched.queueName },
        statistic: "Maximum",
        period: 60,
        evaluationPeriods: 1,
        threshold: 0,
        comparisonOperator: "GreaterThanThreshold",
        // A queue that nobody uses sends no data.
        treatMissingData: "notBreaching",
        alarmActions: [watched.topicArn],
      },
      { parent },
    ),
  );
}
