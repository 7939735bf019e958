import assert from "node:assert/strict";

import { entries as alarms } from "../../aws/cloudwatchAlarm";
import { functions } from "../../aws/codecommit";
import { entries as keys } from "../../aws/kms";
import { entries as topics } from "../../aws/sns";
import { awsError, context, entryOf, fakeClients, functionOf, updated } from "./fakeClients";

const arn = "arn:aws:sns:eu-west-1:000000000000:notices";

describe("topic", () => {
  const entry = entryOf(topics, "Topic");

  it("is kept in the state when its key is refused after it was made", async () => {
    const clients = fakeClients({
      sns: {
        createTopic: () => ({ TopicArn: arn }),
        setTopicAttributes: () => {
          throw awsError("InvalidParameterException", "no such key");
        },
      },
    });
    const inputs = { name: "notices", kmsMasterKeyId: "key", tagsAll: {} };
    await assert.rejects(entry.create(clients, inputs, context), {
      name: "PartialCreateError",
      id: arn,
    });
  });

  it("loses its key when that leaves the program", async () => {
    const set: unknown[] = [];
    const clients = fakeClients({
      sns: {
        setTopicAttributes: (input: unknown) => {
          set.push(input);
          return {};
        },
      },
    });
    await updated(entry, clients, arn, { name: "n" }, { name: "n", kmsMasterKeyId: "key" });
    assert.deepEqual(set, [{ TopicArn: arn, AttributeName: "KmsMasterKeyId", AttributeValue: "" }]);
  });
});

describe("topic policy", () => {
  const entry = entryOf(topics, "TopicPolicy");

  it("gives way to the policy that AWS makes topics with", async () => {
    const policies: string[] = [];
    const clients = fakeClients({
      sns: {
        setTopicAttributes: ({ AttributeValue }: { AttributeValue: string }) => {
          policies.push(AttributeValue);
          return {};
        },
      },
    });
    await entry.delete(clients, arn, { owner: "000000000000" }, context);
    const [policy] = policies.map((text) => JSON.parse(text) as { Statement: object[] });
    const [statement] = (policy?.Statement ?? []) as { Resource: string; Condition: object }[];
    assert.equal(statement?.Resource, arn);
    assert.deepEqual(statement.Condition, {
      StringEquals: { "AWS:SourceOwner": "000000000000" },
    });
  });

  it("is gone with its topic, and deleted then without complaint", async () => {
    const gone = () => {
      throw awsError("NotFoundException");
    };
    const clients = fakeClients({ sns: { getTopicAttributes: gone, setTopicAttributes: gone } });
    assert.equal(await entry.read(clients, arn, {}), undefined);
    await entry.delete(clients, arn, {}, context);
  });
});

describe("key", () => {
  const entry = entryOf(keys, "Key");

  it("is gone once its end is set", async () => {
    const describeKey = () => ({ KeyMetadata: { KeyId: "id", KeyState: "PendingDeletion" } });
    assert.equal(await entry.read(fakeClients({ kms: { describeKey } }), "id", {}), undefined);
  });

  it("ends after the days that the program says, and only once", async () => {
    const asked: unknown[] = [];
    const clients = fakeClients({
      kms: {
        scheduleKeyDeletion: (input: unknown) => {
          asked.push(input);
          if (asked.length === 1) {
            return {};
          }
          throw awsError("KMSInvalidStateException", "key id is pending deletion.");
        },
      },
    });
    await entry.delete(clients, "id", { deletionWindowInDays: 30 }, context);
    await entry.delete(clients, "id", {}, context);
    assert.deepEqual(asked, [{ KeyId: "id", PendingWindowInDays: 30 }, { KeyId: "id" }]);
  });

  it("is changed while it is enabled: AWS takes no change of one that is not", async () => {
    const done: string[] = [];
    const note = (name: string) => () => {
      done.push(name);
      return {};
    };
    const clients = fakeClients({
      kms: {
        enableKey: note("enable"),
        disableKey: note("disable"),
        updateKeyDescription: note("describe"),
        enableKeyRotation: note("rotate"),
      },
    });
    const off = { isEnabled: false, description: "a", enableKeyRotation: false };
    const on = { isEnabled: true, description: "b", enableKeyRotation: true };
    await updated(entry, clients, "id", on, off);
    await updated(entry, clients, "id", { ...off, enableKeyRotation: true }, on);
    assert.deepEqual(done, ["enable", "rotate", "describe", "describe", "disable"]);
  });

  it("ends after 7 to 30 days", () => {
    const problems = (deletionWindowInDays: number) =>
      entry.validate?.({ deletionWindowInDays }).length;
    assert.deepEqual([6, 7, 30, 31].map(problems), [1, 0, 0, 1]);
  });
});

describe("alarm", () => {
  const entry = entryOf(alarms, "MetricAlarm");
  const inputs = {
    name: "given-up",
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    statistic: "Maximum",
    dimensions: { QueueName: "given-up.fifo" },
    threshold: 0,
    tagsAll: { stack: "prod" },
  };

  it("is put with its dimensions, a threshold of 0, and its tags", async () => {
    const put: unknown[] = [];
    const clients = fakeClients({
      cloudWatch: {
        describeAlarms: () => ({ MetricAlarms: [] }),
        putMetricAlarm: (input: unknown) => {
          put.push(input);
          return {};
        },
      },
    });
    assert.equal(await entry.create(clients, inputs, context), "given-up");
    assert.deepEqual(put, [
      {
        AlarmName: "given-up",
        Namespace: "AWS/SQS",
        MetricName: "ApproximateNumberOfMessagesVisible",
        Statistic: "Maximum",
        Threshold: 0,
        Dimensions: [{ Name: "QueueName", Value: "given-up.fifo" }],
        Tags: [{ Key: "stack", Value: "prod" }],
      },
    ]);
  });

  it("does not take the place of another one of its name", async () => {
    const describeAlarms = () => ({ MetricAlarms: [{ AlarmName: "given-up" }] });
    await assert.rejects(
      entry.create(fakeClients({ cloudWatch: { describeAlarms } }), inputs, context),
      /"given-up" already exists/,
    );
  });

  it("is read with its dimensions as the program writes them", async () => {
    const clients = fakeClients({
      cloudWatch: {
        describeAlarms: () => ({
          MetricAlarms: [
            {
              AlarmName: "given-up",
              AlarmArn: "arn:alarm",
              Threshold: 0,
              Dimensions: [{ Name: "QueueName", Value: "given-up.fifo" }],
            },
          ],
        }),
        listTagsForResource: () => ({ Tags: [{ Key: "stack", Value: "prod" }] }),
      },
    });
    const state = await entry.read(clients, "given-up", {});
    assert.deepEqual(state?.["dimensions"], { QueueName: "given-up.fifo" });
    assert.equal(state["threshold"], 0);
    assert.equal(state["treatMissingData"], "missing");
    assert.deepEqual(state["tagsAll"], { stack: "prod" });
  });
});

describe("the repository of another stack", () => {
  const getRepository = functionOf(functions, "getRepository");

  it("is found by its name, and its absence is an error", async () => {
    const clients = fakeClients({
      codeCommit: {
        getRepository: ({ repositoryName }: { repositoryName: string }) => {
          if (repositoryName !== "deployment") {
            throw awsError("RepositoryDoesNotExistException");
          }
          return { repositoryMetadata: { repositoryName, Arn: "arn:repository" } };
        },
      },
    });
    const found = await getRepository.invoke(clients, { repositoryName: "deployment" });
    assert.equal(found["arn"], "arn:repository");
    assert.equal(found["id"], "deployment");
    await assert.rejects(getRepository.invoke(clients, { repositoryName: "other" }), {
      name: "RepositoryDoesNotExistException",
    });
  });
});
