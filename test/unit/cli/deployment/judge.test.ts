import assert from "node:assert/strict";
import { judge } from "../../../../cli/deployment/judge";
import type { Look, Verdict } from "../../../../cli/deployment/verdict";
import { failedDeploymentReason } from "../../../../revision/pipeline";
import {
  action,
  asked,
  at,
  before,
  deploying,
  execution,
  fetched,
  look,
  newImage,
  otherImage,
  ours,
  service,
} from "./looks";

const memoryOf = { deployment: ours({ rolloutState: "IN_PROGRESS" }), missingSince: undefined };

const cases: readonly [string, Partial<Look>, Verdict][] = [
  [
    "waits for the trigger while there is no execution",
    { execution: undefined, actions: [] },
    { kind: "waiting", phase: { at: "trigger" } },
  ],
  [
    "says by which commit it was passed over when the trigger started a newer one only",
    {
      execution: undefined,
      actions: [],
      newer: execution({ id: "e3", commitId: "c3" }),
    },
    { kind: "failed", failure: { why: "superseded", by: "c3" } },
  ],
  [
    "waits for the source stage",
    { actions: [{ ...fetched, status: "InProgress" }] },
    { kind: "waiting", phase: { at: "source" } },
  ],
  [
    "says behind which commit it is queued",
    { actions: [fetched], older: execution({ id: "e1", commitId: "c1" }) },
    { kind: "waiting", phase: { at: "queue", behind: "c1" } },
  ],
  [
    "waits for approval",
    { actions: [action("Approval", { status: "InProgress" }), fetched] },
    { kind: "waiting", phase: { at: "approval" } },
  ],
  [
    "tells a rejection and what the person wrote",
    {
      execution: execution({ status: "Failed" }),
      actions: [action("Approval", { status: "Failed", summary: "not on a Friday" }), fetched],
    },
    { kind: "failed", failure: { why: "rejected", summary: "not on a Friday" } },
  ],
  [
    "tells the error of the action that failed",
    {
      execution: execution({ status: "Failed" }),
      actions: [
        {
          ...deploying,
          status: "Failed",
          error: { code: "JobFailed", message: "container wbe does not exist" },
        },
        fetched,
      ],
    },
    {
      kind: "failed",
      failure: {
        why: "pipeline",
        stage: "Deploy",
        action: "Deploy",
        message: "container wbe does not exist",
      },
    },
  ],
  [
    "names the commit that superseded it",
    {
      execution: execution({ status: "Superseded" }),
      newer: execution({ id: "e3", commitId: "c3" }),
    },
    { kind: "failed", failure: { why: "superseded", by: "c3" } },
  ],
  [
    "tells why it was stopped",
    { execution: execution({ status: "Stopped", summary: "Rolled back by Ann" }) },
    { kind: "failed", failure: { why: "stopped", summary: "Rolled back by Ann" } },
  ],
  [
    "tells of the rollback for which its execution was abandoned",
    {
      execution: execution({
        status: "Stopped",
        summary: failedDeploymentReason("ecs-svc/2"),
      }),
      service: {
        ...service(before()),
        events: [
          {
            at: at(60),
            message: "(service web) (deployment ecs-svc/2) deployment failed: 3 tasks.",
          },
        ],
      },
    },
    {
      kind: "failed",
      failure: { why: "rolled back", reason: "deployment failed: 3 tasks." },
    },
  ],
  [
    "says what the pipeline says of that rollback where ECS says nothing",
    {
      execution: execution({
        status: "Stopping",
        summary: failedDeploymentReason("ecs-svc/2"),
      }),
      service: service(before()),
    },
    {
      kind: "failed",
      failure: { why: "rolled back", reason: "ECS gave up the deployment ecs-svc/2" },
    },
  ],
  [
    "counts tasks while they start",
    {
      service: service(
        ours({ rolloutState: "IN_PROGRESS", running: 1, pending: 1 }),
        before({ status: "ACTIVE" }),
      ),
    },
    { kind: "waiting", phase: { at: "tasks", running: 1, desired: 2, failed: 0 } },
  ],
  [
    "waits until the old tasks are gone",
    { service: service(ours(), before({ status: "ACTIVE", running: 1 })) },
    { kind: "waiting", phase: { at: "drain", left: 1 } },
  ],
  [
    "succeeds before the pipeline notices",
    { service: service(ours()) },
    { kind: "succeeded", deployment: ours() },
  ],
  [
    "fails at once when the circuit breaker has rolled back, while the pipeline still waits",
    {
      service: service(
        before({ status: "PRIMARY", rolloutState: "IN_PROGRESS" }),
        ours({ status: "ACTIVE", rolloutState: "FAILED", rolloutReason: "circuit breaker" }),
      ),
    },
    { kind: "failed", failure: { why: "rolled back", reason: "circuit breaker" } },
  ],
  [
    "does not take an earlier deployment of the same image for its own",
    { service: service(ours({ createdAt: at(-100) })) },
    { kind: "waiting", phase: { at: "deploy" } },
  ],
  [
    "calls a pipeline that ended well after a rollback a failure",
    {
      execution: execution({ status: "Succeeded" }),
      takenBack: [
        {
          taskDefinition: "prod-main-web:2",
          images: { web: newImage },
          createdAt: at(6),
          reason: "tasks failed to start",
        },
      ],
    },
    { kind: "failed", failure: { why: "rolled back", reason: "tasks failed to start" } },
  ],
  [
    "gives ECS a moment to show what the pipeline has done",
    { execution: execution({ status: "Succeeded" }) },
    { kind: "waiting", phase: { at: "deploy" } },
  ],
  [
    "says when the service is gone",
    { execution: execution({ status: "Succeeded" }), service: undefined },
    { kind: "failed", failure: { why: "no service" } },
  ],
];

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

  it("says why the deployment failed rather than that ECS went back", () => {
    const told = ["deployment completed.", "rolling back to deployment ecs-svc/1."];
    const failed = "deployment failed: tasks failed to start.";
    const events = [...told, failed].map((says, index) => ({
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

  it("ends with the pipeline's time-out, however long ECS goes on", () => {
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
