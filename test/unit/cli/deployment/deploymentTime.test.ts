import fc from "fast-check";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { ec2Timings, fargateTimings } from "../../../../cli/deployment/defaultTimings";
import {
  breakerThreshold,
  deploymentTime,
  rollingSteps,
  secondsUntilBreaker,
  type TimeParameters,
} from "../../../../cli/deployment/deploymentTime";
import { parametersOf } from "../../../../cli/deployment/serviceTime";
import { app as appSchema } from "../../../../config/schema/apps";
import { at } from "../../delivery/deployment/looks";

/** A web app that says no more than it must, as the configuration fills it in. */
function defaultWebApp(): TimeParameters {
  const web = appSchema.parse({
    kind: "web",
    image: "hello",
    port: 8080,
    cpuUnits: 128,
    memoryMiB: 128,
  });
  assert.ok(web.kind === "web");
  return {
    ...ec2Timings,
    tasks: web.count,
    minimumHealthyPercent: web.deploy.minimumHealthyPercent,
    maximumPercent: web.deploy.maximumPercent,
    check: { by: "load balancer", ...web.healthCheck },
    deregistrationDelaySeconds: web.deregistrationDelaySeconds,
    stopTimeoutSeconds: 30,
  };
}

const rolling: readonly [number, number, number, string][] = [
  [2, 100, 200, "+2, -2"],
  [2, 50, 100, "-1, +1, -1, +1"],
  [2, 0, 100, "-2, +2"],
  [2, 50, 200, "+2-1, -1"],
  [3, 100, 150, "+1, -1, +1, -1, +1, -1"],
  [1, 100, 200, "+1, -1"],
  // The example of the ECS documentation: six tasks and room for eight.
  [6, 100, 134, "+2, -2, +2, -2, +2, -2"],
  [0, 100, 200, ""],
];

describe("the deployment-time model", () => {
  for (const [tasks, minimumHealthyPercent, maximumPercent, expected] of rolling) {
    it(`replaces ${tasks} tasks at ${minimumHealthyPercent} to ${maximumPercent} percent in these steps: ${expected}`, () => {
      const steps = rollingSteps({ tasks, minimumHealthyPercent, maximumPercent });
      const written = (steps ?? []).map(
        ({ starts, stops }) => (starts > 0 ? `+${starts}` : "") + (stops > 0 ? `-${stops}` : ""),
      );
      assert.equal(written.join(", "), expected);
    });
  }

  it("knows when a deployment can never end", () => {
    const stuck = { tasks: 1, minimumHealthyPercent: 50, maximumPercent: 100 };
    assert.equal(rollingSteps(stuck), undefined);
    assert.equal(deploymentTime({ ...defaultWebApp(), ...stuck }), undefined);
  });

  it("replaces every task, and stays within both limits, whatever they are", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 100, max: 200 }),
        (tasks, minimumHealthyPercent, maximumPercent) => {
          const steps = rollingSteps({ tasks, minimumHealthyPercent, maximumPercent });
          if (steps === undefined) {
            return;
          }
          let [old, fresh] = [tasks, 0];
          for (const { starts, stops } of steps) {
            assert.ok(old + fresh + starts <= Math.floor((tasks * maximumPercent) / 100));
            assert.ok(old + fresh - stops >= Math.ceil((tasks * minimumHealthyPercent) / 100));
            old -= stops;
            fresh += starts;
          }
          assert.deepEqual([old, fresh], [0, tasks]);
        },
      ),
    );
  });

  it("predicts less than 90 seconds for the default web app on EC2, from commit to the last old task", () => {
    const time = deploymentTime(defaultWebApp());
    assert.ok(time !== undefined && time.total < 90, `predicted ${time?.total ?? "nothing"}`);
  });

  it("predicts more than the default for AWS's own defaults", () => {
    // Interval 30 s, timeout 5 s and deregistration delay 300 s are what ELB does unless told otherwise.
    const time = deploymentTime({
      ...defaultWebApp(),
      check: { by: "load balancer", intervalSeconds: 30, timeoutSeconds: 5 },
      deregistrationDelaySeconds: 300,
    });
    assert.ok(time !== undefined && time.total > 300);
  });

  it("predicts what docs/deployment-time.md says that it predicts", () => {
    const text = readFileSync(join(__dirname, "../../../../docs/deployment-time.md"), "utf8");
    const slow = {
      check: { by: "load balancer", intervalSeconds: 30, timeoutSeconds: 5 } as const,
      deregistrationDelaySeconds: 300,
    };
    const told = [{}, fargateTimings, slow].map((over) => {
      const { total } = deploymentTime({ ...defaultWebApp(), ...over }) ?? assert.fail();
      return `| ${total} s`;
    });
    for (const figure of told) {
      assert.ok(text.includes(figure), figure);
    }
    assert.equal(new Set(told).size, 3);
  });

  it("starts new tasks beside those that drain, and waits for the last drain alone", () => {
    const one = deploymentTime({ ...defaultWebApp(), tasks: 1 });
    const rounds = { minimumHealthyPercent: 50, maximumPercent: 100 };
    const two = deploymentTime({ ...defaultWebApp(), ...rounds });
    assert.ok(one !== undefined && two !== undefined);
    assert.equal(two.starting, 2 * one.starting);
    assert.equal(two.stopping, one.stopping - one.starting);
  });

  it("waits 40 seconds for tasks that nobody checks", () => {
    const time = deploymentTime({ ...defaultWebApp(), check: { by: "nobody" } });
    assert.equal(time?.starting, ec2Timings.startSeconds + 40 + ec2Timings.reactionSeconds);
  });

  it("adds up ECS's own defaults for linear shifting to 69 minutes of waiting", () => {
    const shift = { steps: 9, secondsPerStep: 360, bakeSeconds: 900 };
    assert.equal(deploymentTime({ ...defaultWebApp(), shift })?.shifting, 69 * 60);
  });

  it("counts an app that ignores SIGTERM with its whole stop timeout", () => {
    const obedient = deploymentTime({ ...defaultWebApp(), exitSeconds: 1 })?.total ?? 0;
    const stubborn = deploymentTime({ ...defaultWebApp(), exitSeconds: 9999 })?.total ?? 0;
    assert.equal(stubborn - obedient, 29);
  });

  it("opens the circuit breaker after three tasks of a small service", () => {
    assert.deepEqual(
      [1, 5, 25, 400, 800].map((tasks) => breakerThreshold(tasks)),
      [3, 3, 13, 200, 200],
    );
    const limits = { graceSeconds: 60, unhealthyThreshold: 3 };
    const twoAtOnce = secondsUntilBreaker(defaultWebApp(), limits);
    const oneAtOnce = secondsUntilBreaker({ ...defaultWebApp(), tasks: 1 }, limits);
    assert.equal(oneAtOnce / twoAtOnce, 3 / 2);
  });
});

describe("the parameters of a service", () => {
  const state = { desired: 2, minimumHealthyPercent: 100, maximumPercent: 200 };
  const container = {
    name: "web",
    image: "web:1",
    essential: true,
    memoryMiB: 128,
    cpuUnits: 128,
    memoryReservationMiB: undefined,
    stopTimeoutSeconds: 20,
    ports: [8080],
    hostPorts: [],
    secretSources: [],
    healthCheckSeconds: undefined,
    logs: undefined,
  };
  const definition = { containers: [container], fargate: false };

  it("are measured on the tasks that run", () => {
    const running = [3, 5, 30].map((seconds) => ({ createdAt: at(0), startedAt: at(seconds) }));
    const { startSeconds } = parametersOf({ state, definition, running });
    assert.equal(startSeconds, 5);
  });

  it("are assumed where no task runs", () => {
    const onEc2 = parametersOf({ state, definition, running: [] });
    const onFargate = parametersOf({
      state,
      definition: { ...definition, fargate: true },
      running: [{ createdAt: at(0), startedAt: undefined }],
    });
    assert.equal(onEc2.startSeconds, ec2Timings.startSeconds);
    assert.equal(onFargate.startSeconds, fargateTimings.startSeconds);
  });

  it("follow the check that ECS waits for", () => {
    const checks = [
      parametersOf({ state, definition, running: [] }),
      parametersOf({
        state,
        definition: { ...definition, containers: [{ ...container, healthCheckSeconds: 5 }] },
        running: [],
      }),
    ].map(({ check }) => check.by);
    assert.deepEqual(checks, ["nobody", "container"]);
  });

  it("count the waits of a service whose requests move, the bake time last", () => {
    const shift = { waits: 3, waitMinutes: 2, bakeMinutes: 5 };
    const parameters = parametersOf({ state: { ...state, shift }, definition, running: [] });
    assert.equal(deploymentTime(parameters)?.shifting, 3 * 120 + 300);
  });

  it("give a service without a target group no traffic to drain, and a total all the same", () => {
    const parameters = parametersOf({ state, definition, running: [] });
    assert.equal(parameters.deregistrationDelaySeconds, 0);
    assert.ok((deploymentTime(parameters)?.total ?? 0) > 0);
  });

  it("end sooner for a worker whose container ECS checks", () => {
    const checked = { ...definition, containers: [{ ...container, healthCheckSeconds: 5 }] };
    const [without, withCheck] = [definition, checked].map((one) =>
      deploymentTime(parametersOf({ state, definition: one, running: [] })),
    );
    assert.ok(without !== undefined && withCheck !== undefined);
    assert.ok(withCheck.total < without.total);
  });
});
