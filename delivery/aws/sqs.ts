import { ChangeMessageVisibilityCommand, type SQSClient } from "@aws-sdk/client-sqs";

export interface Queue {
  /** Hides a message that was received for so long, and no longer. */
  hide(receiptHandle: string, seconds: number): Promise<void>;
}

/** A queue of SQS. Throttling is left to the client's own retries. */
export function queueAdapter(client: Pick<SQSClient, "send">, QueueUrl: string): Queue {
  return {
    hide: async (ReceiptHandle, VisibilityTimeout) => {
      await client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }),
      );
    },
  };
}
