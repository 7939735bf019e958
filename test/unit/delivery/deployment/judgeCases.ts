import { type Look, type Verdict } from "../../../../delivery/deployment/verdict";
import { failedDeploymentReason } from "../../../../delivery/pipeline";
import {
  action,
  at,
  before,
  deploying,
  execution,
  fetched,
  newImage,
  ours,
  service,
} from "./looks";

/** What a single look means: title, what differs from a deploy action at work, and the verdict. */
export const cases: readonly [string, Partial<Look>, Verdict][] = [
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
    "reports the rollback for which its execution was abandoned",
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
      failure: { why: "rolled back", reason: "3 tasks." },
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
      rolledBack: [
        {
          images: { web: newImage },
          createdAt: at(6),
          reason: "tasks failed to start",
        },
      ],
    },
    { kind: "failed", failure: { why: "rolled back", reason: "tasks failed to start" } },
  ],
  [
    "finds a rollback that was over before it began to look, while the pipeline still waits",
    {
      rolledBack: [
        {
          images: { web: newImage },
          createdAt: at(6),
          reason: "tasks failed to start",
        },
      ],
    },
    { kind: "failed", failure: { why: "rolled back", reason: "tasks failed to start" } },
  ],
  [
    "finds it in the events where ECS keeps no list",
    {
      service: {
        ...service(before()),
        events: [
          {
            at: at(20),
            message:
              "(service prod-main-web) (deployment ecs-svc/2) deployment failed: tasks failed to start.",
          },
        ],
      },
    },
    {
      kind: "failed",
      failure: { why: "rolled back", reason: "tasks failed to start." },
    },
  ],
  [
    "does not take the failure of an earlier deployment for its own",
    {
      service: {
        ...service(before()),
        events: [{ at: at(4), message: "(deployment ecs-svc/0) deployment failed: alarm." }],
      },
    },
    { kind: "waiting", phase: { at: "deploy" } },
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
