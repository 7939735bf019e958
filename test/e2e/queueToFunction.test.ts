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

/** A container's own program: all that it knows of AWS is in its environment. */
const taker = `
const { AWS_ENDPOINT_URL: url, AWS_REGION: region, AWS_ACCESS_KEY_ID: key } = process.env;
const call = async (action, input) => {
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "AmazonSQS." + action,
      authorization: "AWS4-HMAC-SHA256 Credential=" + key + "/20260101/" + region + "/sqs/aws4_request, SignedHeaders=host, Signature=0",
    },
    body: JSON.stringify(input),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
};
(async () => {
  const { QueueUrl } = await call("GetQueueUrl", { QueueName: "jobs" });
  if (new URL(QueueUrl).origin !== url) throw new Error("The queue is at " + QueueUrl);
  const { Messages: [message] } = await call("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 5 });
  console.log("took " + message.Body + " in " + region);
})();`;

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
    const made = recorded().filter(({ action }) => action === "ChangeMessageVisibility");
    assert.deepEqual(
      made.map(({ role, resources }) => [role, resources]),
      [1, 2].map(() => ["arn:aws:iam::000000000000:role/worker-role", [arnOf("commits.fifo")]]),
    );
  });

  it("let a container take a message of a queue, with the role of its task", async () => {
    await aws.sqs.createQueue({ QueueName: "jobs" });
    const { QueueUrl } = await aws.sqs.getQueueUrl({ QueueName: "jobs" });
    await aws.sqs.sendMessage({ QueueUrl, MessageBody: "report of May" });
    await aws.logs.createLogGroup({ logGroupName: "taker-logs" });
    await aws.ecs.createCluster({ clusterName: "jobs" });
    await aws.ecs.registerTaskDefinition({
      family: "taker",
      taskRoleArn: "arn:aws:iam::000000000000:role/worker-role",
      containerDefinitions: [
        {
          name: "taker",
          image: "node:22-slim",
          memory: 64,
          command: ["node", "--eval", taker],
          logConfiguration: {
            logDriver: "awslogs",
            options: { "awslogs-group": "taker-logs", "awslogs-stream-prefix": "t" },
          },
        },
      ],
    });
    const { tasks: [task] = [] } = await aws.ecs.runTask({
      cluster: "jobs",
      taskDefinition: "taker",
    });
    const stopped = await until("the end of the task", async () => {
      const { tasks: [now] = [] } = await aws.ecs.describeTasks({
        cluster: "jobs",
        tasks: [task?.taskArn ?? ""],
      });
      return now?.lastStatus === "STOPPED" ? now : undefined;
    });
    const lines = await until("the container's lines", async () => {
      const { events } = await aws.logs.filterLogEvents({ logGroupName: "taker-logs" });
      return (events ?? []).length > 0 ? events?.map(({ message }) => message) : undefined;
    });
    assert.equal(stopped.containers?.[0]?.exitCode, 0, lines.join("\n"));
    assert.deepEqual(lines, ["took report of May in eu-west-1"]);
    const taken = recorded().find(({ action }) => action === "ReceiveMessage");
    assert.equal(taken?.role, "arn:aws:iam::000000000000:role/worker-role");
    assert.deepEqual(taken.resources, [arnOf("jobs")]);
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

  function recorded(): { action: string; role?: string; resources: string[] }[] {
    return readFileSync(join(local.state, "calls.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as ReturnType<typeof recorded>[number]);
  }

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
