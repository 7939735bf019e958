import assert from "node:assert/strict";

import {
  queuePolicy,
  topicKeyPolicy,
  topicPolicy,
  undeliveredPolicy,
} from "../../../../components/messages/servicePolicies";
import { serviceMay } from "../../../support/iam/simulate";

const account = { partition: "aws", region: "eu-west-1", accountId: "111122223333" };
const arn = (service: string, rest: string, id = account.accountId) =>
  `arn:aws:${service}:eu-west-1:${id}:${rest}`;
const stranger = "444455556666";
const from = (source: string) => ({ "aws:SourceArn": source });

describe("a queue", () => {
  const queue = arn("sqs", "commits.fifo");

  it("takes messages from its own rules only", async () => {
    const rules = [arn("events", "rule/commits"), arn("events", "rule/schedule")];
    const send = (rule: string) =>
      serviceMay(queuePolicy(queue, rules), {
        service: "events.amazonaws.com",
        action: "sqs:SendMessage",
        resource: queue,
        context: from(rule),
      });
    assert.deepEqual(await Promise.all(rules.map(send)), [true, true]);
    assert.equal(await send(arn("events", "rule/other")), false);
  });

  it("takes what could not be delivered from any rule of its account", async () => {
    const send = (rule: string) =>
      serviceMay(undeliveredPolicy(account, queue), {
        service: "events.amazonaws.com",
        action: "sqs:SendMessage",
        resource: queue,
        context: from(rule),
      });
    assert.equal(await send(arn("events", "rule/any")), true);
    assert.equal(await send(arn("events", "rule/any", stranger)), false);
  });
});

describe("the topic", () => {
  const topic = arn("sns", "notices");
  const publish = (service: string, context: Record<string, string>) =>
    serviceMay(topicPolicy(account, topic), {
      service,
      action: "sns:Publish",
      resource: topic,
      context,
    });

  it("takes events from EventBridge, which says nothing of its rule", async () => {
    assert.equal(await publish("events.amazonaws.com", {}), true);
  });

  it("takes alarms of its own account", async () => {
    assert.equal(
      await publish("cloudwatch.amazonaws.com", from(arn("cloudwatch", "alarm:a"))),
      true,
    );
    const foreign = from(arn("cloudwatch", "alarm:a", stranger));
    assert.equal(await publish("cloudwatch.amazonaws.com", foreign), false);
  });

  it("takes nothing from other services", async () => {
    assert.equal(await publish("s3.amazonaws.com", {}), false);
  });
});

describe("the key of the topic", () => {
  const key = arn("kms", "key/0a1b2c3d-0000-0000-0000-000000000000");
  const use = (service: string, action: string, context: Record<string, string>) =>
    serviceMay(topicKeyPolicy(account), { service, action, resource: key, context });
  const of = (topic: string) => ({ "kms:EncryptionContext:aws:sns:topicArn": topic });

  for (const service of ["events.amazonaws.com", "cloudwatch.amazonaws.com"]) {
    for (const action of ["kms:GenerateDataKey", "kms:Decrypt"]) {
      it(`lets ${service} call ${action} for topics of the account, told of the topic alone`, async () => {
        assert.equal(await use(service, action, of(arn("sns", "notices"))), true);
        assert.equal(await use(service, action, of(arn("sns", "notices", stranger))), false);
      });
    }
  }

  it("is of no other use to them, and of none to other services", async () => {
    assert.equal(await use("events.amazonaws.com", "kms:ScheduleKeyDeletion", {}), false);
    const topic = of(arn("sns", "notices"));
    assert.equal(await use("s3.amazonaws.com", "kms:GenerateDataKey", topic), false);
  });
});
