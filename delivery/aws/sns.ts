import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";

export interface Topic {
  /** @param subject ASCII, at most 100 characters. */
  publish(subject: string, message: string): Promise<void>;
}

/** A topic of SNS. Throttling is left to the client's own retries. */
export function topicAdapter(client: Pick<SNSClient, "send">, TopicArn: string): Topic {
  return {
    publish: async (Subject, Message) => {
      await client.send(new PublishCommand({ TopicArn, Subject, Message }));
    },
  };
}
