import assert from "node:assert/strict";

import { type WebSettings } from "../../../../../components/app/kinds/web";
import { type Graph } from "../../../../support/graph";
import { appOf, asRegistered, deployment, serviceToken, serviceType } from "../fixtures";

const targetType = "aws:appautoscaling/target:Target";
const policyType = "aws:appautoscaling/policy:Policy";
const actionType = "aws:appautoscaling/scheduledAction:ScheduledAction";
const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";

const queue = { arn: "arn:aws:sqs:eu-west-1:000000000000:orders", messagesPerTask: 20 };

async function scaledBy(scaling: NonNullable<WebSettings["scaling"]>): Promise<Graph> {
  const [graph] = await appOf({ app: { scaling } });
  return graph;
}

function specification(graph: Graph, role: string): Record<string, unknown> {
  const { inputs } = graph.node(policyType, `main-web-scaling-${role}`);
  assert.equal(inputs.policyType, "TargetTrackingScaling");
  return inputs.targetTrackingScalingPolicyConfiguration as Record<string, unknown>;
}

describe("the scaling of a service", () => {
  it("has its bounds, and the service once that exists", async () => {
    const graph = await scaledBy({ min: 2, max: 8, cpuPercent: 60 });
    const target = graph.node(targetType, "main-web-scaling-target");
    assert.deepEqual(target.inputs, {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: "service/test-main/test-main-web",
      minCapacity: 2,
      maxCapacity: 8,
    });
    const service = graph.node(serviceType, "main-web-service");
    assert.deepEqual(target.propertyDependencies.resourceId, [service.urn]);
    const policy = graph.node(policyType, "main-web-scaling-cpu");
    assert.ok(policy.dependencies.includes(target.urn), "a policy needs its target");
  });

  it("starts a new service with the fewest tasks, and leaves the number of one that runs alone", async () => {
    const scaled = await scaledBy({ min: 3, max: 8, cpuPercent: 60 });
    const service = scaled.node(serviceType, "main-web-service");
    assert.equal(service.inputs.desiredCount, 3);
    assert.deepEqual(service.ignoreChanges, ["desiredCount"]);
    const [fixed] = await appOf();
    assert.deepEqual(fixed.node(serviceType, "main-web-service").ignoreChanges, []);
    assert.deepEqual(fixed.ofType(targetType), []);
  });

  it("holds CPU, memory and requests, each by a policy of its own", async () => {
    const graph = await scaledBy({
      ...{ min: 2, max: 8, cpuPercent: 60, memoryPercent: 70, requestsPerTarget: 900 },
    });
    const cooldowns = { scaleOutCooldown: 60, scaleInCooldown: 300 };
    assert.deepEqual(specification(graph, "cpu"), {
      targetValue: 60,
      predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
      ...cooldowns,
    });
    assert.deepEqual(specification(graph, "memory"), {
      targetValue: 70,
      predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageMemoryUtilization" },
      ...cooldowns,
    });
    assert.deepEqual(specification(graph, "requests"), {
      targetValue: 900,
      predefinedMetricSpecification: {
        predefinedMetricType: "ALBRequestCountPerTarget",
        resourceLabel: "app/edge/50dc6c495c0c9188/targetgroup/main-web-ingress-group",
      },
      ...cooldowns,
    });
  });

  it("holds the messages that wait for each task of a queue", async () => {
    const graph = await scaledBy({ min: 1, max: 8, queue });
    const { targetValue, customizedMetricSpecification } = specification(graph, "queue");
    assert.equal(targetValue, 20);
    const metric = (id: string, stat: string, of: object) => ({
      ...{ id, returnData: false },
      metricStat: { stat, metric: of },
    });
    assert.deepEqual(customizedMetricSpecification, {
      metrics: [
        metric("messages", "Sum", {
          namespace: "AWS/SQS",
          metricName: "ApproximateNumberOfMessagesVisible",
          dimensions: [{ name: "QueueName", value: "orders" }],
        }),
        metric("tasks", "Average", {
          namespace: "ECS/ContainerInsights",
          metricName: "RunningTaskCount",
          dimensions: [
            { name: "ClusterName", value: "test-main" },
            { name: "ServiceName", value: "test-main-web" },
          ],
        }),
        {
          id: "backlog",
          label: "Messages a task",
          expression: "IF(tasks > 0, messages / tasks, messages)",
          returnData: true,
        },
      ],
    });
    assert.deepEqual(graph.ofType(alarmType), [], "with a task there is a first one");
  });

  it("starts the first task of none by a step of its own", async () => {
    const graph = await scaledBy({ min: 0, max: 8, queue });
    const first = graph.node(policyType, "main-web-scaling-first-task");
    assert.equal(first.inputs.policyType, "StepScaling");
    const alarm = graph.node(alarmType, "main-web-scaling-messages-wait");
    assert.deepEqual(alarm.propertyDependencies.alarmActions?.includes(first.urn), true);
    assert.deepEqual(
      (alarm.inputs.metricQueries as { id: string; expression?: string }[]).map(
        ({ id, expression }) => [id, expression],
      ),
      [
        ["messages", undefined],
        ["tasks", undefined],
        ["waiting", "IF(FILL(tasks, 0) < 1 AND messages > 0, 1, 0)"],
      ],
    );
  });

  it("changes its bounds by the clock", async () => {
    const graph = await scaledBy({
      ...{ min: 2, max: 8 },
      schedule: [
        { at: "cron(0 7 ? * MON-FRI *)", timezone: "Europe/Berlin", min: 4 },
        { at: "cron(0 20 * * ? *)", timezone: "UTC", min: 2, max: 4 },
      ],
    });
    const actions = graph.ofType(actionType).map(({ name, inputs }) => ({
      ...{ name, schedule: inputs.schedule, timezone: inputs.timezone },
      bounds: inputs.scalableTargetAction,
    }));
    assert.deepEqual(actions, [
      {
        name: "main-web-scaling-cron-0-7-any-mon-to-fri-any-europe-berlin",
        schedule: "cron(0 7 ? * MON-FRI *)",
        timezone: "Europe/Berlin",
        bounds: { minCapacity: 4 },
      },
      {
        name: "main-web-scaling-cron-0-20-any-any-any-utc",
        schedule: "cron(0 20 * * ? *)",
        timezone: "UTC",
        bounds: { minCapacity: 2, maxCapacity: 4 },
      },
    ]);
  });

  it("takes schedules that differ by a sign alone for two", async () => {
    const at = ["TUE-THU", "TUE,THU", "TUE/2", "TUE#2"].map((days) => `cron(0 7 ? * ${days} *)`);
    const graph = await scaledBy({
      ...{ min: 2, max: 8 },
      schedule: at.map((each) => ({ at: each, timezone: "UTC", min: 4 })),
    });
    assert.equal(new Set(graph.ofType(actionType).map(({ urn }) => urn)).size, at.length);
  });

  it("is no change of a service in the middle of a deployment, whatever the number of tasks", async () => {
    const older = deployment(6, { status: "ACTIVE" });
    const imageOf = ({ taskDefinition }: { taskDefinition: string }) =>
      taskDefinition.endsWith(":7") ? "web@sha256:new" : "web@sha256:old";
    const account = await asRegistered(imageOf, [deployment(7), older]);
    const calls = {
      ...account,
      [serviceToken]: (inputs: Record<string, unknown>) => ({
        ...(account[serviceToken]?.(inputs) as object),
        desiredCount: 5,
      }),
    };
    await assert.rejects(appOf({ calls }), /would change its service \(desired count\)/);
    await appOf({ calls, app: { scaling: { min: 2, max: 8, cpuPercent: 60 } } });
  });

  it("refuses bounds that cannot be", async () => {
    for (const [scaling, sentence] of [
      [{ min: 9, max: 8 }, /scaling\.min must be an integer from 0 to 8, got 9/],
      [{ min: 1, max: 5001 }, /scaling\.max must be an integer from 1 to 5000, got 5001/],
    ] as const) {
      await assert.rejects(appOf({ app: { scaling: { ...scaling, cpuPercent: 50 } } }), sentence);
    }
  });
});
