import assert from "node:assert/strict";

import { entries as events } from "../../aws/events";
import { entries as queues } from "../../aws/sqs";
import { entries as parameters } from "../../aws/ssmParameter";
import { checkResource } from "../../provider/check";
import { context, entryOf, fakeClients } from "./fakeClients";

describe("queue", () => {
  const entry = entryOf(queues, "Queue");

  it("in order gets an automatic name with AWS's ending, which the next preview keeps", () => {
    const urn = "urn:pulumi:local::slipway::aws:sqs/queue:Queue::commits";
    const settings = { provider: "aws", region: "eu-west-1", defaultTags: {} };
    const checked = (news: object, olds = {}) =>
      checkResource(
        entry,
        { version: "", provider: {}, resources: {}, functions: {}, objects: {} },
        settings,
        {
          urn,
          olds,
          news: { ...news },
          randomSeed: Uint8Array.of(1),
        },
      ).inputs;
    const inOrder = checked({ fifoQueue: true });
    assert.match(String(inOrder["name"]), /^commits-[0-9a-f]{7}\.fifo$/);
    assert.equal(checked({ fifoQueue: true }, inOrder)["name"], inOrder["name"]);
    assert.match(String(checked({})["name"]), /^commits-[0-9a-f]{7}$/);
  });

  it("without order is sent nothing about order", async () => {
    const made: unknown[] = [];
    const clients = fakeClients({
      sqs: {
        createQueue: ({ QueueName, Attributes }: { QueueName: string; Attributes: object }) => {
          made.push([QueueName, Attributes]);
          return { QueueUrl: `http://localhost/${QueueName}` };
        },
      },
    });
    const common = { contentBasedDeduplication: false, visibilityTimeoutSeconds: 90 };
    await entry.create(clients, { name: "a.fifo", fifoQueue: true, ...common }, context);
    await entry.create(clients, { name: "b", fifoQueue: false, ...common }, context);
    assert.deepEqual(made, [
      ["a.fifo", { FifoQueue: "true", VisibilityTimeout: "90" }],
      ["b", { VisibilityTimeout: "90" }],
    ]);
  });
});

describe("event target", () => {
  const entry = entryOf(events, "EventTarget");

  it("is refused with the reason that EventBridge gives for it", async () => {
    const clients = fakeClients({
      eventBridge: { putTargets: () => ({ FailedEntries: [{ ErrorMessage: "no such queue" }] }) },
    });
    await assert.rejects(
      entry.create(clients, { rule: "r", arn: "arn:queue" }, context),
      /EventBridge refused the target: no such queue/,
    );
  });

  it("names its message group in the words of AWS", async () => {
    const clients = fakeClients({
      eventBridge: {
        putTargets: ({ Targets }: { Targets: object[] }) => {
          assert.deepEqual(Targets, [
            { Id: "t", Arn: "arn:queue", SqsParameters: { MessageGroupId: "deployments" } },
          ]);
          return {};
        },
      },
    });
    const inputs = { rule: "r", arn: "arn:queue", targetId: "t" };
    const sqsTarget = { messageGroupId: "deployments" };
    assert.equal(await entry.create(clients, { ...inputs, sqsTarget }, context), "r-t");
  });
});

describe("event target of a pipeline", () => {
  const entry = entryOf(events, "EventTarget");
  const target = { Id: "t", Arn: "arn:pipeline", RoleArn: "arn:role" };

  it("is put and read with the role that starts it", async () => {
    const put: object[] = [];
    const clients = fakeClients({
      eventBridge: {
        putTargets: ({ Targets }: { Targets: object[] }) => {
          put.push(...Targets);
          return {};
        },
        listTargetsByRule: () => ({ Targets: [target] }),
      },
    });
    const inputs = { rule: "r", arn: "arn:pipeline", roleArn: "arn:role", targetId: "t" };
    const id = await entry.create(clients, inputs, context);
    assert.deepEqual(put, [target]);
    assert.equal((await entry.read(clients, id, inputs))?.["roleArn"], "arn:role");
  });
});

describe("parameter", () => {
  it("keeps the wish that AWS chooses the tier", async () => {
    const clients = fakeClients({
      ssm: {
        getParameter: () => ({ Parameter: { Name: "/slipway/prod", Type: "String", Value: "{}" } }),
        describeParameters: () => ({ Parameters: [{ Tier: "Standard" }] }),
        listTagsForResource: () => ({ TagList: [] }),
      },
    });
    const entry = entryOf(parameters, "Parameter");
    const read = (tier: string) => entry.read(clients, "/slipway/prod", { tier });
    assert.equal((await read("Intelligent-Tiering"))?.["tier"], "Intelligent-Tiering");
    assert.equal((await read("Advanced"))?.["tier"], "Standard");
  });
});
