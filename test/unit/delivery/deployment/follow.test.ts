import assert from "node:assert/strict";

import { follow, type FollowOptions, type World } from "../../../../delivery/deployment/follow";
import { type Phase } from "../../../../delivery/deployment/verdict";
import { fakeWorld, type FakeClock, type Scene } from "./fakeWorld";
import {
  action,
  asked,
  at,
  before,
  deploying,
  execution,
  fetched,
  otherImage,
  ours,
} from "./looks";

const app = {
  cluster: "prod-main",
  service: "prod-main-web",
  pipeline: "deployment-prod-main-web",
  path: "main/web/revision.json",
};

const starting = ours({ rolloutState: "IN_PROGRESS", running: 0, pending: 2 });
const draining = before({ status: "ACTIVE" });
const begun = { executions: [execution()], actions: [deploying, fetched] };

const story: Readonly<Record<number, Scene>> = {
  0: { executions: [execution({ id: "e1", commitId: "c1", status: "Succeeded" })] },
  2: { executions: [execution()], actions: [{ ...fetched, status: "InProgress" }] },
  5: { ...begun, deployments: [before()] },
  6: { ...begun, deployments: [starting, draining] },
  20: { ...begun, deployments: [ours({ rolloutState: "IN_PROGRESS" }), draining] },
  30: { ...begun, deployments: [ours(), before({ status: "ACTIVE", running: 1 })] },
  40: { ...begun, deployments: [ours()] },
};

async function followed(world: World & { readonly clock: FakeClock }, options: FollowOptions = {}) {
  const phases: Phase["at"][] = [];
  const result = await follow(app, asked, world, {
    ...options,
    report: (phase, elapsed) => {
      if (phases.at(-1) !== phase.at) {
        phases.push(phase.at);
      }
      options.report?.(phase, elapsed);
    },
  });
  return { ...result, phases };
}

describe("following a deployment", () => {
  it("tells each phase until the old tasks are gone", async () => {
    const world = fakeWorld(story);
    const { outcome, phases, seen } = await followed(world);
    assert.deepEqual(outcome, { kind: "succeeded" });
    assert.deepEqual(phases, ["trigger", "source", "deploy", "tasks", "drain"]);
    assert.equal(seen.deployment?.id, "ecs-svc/2");
    assert.ok(world.clock.seconds() >= 40 && world.clock.seconds() < 46);
  });

  it("looks once a second at first, and never more seldom than every five", async () => {
    const world = fakeWorld({ ...story, 40: story[30] ?? {}, 400: story[40] ?? {} });
    await followed(world);
    assert.deepEqual(world.clock.waits.slice(0, 1), [1000]);
    assert.equal(Math.max(...world.clock.waits), 5000);
    assert.ok(world.clock.waits.length < 120);
  });

  it("ends when the circuit breaker has rolled back, not when the pipeline notices", async () => {
    const world = fakeWorld({
      ...story,
      20: {
        ...begun,
        deployments: [
          before({ rolloutState: "IN_PROGRESS" }),
          ours({ status: "ACTIVE", rolloutState: "FAILED", rolloutReason: "3 tasks failed" }),
        ],
      },
      30: { ...begun, deployments: [before()] },
      40: { ...begun, deployments: [before()] },
    });
    const { outcome } = await followed(world);
    assert.deepEqual(outcome, {
      kind: "failed",
      failure: { why: "rolled back", reason: "3 tasks failed" },
    });
    assert.ok(world.clock.seconds() < 30);
  });

  it("takes up a deployment where it stands after it was killed", async () => {
    const { outcome, phases } = await followed(
      fakeWorld({ 0: story[20] ?? {}, 4: story[40] ?? {} }),
    );
    assert.deepEqual(outcome, { kind: "succeeded" });
    assert.deepEqual(phases, ["drain"]);
  });

  it("goes on through throttling and broken connections", async () => {
    const hiccups: string[] = [];
    const error = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
    const reset = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    const world = fakeWorld({ ...story, 3: { error }, 7: { error: reset }, 12: story[6] ?? {} });
    const { outcome } = await followed(world, {
      onHiccup: ({ message }) => {
        hiccups.push(message);
      },
    });
    assert.deepEqual(outcome, { kind: "succeeded" });
    assert.ok(hiccups.includes("Rate exceeded") && hiccups.includes("socket hang up"));
  });

  it("gives up after five minutes without an answer", async () => {
    const error = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
    const world = fakeWorld({ 0: { error } });
    await assert.rejects(followed(world), /Rate exceeded/);
    assert.ok(world.clock.seconds() >= 300 && world.clock.seconds() < 330);
  });

  it("does not repeat what is forbidden", async () => {
    const error = Object.assign(new Error("not authorized"), { name: "AccessDeniedException" });
    const world = fakeWorld({ 0: { error } });
    await assert.rejects(followed(world), /not authorized/);
    assert.equal(world.clock.seconds(), 0);
  });

  it("says when it was passed over for a newer commit", async () => {
    const world = fakeWorld(
      { 0: {}, 3: { executions: [execution({ id: "e3", commitId: "c3" })] } },
      ["c3", "c2", "c1"],
    );
    const { outcome } = await followed(world);
    assert.deepEqual(outcome, { kind: "failed", failure: { why: "superseded", by: "c3" } });
  });

  it("waits for its own execution while the one before is still listed alone", async () => {
    const world = fakeWorld(story, ["c2", "c1"]);
    const { phases } = await followed(world);
    assert.equal(phases[0], "trigger");
  });

  it("stops looking when the time is over, or when someone wants it to", async () => {
    const timedOut = await followed(fakeWorld({ 0: story[6] ?? {} }), { timeoutMs: 60_000 });
    assert.deepEqual(timedOut.outcome, { kind: "timed out" });
    const world = fakeWorld(story);
    const interrupted = await followed(world, {
      report: (_phase, elapsed) => {
        if (elapsed > 8000) {
          world.clock.interrupt();
        }
      },
    });
    assert.deepEqual(interrupted.outcome, { kind: "interrupted" });
  });

  it("remembers why targets were unhealthy, which nobody can ask for after a rollback", async () => {
    const target = {
      id: "i-1:32768",
      state: "unhealthy",
      reason: "Target.ResponseCodeMismatch",
      description: "Health checks failed with these codes: [500]",
    };
    const world = fakeWorld({
      ...story,
      6: { ...begun, deployments: [starting, draining], targets: [target] },
      20: { ...begun, deployments: [ours({ rolloutState: "FAILED", status: "ACTIVE" }), before()] },
    });
    const { seen, outcome } = await followed(world);
    assert.equal(outcome.kind, "failed");
    assert.deepEqual(seen.unhealthy, [target]);
  });

  it("sees the approval it waits for, and looks seldom meanwhile", async () => {
    const waiting = {
      executions: [execution()],
      actions: [action("Approval", { status: "InProgress", startedAt: at(4) }), fetched],
      deployments: [before()],
    };
    const world = fakeWorld({ 0: waiting, 600: story[6] ?? {}, 640: story[40] ?? {} });
    const { outcome, phases } = await followed(world);
    assert.deepEqual(outcome, { kind: "succeeded" });
    assert.deepEqual(phases, ["approval", "tasks"]);
    assert.ok(world.clock.waits.length < 100);
  });

  it("does not report the deployment of someone else's image as its own", async () => {
    const theirs = ours({
      id: "ecs-svc/3",
      taskDefinition: "prod-main-web:3",
      images: { web: otherImage },
      createdAt: at(50),
    });
    const newer = execution({ id: "e3", commitId: "c3", startedAt: at(45) });
    const world = fakeWorld({
      ...story,
      20: { ...begun, executions: [newer, execution()], deployments: [theirs] },
      30: { ...begun, executions: [newer, execution()], deployments: [theirs] },
      40: { ...begun, executions: [newer, execution()], deployments: [theirs] },
    });
    const { outcome } = await followed(world);
    assert.deepEqual(outcome, { kind: "failed", failure: { why: "replaced", by: "c3" } });
  });
});
