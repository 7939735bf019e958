import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { app, deliveryOf } from "./deliveryFixture";

const ruleType = "aws:cloudwatch/eventRule:EventRule";
const targetType = "aws:cloudwatch/eventTarget:EventTarget";
const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";
const name = "delivery-main-report-runs";

function scheduledDelivery(sidecars: readonly string[] = ["agent"]) {
  const report = app("main", "report", {
    by: { action: "function", functionName: "prod-main-report-run" },
    runs: {
      failedStarts: pulumi.output("failed-starts"),
      mustSucceed: ["report", "fetch"],
      sidecars,
    },
  });
  return deliveryOf({ apps: [app("main", "web"), report] });
}

describe("RunNotices", () => {
  it("tells the topic of runs that never began, or ended with another exit code", async () => {
    const graph = await scheduledDelivery();
    const { inputs } = graph.node(ruleType, `${name}-failed`);
    assert.equal(inputs.name, "prod-main-report-failed");
    assert.deepEqual(JSON.parse(String(inputs.eventPattern)), {
      source: ["aws.ecs"],
      "detail-type": ["ECS Task State Change"],
      detail: {
        clusterArn: ["arn:aws:ecs:eu-west-1:000000000000:cluster/prod-main"],
        group: ["family:prod-main-report"],
        lastStatus: ["STOPPED"],
        $or: [
          { containers: { name: ["report", "fetch"], exitCode: [{ "anything-but": [0] }] } },
          { containers: { name: ["agent"], exitCode: [{ "anything-but": [0, 137, 143] }] } },
          { stopCode: ["TaskFailedToStart"] },
        ],
      },
    });
    const { arn, deadLetterConfig } = graph.node(targetType, `${name}-failed-target`).inputs;
    const topic = graph.node(alarmType, `${name}-failed-starts-alarm`).inputs.alarmActions;
    assert.deepEqual(topic, [arn]);
    assert.notEqual(deadLetterConfig, undefined);
  });

  it("asks for no sidecar where there is none", async () => {
    const { inputs } = (await scheduledDelivery([])).node(ruleType, `${name}-failed`);
    const { detail } = JSON.parse(String(inputs.eventPattern)) as { detail: { $or: object[] } };
    assert.deepEqual(
      detail.$or.map((one) => Object.keys(one)),
      [["containers"], ["stopCode"]],
    );
  });

  it("tells it of starts that failed, by their queue", async () => {
    const graph = await scheduledDelivery();
    const { inputs } = graph.node(alarmType, `${name}-failed-starts-alarm`);
    assert.deepEqual(inputs.dimensions, { QueueName: "failed-starts" });
    assert.match(String(inputs.alarmDescription), /^A run of main\/report did not start\./);
  });

  it("says nothing of apps that a service keeps running", async () => {
    const graph = await scheduledDelivery();
    assert.deepEqual(
      graph.nodes.filter(({ name }) => name.startsWith("delivery-main-web-runs")),
      [],
    );
  });
});
