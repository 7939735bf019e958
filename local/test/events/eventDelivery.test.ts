import assert from "node:assert/strict";

import { awsEvent } from "../../gateway/events/awsEvent";
import { type EventBus, type Rule, type Target } from "../../gateway/events/eventBus";
import { eventDelivery } from "../../gateway/events/eventDelivery";
import { faults } from "../../gateway/faults";

const queue = "arn:aws:sqs:eu-west-1:000000000000:trigger.fifo";
const dead = "arn:aws:sqs:eu-west-1:000000000000:dead";

function event(name: string) {
  return awsEvent({
    source: "aws.codepipeline",
    detailType: "CodePipeline Pipeline Execution State Change",
    account: "000000000000",
    region: "eu-west-1",
    resources: [],
    detail: { pipeline: name },
  });
}

/** A bus of one rule; `refuse` says which deliveries fail. */
function parts(target: Partial<Target> = {}, refuse: (arn: string) => boolean = () => false) {
  const sent: string[] = [];
  const reports: string[] = [];
  const waits: number[] = [];
  const due = faults();
  const send = (arn: string, body: string): Promise<void> => {
    if (refuse(arn)) {
      return Promise.reject(new Error("throttled"));
    }
    const { detail } = JSON.parse(body) as { detail: { pipeline: string } };
    sent.push(`${arn.split(":").at(-1) ?? ""} ${detail.pipeline}`);
    return Promise.resolve();
  };
  const rule: Rule = { Name: "all", EventPattern: '{"source":["aws.codepipeline"]}' };
  const bus: EventBus = {
    rules: () => Promise.resolve([rule]),
    targets: () => Promise.resolve([{ Id: "t", Arn: queue, ...target }]),
    sendMessage: send,
    invoke: send,
    publish: send,
    startPipeline: (arn, role) => {
      sent.push(`${arn} with ${role}`);
      return Promise.resolve();
    },
  };
  const delivery = eventDelivery({
    bus,
    faults: due,
    report: (sentence) => reports.push(sentence),
    wait: (milliseconds) => {
      waits.push(milliseconds);
      return new Promise((resolve) => setTimeout(resolve, milliseconds >= 3000 ? 20 : 0));
    },
  });
  return { delivery, bus, sent, reports, waits, due };
}

describe("delivery of events", () => {
  const pipeline = "arn:aws:codepipeline:eu-west-1:000000000000:build";

  it("starts a pipeline with the target's role", async () => {
    const RoleArn = "arn:aws:iam::000000000000:role/start";
    const { delivery, sent } = parts({ Arn: pipeline, RoleArn });
    delivery.emit(event("web"));
    await delivery.settled();
    assert.deepEqual(sent, [`${pipeline} with ${RoleArn}`]);
  });

  it("starts no pipeline without a role", async () => {
    const { delivery, sent, reports } = parts({ Arn: pipeline });
    delivery.emit(event("web"));
    await delivery.settled();
    assert.deepEqual(sent, []);
    assert.match(reports.join(), /a pipeline is started with a role/);
  });

  for (const [service, arn] of [
    ["queue", queue],
    ["function", "arn:aws:lambda:eu-west-1:000000000000:function:trigger"],
    ["topic", "arn:aws:sns:eu-west-1:000000000000:failures"],
  ] as const) {
    it(`reaches a ${service}`, async () => {
      const { delivery, sent } = parts({ Arn: arn });
      delivery.emit(event("web"));
      await delivery.settled();
      assert.deepEqual(sent, [`${arn.split(":").at(-1) ?? ""} web`]);
    });
  }

  it("is tried again, each time after twice the wait", async () => {
    let busy = 3;
    const { delivery, sent, waits } = parts({}, () => busy-- > 0);
    delivery.emit(event("web"));
    await delivery.settled();
    assert.deepEqual(sent, ["trigger.fifo web"]);
    assert.deepEqual(waits, [100, 200, 400]);
  });

  it("ends in the dead-letter queue of the target, and is reported", async () => {
    const { delivery, sent, reports } = parts(
      { DeadLetterConfig: { Arn: dead } },
      (arn) => arn === queue,
    );
    delivery.emit(event("web"));
    await delivery.settled();
    assert.deepEqual(sent, ["dead web"]);
    assert.match(reports.join(), /did not reach arn:aws:sqs:.*trigger\.fifo: throttled/);
  });

  it("says which kinds of target it does not know", async () => {
    const { delivery, reports } = parts({ Arn: "arn:aws:logs:eu-west-1:000000000000:log-group:x" });
    delivery.emit(event("web"));
    await delivery.settled();
    assert.match(reports.join(), /queues, functions, topics and pipelines, not to logs/);
  });

  it("goes on after an event that no bus took", async () => {
    const { delivery, bus, sent, reports } = parts();
    const rules = bus.rules.bind(bus);
    let down = true;
    Object.assign(bus, { rules: () => (down ? Promise.reject(new Error("down")) : rules()) });
    delivery.emit(event("web"));
    await delivery.settled();
    down = false;
    delivery.emit(event("api"));
    await delivery.settled();
    assert.deepEqual(sent, ["trigger.fifo api"]);
    assert.match(reports.join(), /was not delivered: down/);
  });

  for (const [code, expected] of [
    ["Lost", ["trigger.fifo api"]],
    ["Doubled", ["trigger.fifo api", "trigger.fifo web", "trigger.fifo web"]],
  ] as const) {
    it(`is ${code.toLowerCase()} when a test asks for it`, async () => {
      const { delivery, sent, due } = parts();
      const fault = { service: "events", action: "Deliver", containing: '"web"', times: 1 };
      due.add({ ...fault, code, message: "on purpose" });
      delivery.emit(event("web"));
      delivery.emit(event("api"));
      await delivery.settled();
      assert.deepEqual([...sent].sort(), expected);
    });
  }

  it("comes after those that followed when a test delays it", async () => {
    const { delivery, sent, due } = parts();
    due.add({ service: "events", action: "Deliver", times: 1, code: "Delayed", message: "late" });
    delivery.emit(event("first"));
    delivery.emit(event("second"));
    await delivery.settled();
    assert.deepEqual(sent, ["trigger.fifo second", "trigger.fifo first"]);
  });
});
