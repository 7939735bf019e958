import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { type App } from "../../../../../components/app/app";
import {
  ScheduledApp,
  type ScheduledAppArgs,
  type ScheduledSettings,
} from "../../../../../components/app/kinds/scheduled";
import { makeApp } from "../../../../../components/app/makeApp";
import { type Graph, graphOf } from "../../../../support/graph";
import { network } from "../../cluster/fixtures";
import { clusterWithout, definitionType, serviceType } from "../fixtures";

const settings: ScheduledSettings = {
  kind: "scheduled",
  image: "job",
  cpuUnits: 256,
  memoryMiB: 512,
  schedule: "cron(0 6 ? * MON-FRI *)",
  timezone: "Europe/Berlin",
  overlap: "skip",
  retries: 2,
  deploy: { approval: true },
};

async function scheduledOf(
  launch: "ec2" | "fargate",
  given: Partial<ScheduledSettings> = {},
  running: ScheduledAppArgs["running"] = {},
): Promise<[Graph, App]> {
  let made: App | undefined;
  const graph = await graphOf(() => {
    const ready = new pulumi.ComponentResource("test:index:Capacity", "capacity");
    made = makeApp(
      "main-job",
      {
        identity: { stack: "test", cluster: "main", app: "job" },
        cluster: {
          ...clusterWithout(launch),
          capacityProviderStrategies: pulumi.output([
            { capacityProvider: "capacity-main", weight: 1, base: 0 },
          ]),
          ready: [ready],
        },
        network: network(),
        images: { job: { uri: "registry/job@sha256:built", repository: "/job" } },
        running,
        deployment: { repository: "deployment", branch: "test" },
        logRetentionDays: 30,
        settings: { ...settings, ...given },
      },
      {},
    );
  });
  assert.ok(made);
  return [graph, made];
}

const scheduleType = "aws:scheduler/schedule:Schedule";
const functionType = "aws:lambda/function:Function";

function taskOf(graph: Graph): Record<string, unknown> {
  const { environment } = graph.node(functionType, "main-job-run-function").inputs;
  const { variables } = environment as { variables: { TASK: string } };
  return JSON.parse(variables.TASK) as Record<string, unknown>;
}

describe("ScheduledApp", () => {
  for (const launch of ["ec2", "fargate"] as const) {
    it(`is a schedule that calls a function, and no service, on ${launch}`, async () => {
      const [graph, app] = await scheduledOf(launch);
      assert.deepEqual(graph.ofType(serviceType), []);
      const { inputs } = graph.node(scheduleType, "main-job-schedule");
      assert.equal(inputs.name, "test-main-job");
      assert.equal(inputs.scheduleExpression, "cron(0 6 ? * MON-FRI *)");
      assert.equal(inputs.scheduleExpressionTimezone, "Europe/Berlin");
      assert.deepEqual(inputs.flexibleTimeWindow, { mode: "OFF" });
      const target = inputs.target as Record<string, unknown>;
      assert.match(String(target.arn), /function/);
      assert.equal(target.input, '{"execution":"<aws.scheduler.execution-id>"}');
      assert.ok(app instanceof ScheduledApp);
      assert.equal(app.deployed.family, "test-main-job");
      assert.deepEqual(app.deployed.by, {
        action: "function",
        functionName: "test-main-job-run",
      });
      assert.equal(app.deployed.approval, true);
      assert.deepEqual(Object.keys(app.deployed.images), ["job"]);
    });
  }

  it("runs the family without a revision, so that a release needs to change no schedule", async () => {
    const [graph] = await scheduledOf("ec2");
    assert.deepEqual(taskOf(graph), {
      cluster: "test-main",
      family: "test-main-job",
      container: "job",
      overlap: "skip",
      repository: "deployment",
      branch: "test",
      path: "main/job/revision.json",
      capacity: [{ capacityProvider: "capacity-main", weight: 1, base: 0 }],
    });
  });

  it("runs in the app's own security group on Fargate, with ways out alone", async () => {
    const [graph] = await scheduledOf("fargate");
    assert.deepEqual(taskOf(graph).network, {
      subnets: ["subnet-private-a", "subnet-private-b"],
      securityGroups: ["main-job-tasks-id"],
      publicAddresses: false,
    });
    assert.deepEqual(graph.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"), []);
  });

  it("tries a start again as often as it says, and keeps one that failed", async () => {
    const [graph, { deployed }] = await scheduledOf("ec2", { retries: 1 });
    const retries = graph.node(
      "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
      "main-job-run-retries",
    );
    assert.equal(retries.inputs.maximumRetryAttempts, 1);
    assert.equal(retries.inputs.maximumEventAgeInSeconds, 3600);
    const queue = graph.node("aws:sqs/queue:Queue", "main-job-failed-starts-queue");
    const { deadLetterConfig } = graph.node(functionType, "main-job-run-function").inputs;
    const { target } = graph.node(scheduleType, "main-job-schedule").inputs;
    const arn = (deadLetterConfig as { targetArn: string }).targetArn;
    assert.ok(arn.endsWith(queue.name), arn);
    assert.deepEqual((target as Record<string, unknown>).deadLetterConfig, { arn });
    assert.notEqual(deployed.runs?.failedStarts, undefined);
  });

  it("tells containers that must succeed from those that ECS stops when they have", async () => {
    const [, alone] = await scheduledOf("ec2");
    assert.deepEqual(
      [alone.deployed.runs?.mustSucceed, alone.deployed.runs?.sidecars],
      [["job"], []],
    );
    const agent = { image: "agent:1", cpuUnits: 0, memoryMiB: 64, essential: false };
    const fetch = { image: "fetch:1", cpuUnits: 0, memoryMiB: 64 };
    const [, beside] = await scheduledOf("ec2", {
      sidecars: { agent },
      initContainers: { fetch },
    });
    assert.deepEqual(
      [beside.deployed.runs?.mustSucceed, beside.deployed.runs?.sidecars],
      [["job", "fetch"], ["agent"]],
    );
  });

  it("begins when everything that a run needs is there", async () => {
    const [graph] = await scheduledOf("fargate");
    const { dependencies } = graph.node(scheduleType, "main-job-schedule");
    for (const name of [
      "main-job-policy",
      "main-job-run-retries",
      "main-job-task-definition",
      "main-job-task-log-group",
      "main-job-task-roles-execution-policy",
      "main-job-tasks-egress-https",
    ]) {
      assert.ok(
        dependencies.some((urn) => urn.endsWith(`::${name}`)),
        `waits for ${name}`,
      );
    }
  });

  it("has names that the longest keys leave room for", async () => {
    const [graph] = await scheduledOf("ec2");
    for (const [type, name] of [
      [scheduleType, "main-job-schedule"],
      [functionType, "main-job-run-function"],
      ["aws:iam/role:Role", "main-job-role"],
      ["aws:iam/role:Role", "main-job-run-role"],
    ] as const) {
      assert.equal(typeof graph.node(type, name).inputs.name, "string", name);
    }
  });

  it("keeps the image that was released last, and the newest revision where nothing differs", async () => {
    const [first] = await scheduledOf("ec2");
    const { containerDefinitions, runtimePlatform, ...rest } = first.node(
      definitionType,
      "main-job-task-definition",
    ).inputs;
    const arn = "arn:aws:ecs:eu-west-1:000000000000:task-definition/test-main-job:7";
    const released = "registry/job@sha256:released";
    const containers = JSON.parse(String(containerDefinitions)) as object[];
    const live = {
      arn,
      base: arn,
      images: { job: released },
      definition: {
        ...rest,
        arn,
        runtimePlatforms: [runtimePlatform],
        containerDefinitions: JSON.stringify(
          containers.map((one) => ({ ...one, image: released })),
        ),
      } as unknown as NonNullable<ScheduledAppArgs["running"]["live"]>["definition"],
    };
    const [unchanged] = await scheduledOf("ec2", {}, { live });
    const kept = unchanged.node(definitionType, "main-job-task-definition");
    assert.ok(kept.ignoreChanges.includes("containerDefinitions"));
    const [changed] = await scheduledOf("ec2", { memoryMiB: 600 }, { live });
    const anew = changed.node(definitionType, "main-job-task-definition");
    assert.deepEqual(anew.ignoreChanges, []);
    assert.deepEqual(anew.inputs.tags, { "slipway:base": arn });
    assert.match(String(anew.inputs.containerDefinitions), /sha256:released/);
  });

  for (const [given, sentence] of [
    [{ schedule: "0 6 * * *" }, /App "job": schedule: must be cron\(…\), rate\(…\) or at\(…\)/],
    [{ timezone: "Berlin" }, /App "job": timezone: unknown time zone/],
    [{ retries: 3 }, /App "job": retries must be an integer from 0 to 2, got 3\./],
    [{ policies: ["arn:aws:iam::999999999999:policy/x"] }, /App "job": .*999999999999/],
  ] as const) {
    it(`refuses ${JSON.stringify(given)}`, async () => {
      await assert.rejects(scheduledOf("ec2", given), sentence);
    });
  }
});
