import assert from "node:assert/strict";

import {
  deliveryInFlight,
  deploymentsInFlight,
  neverSteady,
  refusal,
} from "../../../../../components/app/service/deploymentInFlight";
import { deployment } from "../fixtures";

const old = deployment(7, { status: "ACTIVE", runningCount: 2 });
const next = deployment(8);

describe("deployments in flight", () => {
  it("are the newest and those that it still replaces", () => {
    assert.deepEqual(deploymentsInFlight([next, old]), [next, old]);
  });

  it("begin with the newest, in whatever order AWS names them", () => {
    assert.deepEqual(deploymentsInFlight([old, next]), [next, old]);
  });

  it("are none when the newest stands alone", () => {
    assert.deepEqual(deploymentsInFlight([next]), []);
    assert.deepEqual(deploymentsInFlight([]), []);
  });

  it("leave out what has failed and is drained, which AWS names for a while", () => {
    const failed = deployment(8, { status: "ACTIVE", desiredCount: 0, runningCount: 0 });
    assert.deepEqual(deploymentsInFlight([deployment(7), failed]), []);
  });

  it("count one whose tasks crash: it wants some, though none runs just now", () => {
    const crashing = deployment(7, { status: "ACTIVE", runningCount: 0 });
    assert.deepEqual(deploymentsInFlight([next, crashing]), [next, crashing]);
  });
});

describe("delivery in flight", () => {
  const images: Record<string, string> = {
    [old.taskDefinition]: "web@sha256:old",
    [next.taskDefinition]: "web@sha256:new",
  };
  const imageOf = (arn: string) => images[arn];

  it("is a rollout from one image to another", () => {
    assert.deepEqual(deliveryInFlight([next, old], imageOf), {
      id: "ecs-svc/8",
      revision: "test-main-web:8",
      since: "2026-11-02T12:00:00Z",
      progress: "1 of 2 new tasks run, 2 old ones are left",
    });
  });

  it("is the way back from another image, too", () => {
    const back = deployment(7);
    const failing = deployment(8, { status: "ACTIVE" });
    assert.equal(deliveryInFlight([back, failing], imageOf)?.id, "ecs-svc/7");
  });

  it("is as old as its newest deployment, also on the way back to an old one", () => {
    const back = deployment(7, { createdAt: "2026-10-01T08:00:00Z" });
    const failing = deployment(8, { status: "ACTIVE" });
    assert.equal(deliveryInFlight([back, failing], imageOf)?.since, "2026-11-02T12:00:00Z");
  });

  it("is not a rollout of one image: infrastructure began it, and must be able to mend it", () => {
    assert.equal(
      deliveryInFlight([next, old], () => "web@sha256:old"),
      undefined,
    );
  });

  it("is seen behind a rollout of infrastructure", () => {
    const mending = deployment(9);
    images[mending.taskDefinition] = "web@sha256:new";
    assert.equal(deliveryInFlight([mending, next, old], imageOf)?.id, "ecs-svc/9");
  });

  it("is not there when nothing is in flight", () => {
    assert.equal(deliveryInFlight([], imageOf), undefined);
  });
});

describe("a service that was never steady", () => {
  const events = (...texts: string[]) =>
    texts.map((text) => ({ message: `(service test-main-web) ${text}` }));
  const started = "has started 1 tasks: (task 1).";
  const steady = "has reached a steady state.";

  it("has events, and none of a good end", () => {
    assert.equal(neverSteady(events(started, "(deployment ecs-svc/1) deployment failed: …")), true);
  });

  it("is not one that was steady once, whatever came after", () => {
    assert.equal(neverSteady(events(started, steady)), false);
    assert.equal(
      neverSteady(events(started, "(deployment ecs-svc/1) deployment completed.")),
      false,
    );
  });

  it("is not one whose beginning ECS no longer tells", () => {
    assert.equal(neverSteady(events(...Array.from({ length: 100 }, () => started))), false);
  });

  it("is not one without any event", () => {
    assert.equal(neverSteady([]), false);
  });
});

describe("the refusal of an update", () => {
  const app = { cluster: "main", app: "web", pipeline: "deployment-test-main-web" };
  const inFlight = {
    id: "ecs-svc/8",
    revision: "test-main-web:8",
    since: "2026-11-02T12:00:00Z",
    progress: "1 of 2 new tasks run, 2 old ones are left",
  };

  it("names app, change, pipeline, deployment, age, progress and the ways out", () => {
    assert.equal(
      refusal(app, inFlight, ['container "web": memory']),
      [
        'App "web": this update would change its service (container "web": memory) in the middle of a deployment, so nothing of it is changed.',
        'Pipeline "deployment-test-main-web" is in the middle of ECS deployment ecs-svc/8: revision test-main-web:8, in progress since 2026-11-02T12:00:00Z, 1 of 2 new tasks run, 2 old ones are left.',
        "Wait for its end (slipway status main/web) or undo it (slipway rollback main/web), then update again.",
      ].join(" "),
    );
  });
});
