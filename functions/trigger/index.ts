import { CodeCommitClient } from "@aws-sdk/client-codecommit";
import { CodePipelineClient } from "@aws-sdk/client-codepipeline";
import { ECRClient } from "@aws-sdk/client-ecr";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { setTimeout as wait } from "node:timers/promises";

import { pipelineName } from "../../aws/naming";
import { codePipelineAdapter } from "../../delivery/aws/codePipeline";
import { ecrAdapter } from "../../delivery/aws/ecr";
import { topicAdapter } from "../../delivery/aws/sns";
import { queueAdapter } from "../../delivery/aws/sqs";
import { describedApps, imageOrigins } from "../../delivery/stackParameter";
import { jsonLog, reasonOf } from "../log";
import { ownStack } from "../ownStack";
import { codeCommitBranch } from "./codeCommitBranch";
import { handle, type TriggeredStack } from "./handle";
import { releasedImages } from "./releasedImages";
import { retryAfterSeconds } from "./scope";

/** What Lambda hands over for messages of a queue, as far as it is read here. */
interface QueueEvent {
  readonly Records: readonly {
    readonly messageId: string;
    readonly body: string;
    readonly receiptHandle: string;
    readonly attributes: { readonly ApproximateReceiveCount: string };
  }[];
}

interface Stack extends TriggeredStack {
  readonly imageRepositories: string;
  readonly topicArn: string;
}

// A rate that is exceeded recovers within seconds; a message that comes again costs more.
const settings = { maxAttempts: 6 };
const codeCommit = new CodeCommitClient(settings);
const ecr = ecrAdapter(new ECRClient(settings));
const queue = queueAdapter(new SQSClient(settings), process.env["QUEUE_URL"] ?? "");
const sns = new SNSClient(settings);
const ssm = new SSMClient(settings);
const pipelines = codePipelineAdapter(new CodePipelineClient(settings));
const log = jsonLog();

/** Starts the pipelines of the apps whose files changed. What fails goes back to the queue, alone. */
export async function handler({ Records }: QueueEvent) {
  const messages = Records.map(({ messageId: id, body }) => ({ id, body }));
  let failed: readonly string[];
  try {
    failed = await handle<Stack>(messages, {
      stack,
      branch: (at) => codeCommitBranch(codeCommit, at),
      pipelines,
      images: ({ imageRepositories }) => releasedImages(ecr, imageRepositories, log),
      notices: ({ topicArn }) => topicAdapter(sns, topicArn),
      log,
      wait,
      now: () => new Date(),
    });
  } catch (error) {
    log.warn("batch failed", { reason: reasonOf(error) });
    failed = messages.map(({ id }) => id);
  }
  await Promise.all(Records.filter(({ messageId }) => failed.includes(messageId)).map(retrySoon));
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

async function stack(): Promise<Stack> {
  const found = await ownStack(ssm);
  const { repository, branch } = found;
  return {
    ...found,
    apps: describedApps(found),
    originsOf: (app) => imageOrigins(found, app),
    pipelineOf: ({ cluster, app }) => pipelineName(repository, branch, cluster, app),
  };
}

/** A FIFO queue holds everything behind a message that failed, so that message is tried again soon. */
async function retrySoon(record: QueueEvent["Records"][number]): Promise<void> {
  try {
    const received = Number(record.attributes.ApproximateReceiveCount);
    await queue.hide(record.receiptHandle, retryAfterSeconds(received));
  } catch (error) {
    log.warn("retry is late", { message: record.messageId, reason: reasonOf(error) });
  }
}
