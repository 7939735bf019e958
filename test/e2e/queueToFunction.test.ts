import { strToU8, zipSync } from "fflate";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { until } from "../support/until";
import { clients } from "./support/clients";
import { localAws } from "./support/localAws";

/** Reports what it is given, tells a queue that a message shall come again, and fails those that say so. */
const code = `
exports.handler = async ({ Records }) => {
  const failed = Records.filter(({ body }) => body.includes("bad"));
  for (const { body, attributes, receiptHandle } of Records) {
    console.log("took " + body + " " + attributes.ApproximateReceiveCount);
    if (!body.includes("bad")) continue;
    await fetch(process.env.AWS_ENDPOINT_URL, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "AmazonSQS.ChangeMessageVisibility",
        authorization: "AWS4-HMAC-SHA256 Credential=" + process.env.AWS_ACCESS_KEY_ID + "/20260101/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=0",
      },
      body: JSON.stringify({ QueueUrl: process.env.QUEUE_URL, ReceiptHandle: receiptHandle, VisibilityTimeout: 1 }),
    });
  }
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

describe("queues, functions and schedules of local AWS", () => {
  const local = localAws(4760);
  const aws = clients(local.endpoint);
  const arnOf = (queue: string) => `arn:aws:sqs:eu-west-1:000000000000:${queue}`;
  let url = "";

  before(async () => {
    await local.start();

    const fifo = { FifoQueue: "true", ContentBasedDeduplication: "true" };
    await aws.sqs.createQueue({ QueueName: "given-up.fifo", Attributes: fifo });
    const made = await aws.sqs.createQueue({
      QueueName: "commits.fifo",
      Attributes: {
        ...fifo,
        VisibilityTimeout: "90",
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: arnOf("given-up.fifo"),
          maxReceiveCount: 2,
        }),
      },
    });
    url = made.QueueUrl ?? "";
    const { Role } = await aws.iam.createRole({
      RoleName: "worker-role",
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [] }),
    });
    await aws.lambda.createFunction({
      FunctionName: "worker",
      Role: Role?.Arn,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile: zipSync({ "index.js": strToU8(code) }) },
      Environment: { Variables: { QUEUE_URL: url } },
      LoggingConfig: { LogFormat: "Text", LogGroup: "worker-logs" },
    });
    await aws.lambda.createEventSourceMapping({
      EventSourceArn: arnOf("commits.fifo"),
      FunctionName: "worker",
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
  });

  after(() => local.remove());

  it("hand a function the messages of a group in order, and those that it failed again", async () => {
    for (const MessageBody of ["good 1", "bad 2", "good 3"]) {
      await aws.sqs.sendMessage({ QueueUrl: url, MessageGroupId: "deployments", MessageBody });
    }
    await until("an empty queue", async () => (await countOf("commits.fifo")) === 0 || undefined);
    assert.equal(await countOf("given-up.fifo"), 1);
    const taken = (await logLines()).filter((line) => line.startsWith("took "));
    assert.deepEqual(
      taken.filter((line) => line.includes("bad")),
      ["took bad 2 1", "took bad 2 2"],
    );
    assert.deepEqual(
      [...new Set(taken.map((line) => line.slice(5, -2)))],
      ["good 1", "bad 2", "good 3"],
    );
  });

  it("bring the calls of a function to the gateway, with its role and what they are about", () => {
    const calls = readFileSync(join(local.state, "calls.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { action: string; role?: string; resources: string[] });
    const made = calls.filter(({ action }) => action === "ChangeMessageVisibility");
    assert.deepEqual(
      made.map(({ role, resources }) => [role, resources]),
      [1, 2].map(() => ["arn:aws:iam::000000000000:role/worker-role", [arnOf("commits.fifo")]]),
    );
  });

  it("put a message of a schedule into the queue, in the rule's group", async () => {
    await aws.events.putRule({ Name: "every-minute", ScheduleExpression: "rate(1 minute)" });
    await aws.events.putTargets({
      Rule: "every-minute",
      Targets: [
        {
          Id: "queue",
          Arn: arnOf("commits.fifo"),
          SqsParameters: { MessageGroupId: "deployments" },
        },
      ],
    });
    const line = await until(
      "the schedule's message",
      async () => (await logLines()).find((one) => /"detail-type": ?"Scheduled Event"/.test(one)),
      { seconds: 90 },
    );
    const event = JSON.parse(line.slice(5, -2)) as { source: string; resources: string[] };
    assert.equal(event.source, "aws.events");
    assert.deepEqual(event.resources, ["arn:aws:events:eu-west-1:000000000000:rule/every-minute"]);
  }).timeout(120_000);

  async function countOf(queue: string): Promise<number> {
    const { QueueUrl } = await aws.sqs.getQueueUrl({ QueueName: queue });
    const { Attributes } = await aws.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
    const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: hidden } =
      Attributes ?? {};
    return Number(visible) + Number(hidden);
  }

  /** What the function logged, in the order of its calls. */
  async function logLines(): Promise<readonly string[]> {
    const { logGroups } = await aws.logs.describeLogGroups({ logGroupNamePrefix: "worker-logs" });
    if ((logGroups ?? []).length === 0) {
      return [];
    }
    const { events } = await aws.logs.filterLogEvents({ logGroupName: "worker-logs" });
    return (events ?? [])
      .sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0))
      .flatMap(({ message }) => (message ?? "").split("\n"));
  }
});
