import assert from "node:assert/strict";

import { followService } from "../../../../cli/deployment/follow";
import { type ServiceChange } from "../../../../cli/deployment/serviceVerdict";
import { fakeWorld, type Scene } from "./fakeWorld";
import { at, before, newImage, ours } from "./looks";

const place = { cluster: "prod-main", service: "prod-main-web" };
const change: ServiceChange = {
  images: { web: newImage },
  askedAt: at(0),
  beganAt: at(0),
  isMade: true,
};

async function outcomeOf(
  scenes: Readonly<Record<number, Scene>>,
  over: Partial<ServiceChange> = {},
) {
  const { targets, services, clock, now } = fakeWorld(scenes);
  const asked = { ...change, ...over };
  const followed = await followService(
    place,
    asked,
    { targets, services, clock, now },
    { timeoutMs: 600_000 },
  );
  return followed.outcome;
}

describe("following a change of a service without a pipeline", () => {
  const starting = ours({ rolloutState: "IN_PROGRESS", running: 0, createdAt: at(1) });

  it("succeeds when the new tasks run and the old ones are gone", async () => {
    const outcome = await outcomeOf({
      0: { deployments: [starting, before({ status: "ACTIVE" })] },
      30: { deployments: [ours({ createdAt: at(1) }), before({ status: "ACTIVE" })] },
      60: { deployments: [ours({ createdAt: at(1) })] },
    });
    assert.deepEqual(outcome, { kind: "succeeded" });
  });

  it("reports the rollback, and why", async () => {
    const outcome = await outcomeOf({
      0: { deployments: [starting, before({ status: "ACTIVE" })] },
      30: {
        deployments: [
          before(),
          {
            ...starting,
            status: "ACTIVE",
            rolloutState: "FAILED",
            rolloutReason: "circuit breaker",
          },
        ],
      },
    });
    assert.deepEqual(outcome, {
      kind: "failed",
      failure: { why: "rolled back", reason: "circuit breaker" },
    });
  });

  it("does not take what ran with the same images before for the change, and waits no longer than ECS needs", async () => {
    const outcome = await outcomeOf({ 0: { deployments: [ours({ createdAt: at(-100) })] } });
    assert.deepEqual(outcome, {
      kind: "failed",
      failure: { why: "rolled back", reason: undefined },
    });
  });

  it("waits for the change to be made", async () => {
    const outcome = await outcomeOf({ 0: { deployments: [before()] } }, { isMade: false });
    assert.deepEqual(outcome, { kind: "timed out" });
  });
});
