import { type Task } from "@aws-sdk/client-ecs";

import { until } from "../../support/until";
import { type Clients } from "./clients";

/** Lets a schedule start its task once, now, and gives the task when it has stopped; the schedule is as before. */
export async function runNow(
  { scheduler, ecs }: Clients,
  at: { readonly schedule: string; readonly cluster: string; readonly family: string },
): Promise<Task> {
  const { cluster, family } = at;
  const stopped = async () => {
    const { taskArns: tasks = [] } = await ecs.listTasks({
      cluster,
      family,
      desiredStatus: "STOPPED",
    });
    return tasks.length === 0 ? [] : ((await ecs.describeTasks({ cluster, tasks })).tasks ?? []);
  };
  const before = new Set((await stopped()).map(({ taskArn }) => taskArn));
  const kept = await scheduler.getSchedule({ Name: at.schedule });
  const put = (ScheduleExpression?: string, ScheduleExpressionTimezone?: string) =>
    scheduler.updateSchedule({
      Name: kept.Name,
      Description: kept.Description,
      FlexibleTimeWindow: kept.FlexibleTimeWindow,
      Target: kept.Target,
      ScheduleExpression,
      ScheduleExpressionTimezone,
    });
  // Later than the update, however slow that is: a time that has passed never comes.
  const soon = new Date(Date.now() + 6000).toISOString().slice(0, 19);
  await put(`at(${soon})`, "UTC");
  try {
    return await until(`a run of ${family}`, async () =>
      (await stopped()).find(({ taskArn }) => !before.has(taskArn)),
    );
  } finally {
    await put(kept.ScheduleExpression, kept.ScheduleExpressionTimezone);
  }
}

/** A queue that hears of what the stack's topic is told. */
export async function subscribedQueue({ sns, sqs }: Clients): Promise<{
  /** The text of the next message. */
  next(): Promise<string>;
  remove(): Promise<void>;
}> {
  const { Topics: [topic] = [] } = await sns.listTopics({});
  const { QueueUrl } = await sqs.createQueue({ QueueName: "e2e-notices" });
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["QueueArn"] });
  const { SubscriptionArn } = await sns.subscribe({
    TopicArn: topic?.TopicArn,
    Protocol: "sqs",
    Endpoint: Attributes?.["QueueArn"],
    // In SNS's own envelope are addresses, which the gateway rewrites: the client's check of the whole would fail.
    Attributes: { RawMessageDelivery: "true" },
  });
  return {
    next: () =>
      until("a message of the topic", async () => {
        const { Messages: [message] = [] } = await sqs.receiveMessage({ QueueUrl });
        return message?.Body;
      }),
    remove: async () => {
      await sns.unsubscribe({ SubscriptionArn });
      await sqs.deleteQueue({ QueueUrl });
    },
  };
}
