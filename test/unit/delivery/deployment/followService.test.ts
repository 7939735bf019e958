import assert from "node:assert/strict";

import { followService } from "../../../../delivery/deployment/follow";
import { type RevisionChange } from "../../../../delivery/deployment/serviceChange";
import { serviceVerdict } from "../../../../delivery/deployment/serviceVerdict";
import { fakeWorld, type Scene } from "./fakeWorld";
import { at, before, ours } from "./looks";

const place = { cluster: "prod-main", service: "prod-main-web" };
const change: RevisionChange = {
  revision: ours().taskDefinition,
  before: { id: before().id, revision: before().taskDefinition },
  askedAt: at(0),
  beganAt: at(0),
  isMade: true,
};

async function outcomeOf(
  scenes: Readonly<Record<number, Scene>>,
  { untilRunning = false, ...over }: Partial<RevisionChange> & { untilRunning?: boolean } = {},
) {
  const { targets, services, clock, now } = fakeWorld(scenes);
  const { outcome } = await followService(
    place,
    { ...change, ...over },
    { targets, services, clock, now },
    { timeoutMs: 600_000, untilRunning },
  );
  return { ...outcome, seconds: Math.round(clock.seconds()) };
}

describe("following a change of a service without a pipeline", () => {
  const old = before({ status: "ACTIVE" });
  const starting = ours({ rolloutState: "IN_PROGRESS", running: 0, createdAt: at(1) });
  const rolledBack = (reason: string | undefined) => ({
    kind: "failed",
    failure: { why: "rolled back", reason },
  });

  it("succeeds when the new tasks run and the old ones are gone", async () => {
    const scenes = {
      // For a moment ECS answers as before the change.
      0: { deployments: [before()] },
      5: { deployments: [starting, old] },
      30: { deployments: [ours({ createdAt: at(1) }), old] },
      60: { deployments: [ours({ createdAt: at(1) })] },
    };
    const { kind, seconds } = await outcomeOf(scenes);
    assert.ok(kind === "succeeded" && seconds >= 60, `${kind} after ${seconds}`);
    const running = await outcomeOf(scenes, { untilRunning: true });
    assert.ok(running.kind === "succeeded" && running.seconds < 60, `after ${running.seconds}`);
  });

  it("knows its deployment by its revision and its place, whatever the clock here says", async () => {
    const early = ours({ createdAt: at(-100) });
    assert.equal((await outcomeOf({ 0: { deployments: [early] } })).kind, "succeeded");
  });

  it("waits for a new deployment of the revision that ran before", async () => {
    const again = { revision: before().taskDefinition };
    const { kind, seconds } = await outcomeOf(
      {
        0: { deployments: [before()] },
        8: { deployments: [before({ id: "ecs-svc/2" })] },
      },
      again,
    );
    assert.ok(kind === "succeeded" && seconds >= 8, `${kind} after ${seconds}`);
  });

  it("waits for the deployment that ECS goes back to, which may be an old one", async () => {
    const back = { revision: before().taskDefinition, before: { revision: ours().taskDefinition } };
    const { kind } = await outcomeOf({ 0: { deployments: [before()] } }, back);
    assert.equal(kind, "succeeded");
  });

  it("reports the rollback, and why", async () => {
    const given = { status: "ACTIVE", rolloutState: "FAILED" } as const;
    const failed = { ...starting, ...given, rolloutReason: "circuit breaker" };
    const { seconds, ...outcome } = await outcomeOf({
      0: { deployments: [starting, old] },
      30: { deployments: [before(), failed] },
    });
    assert.deepEqual(outcome, rolledBack("circuit breaker"));
    assert.ok(seconds < 60);
  });

  it("calls a service that has gone back steady, and the change failed", async () => {
    const { seconds, ...outcome } = await outcomeOf({
      0: { deployments: [starting, old] },
      30: { deployments: [before()] },
    });
    assert.deepEqual(outcome, rolledBack(undefined));
    assert.ok(seconds < 60);
  });

  it("calls what ECS never shows undone, and waits no longer than ECS needs", async () => {
    const { seconds, ...outcome } = await outcomeOf({ 0: { deployments: [before()] } });
    assert.deepEqual(outcome, rolledBack(undefined));
    assert.ok(seconds >= 15 && seconds < 60, String(seconds));
  });

  it("names the revision that another tool has put in its place", async () => {
    const other = before({ id: "ecs-svc/3", taskDefinition: "prod-main-web:3" });
    const replaced = { kind: "failed", failure: { why: "replaced", by: "prod-main-web:3" } };
    for (const first of [starting, before()]) {
      const { seconds, ...outcome } = await outcomeOf({
        0: { deployments: [first, old] },
        5: { deployments: [other, { ...first, status: "ACTIVE" }] },
      });
      assert.deepEqual(outcome, replaced);
      assert.ok(seconds < 60);
    }
  });

  it("ends when the service is gone", () => {
    const nothing = { at: at(5), service: undefined, rolledBack: [] };
    const memory = { deployment: starting, missingSince: undefined };
    const gone = { kind: "failed", failure: { why: "no service" } };
    assert.deepEqual(serviceVerdict(change, nothing).verdict, gone);
    assert.deepEqual(serviceVerdict(change, nothing, memory).verdict, gone);
  });

  it("ends when its time is over", async () => {
    const outcome = await outcomeOf({ 0: { deployments: [starting, old] } });
    assert.deepEqual(outcome, { kind: "timed out", seconds: 600 });
  });
});
