import assert from "node:assert/strict";

import { judge } from "../../../../delivery/deployment/judge";
import { type Look } from "../../../../delivery/deployment/verdict";
import { cases } from "./judgeCases";
import {
  asked,
  at,
  before,
  deploying,
  execution,
  fetched,
  look,
  otherImage,
  ours,
  service,
} from "./looks";

const memoryOf = { deployment: ours({ rolloutState: "IN_PROGRESS" }), missingSince: undefined };

describe("judging a look at a deployment", () => {
  for (const [title, over, expected] of cases) {
    it(title, () => {
      assert.deepEqual(judge(asked, look(over)).verdict, expected);
    });
  }

  it("calls it a rollback when the deployment vanished and nothing newer was deployed", () => {
    const reason = "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.";
    const { verdict } = judge(
      asked,
      look({ service: service(before({ createdAt: at(90), rolloutReason: reason })) }),
      memoryOf,
    );
    assert.deepEqual(verdict, { kind: "failed", failure: { why: "rolled back", reason } });
  });

  it("goes on with a later deployment of the same image: someone asked for new tasks meanwhile", () => {
    const forced = ours({ id: "ecs-svc/3", createdAt: at(50), rolloutState: "IN_PROGRESS" });
    const ended = ours({ status: "ACTIVE", rolloutState: "IN_PROGRESS", running: 1 });
    const meanwhile = judge(asked, look({ service: service(forced, ended) }), memoryOf);
    assert.deepEqual(meanwhile.verdict.kind, "waiting");
    assert.equal(meanwhile.memory.deployment?.id, "ecs-svc/3");
    const done = ours({ id: "ecs-svc/3", createdAt: at(50) });
    const { verdict } = judge(asked, look({ service: service(done) }), meanwhile.memory);
    assert.deepEqual(verdict, { kind: "succeeded", deployment: done });
  });

  it("says why the deployment failed rather than that ECS went back", () => {
    const told = ["deployment completed.", "rolling back to deployment ecs-svc/1."];
    const failed = "tasks failed to start.";
    const events = [...told, `deployment failed: ${failed}`].map((says, index) => ({
      at: at(90 - index),
      message: `(service prod-main-web) (deployment ecs-svc/2) ${says}`,
    }));
    const { verdict } = judge(asked, look({ service: { ...service(before()), events } }), memoryOf);
    assert.deepEqual(verdict, { kind: "failed", failure: { why: "rolled back", reason: failed } });
  });

  it("names the commit whose deployment took its place", () => {
    const newest = ours({ id: "ecs-svc/3", images: { web: otherImage }, createdAt: at(50) });
    const { verdict } = judge(
      asked,
      look({
        service: service(newest),
        newer: execution({ id: "e3", commitId: "c3", startedAt: at(45) }),
      }),
      memoryOf,
    );
    assert.deepEqual(verdict, { kind: "failed", failure: { why: "replaced", by: "c3" } });
  });

  it("does not blame a newer commit that still waits for a rollback", () => {
    const { verdict } = judge(
      asked,
      look({
        service: service(before()),
        newer: execution({ id: "e3", commitId: "c3", startedAt: at(45) }),
      }),
      memoryOf,
    );
    assert.equal(verdict.kind === "failed" && verdict.failure.why, "rolled back");
  });

  it("ends with the pipeline's timeout, however long ECS goes on", () => {
    const { verdict } = judge(
      asked,
      look({
        execution: execution({ status: "Failed" }),
        actions: [{ ...deploying, status: "Failed", summary: "timed out" }, fetched],
        service: service(ours({ rolloutState: "IN_PROGRESS", running: 0 })),
      }),
    );
    assert.equal(verdict.kind === "failed" && verdict.failure.why, "pipeline");
  });

  it("calls the service rolled back when the pipeline ended well and nothing came of it", () => {
    const over: Partial<Look> = { execution: execution({ status: "Succeeded" }) };
    const { memory } = judge(asked, look({ ...over, at: at(30) }));
    const { verdict } = judge(asked, look({ ...over, at: at(60) }), memory);
    assert.deepEqual(verdict, {
      kind: "failed",
      failure: { why: "rolled back", reason: undefined },
    });
  });
});
