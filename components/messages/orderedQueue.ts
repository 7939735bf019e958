import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { type AccountContext } from "../accountContext";
import { type Transform, transformed } from "../transform";
import { DeadLetters, type DeadLettersTransform } from "./deadLetters";

/** Changes to the resources of {@link orderedQueue}, by child. */
export interface OrderedQueueTransform {
  readonly givenUp?: DeadLettersTransform;
  readonly queue?: Transform<aws.sqs.QueueArgs>;
}

/** Arguments of {@link orderedQueue}. */
export interface OrderedQueueArgs {
  readonly account: AccountContext;
  /** Seconds that a message in work is hidden from others: longer than the work may take. */
  readonly hiddenSeconds: number;
  /** How often a message is tried before it is given up. */
  readonly tries: number;
  /** What it means that a message was given up, for the person who reads the alarm. */
  readonly meaning: string;
  /** Topic that is told of messages given up. */
  readonly topicArn: pulumi.Input<string>;
  readonly transform: OrderedQueueTransform;
}

/** A queue that hands over one event after another, and each once, with one for what was given up behind it. */
export function orderedQueue(
  name: string,
  args: OrderedQueueArgs,
  parent: pulumi.Resource,
): aws.sqs.Queue {
  const { account, meaning, topicArn, transform } = args;
  const givenUp = new DeadLetters(
    `${name}-given-up`,
    { takes: "ordered messages", account, meaning, topicArn, transform: transform.givenUp },
    { parent },
  );
  return new aws.sqs.Queue(
    ...transformed(
      transform.queue,
      `${name}-queue`,
      {
        fifoQueue: true,
        // Each event of EventBridge has an id, so only a true double is left out.
        contentBasedDeduplication: true,
        visibilityTimeoutSeconds: args.hiddenSeconds,
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: givenUp.arn,
          maxReceiveCount: args.tries,
        }),
        sqsManagedSseEnabled: true,
      },
      { parent },
    ),
  );
}
