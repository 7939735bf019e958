import { type ActionExecution, type PipelineExecution } from "../../delivery/aws/codePipeline";
import { type ServiceEvent } from "../../delivery/aws/ecs";
import { approval, deploy, sourceAction, isFailedDeploymentReason } from "../../delivery/pipeline";
import { hasImages } from "../../delivery/serviceFacts";
import { type RolledBack } from "./rolledBack";
import {
  type Asked,
  type DeploymentSeen,
  type Failure,
  type Look,
  type Phase,
  type Verdict,
} from "./verdict";

/** What earlier looks have shown and a later one may no longer show. */
export interface Memory {
  /** The ECS deployment that brings the asked-for images. */
  readonly deployment: DeploymentSeen | undefined;
  /** When the pipeline was first seen to have ended without such a deployment. */
  readonly missingSince: Date | undefined;
}

export const noMemory: Memory = { deployment: undefined, missingSince: undefined };

/** ECS may describe a service for a moment as it was before the change. */
const consistencyMs = 15_000;
/** ECS and CodePipeline write whole seconds in places, and each by its own clock. */
const clockSkewMs = 2_000;

/**
 * What a look means. It says "succeeded" in one place only: the images that were asked for are in the
 * primary deployment, ECS calls it completed, and no task of another deployment is left.
 */
export function judge(
  asked: Asked,
  look: Look,
  memory: Memory = noMemory,
): { readonly verdict: Verdict; readonly memory: Memory } {
  const { execution } = look;
  if (execution === undefined) {
    // The trigger starts the newest commit of a file; those before it are passed over.
    const verdict: Verdict =
      look.newer === undefined
        ? waiting({ at: "trigger" })
        : failed({ why: "superseded", by: look.newer.commitId });
    return { verdict, memory };
  }
  const ours = oursAmong(asked, look, memory) ?? memory.deployment;
  const missing =
    ours === undefined && execution.status === "Succeeded"
      ? (memory.missingSince ?? look.at)
      : undefined;
  const next: Memory = { deployment: ours, missingSince: missing };
  return { verdict: verdictOf(asked, look, execution, next), memory: next };
}

function verdictOf(
  asked: Asked,
  look: Look,
  execution: PipelineExecution,
  { deployment, missingSince }: Memory,
): Verdict {
  if (deployment !== undefined) {
    const { id } = deployment;
    const now = look.service?.deployments.find((one) => one.id === id);
    const verdict = deploymentVerdict(asked, look, deployment, now);
    // The pipeline's own failure, a time-out above all, ends what ECS would still go on with.
    if (verdict.kind !== "waiting") {
      if (verdict.kind === "failed" || execution.status !== "Failed") {
        return verdict;
      }
    }
    return pipelineFailure(asked, look, execution) ?? verdict;
  }
  const failure = pipelineFailure(asked, look, execution);
  if (failure !== undefined) {
    return failure;
  }
  // Whoever begins to look late finds what ECS has taken back in its list and events alone.
  const undone = rollbackOf(asked, look);
  if (undone !== undefined) {
    return failed({ why: "rolled back", reason: undone.reason });
  }
  const told = failureSinceDeploy(look);
  if (told !== undefined) {
    return failed({ why: "rolled back", reason: told });
  }
  if (missingSince === undefined) {
    return waiting(pipelinePhase(look));
  }
  if (look.service === undefined) {
    return failed({ why: "no service" });
  }
  if (look.at.getTime() - missingSince.getTime() < consistencyMs) {
    return waiting({ at: "deploy" });
  }
  // "Succeeded" says that the service is stable, which it is after a rollback, too.
  const by = replacement(look);
  return failed(
    by === undefined
      ? { why: "rolled back", reason: rollbackReason(look) }
      : { why: "replaced", by },
  );
}

function deploymentVerdict(
  asked: Asked,
  look: Look,
  last: DeploymentSeen,
  now: DeploymentSeen | undefined,
): Verdict {
  if (look.service === undefined) {
    return failed({ why: "no service" });
  }
  const { deployments, desired } = look.service;
  if (now?.rolloutState === "FAILED") {
    return failed({ why: "rolled back", reason: now.rolloutReason });
  }
  if (now?.status === "PRIMARY") {
    const left = deployments
      .filter((one) => one.id !== now.id)
      .reduce((sum, { running, pending }) => sum + running + pending, 0);
    if (now.rolloutState !== "COMPLETED") {
      const { running, failed: failures } = now;
      return running >= desired && failures === 0
        ? waiting({ at: "drain", left })
        : waiting({ at: "tasks", running, desired, failed: failures });
    }
    // A revision may be registered again under the same deployment by nobody; the images decide, now.
    if (!hasImages(now.images, asked.images)) {
      return failed({ why: "rolled back", reason: now.rolloutReason });
    }
    return left > 0 ? waiting({ at: "drain", left }) : { kind: "succeeded", deployment: now };
  }
  const undone = rollbackOf(asked, look);
  if (undone !== undefined) {
    return failed({ why: "rolled back", reason: undone.reason });
  }
  const reason = rollbackReason(look);
  const by = reason === undefined ? replacement(look) : undefined;
  return failed(
    by === undefined
      ? { why: "rolled back", reason: reason ?? last.rolloutReason }
      : { why: "replaced", by },
  );
}

/** The deployment that this execution made, or that was there when the execution had ended. */
function oursAmong(asked: Asked, look: Look, memory: Memory): DeploymentSeen | undefined {
  const { execution, actions, service } = look;
  const deployments = service?.deployments ?? [];
  const known = deployments.find(({ id }) => id === memory.deployment?.id);
  if (known !== undefined) {
    return known;
  }
  const ended = execution?.status === "Succeeded" ? execution.startedAt : undefined;
  // What ran with the same images before this execution changed the service is not its work.
  const started = actionOf(actions, deploy)?.startedAt ?? ended;
  if (started === undefined) {
    return undefined;
  }
  const since = started.getTime() - clockSkewMs;
  return deployments.find(
    ({ images, createdAt }) => hasImages(images, asked.images) && createdAt.getTime() >= since,
  );
}

function rollbackOf(asked: Asked, look: Look): RolledBack | undefined {
  const since = (look.execution?.startedAt.getTime() ?? 0) - clockSkewMs;
  return look.rolledBack.find(
    ({ images, createdAt }) => createdAt.getTime() >= since && hasImages(images, asked.images),
  );
}

/** What ECS says where it went back by itself. */
function rollbackReason({ service, execution }: Look): string | undefined {
  const since = (execution?.startedAt.getTime() ?? 0) - clockSkewMs;
  const told = (pattern: RegExp) => toldSince(since, pattern, service?.events);
  const primary = service?.deployments.find(({ status }) => status === "PRIMARY");
  const goingBack = /roll(?:ing|ed)? ?back/i;
  const reason = primary?.rolloutReason ?? "";
  // Why it failed says more than that it goes back.
  return told(deploymentFailed) ?? (goingBack.test(reason) ? reason : undefined) ?? told(goingBack);
}

const deploymentFailed = /deployment failed/i;

/** While one deploy action is at work, no other deployment of the app is: a failure is its own. */
function failureSinceDeploy({ service, actions }: Look): string | undefined {
  const started = actionOf(actions, deploy)?.startedAt;
  return started && toldSince(started.getTime(), deploymentFailed, service?.events);
}

/** The newest event that says so, without the names before it. */
function toldSince(
  since: number,
  pattern: RegExp,
  events: readonly ServiceEvent[] = [],
): string | undefined {
  const event = events.find(({ at, message }) => at.getTime() >= since && pattern.test(message));
  return event?.message.replace(/^(?:\([^)]*\) )+(?:deployment failed: )?/, "");
}

/** The commit whose deployment took the place of this one, if one did. */
function replacement({ newer, service }: Look): string | undefined {
  const primary = service?.deployments.find(({ status }) => status === "PRIMARY");
  if (newer === undefined || primary === undefined) {
    return undefined;
  }
  const since = newer.startedAt.getTime() - clockSkewMs;
  return primary.createdAt.getTime() >= since ? newer.commitId : undefined;
}

function pipelineFailure(
  asked: Asked,
  look: Look,
  execution: PipelineExecution,
): Verdict | undefined {
  switch (execution.status) {
    case "Superseded":
      return failed({ why: "superseded", by: look.newer?.commitId });
    case "Stopped":
    case "Stopping":
    case "Cancelled":
      if (isFailedDeploymentReason(execution.summary)) {
        const reason = rollbackOf(asked, look)?.reason ?? rollbackReason(look);
        return failed({ why: "rolled back", reason: reason ?? execution.summary });
      }
      return failed({ why: "stopped", summary: execution.summary });
    case "Failed":
      return failed(failureOf(look.actions));
    default:
      return undefined;
  }
}

function failureOf(actions: readonly ActionExecution[]): Failure {
  const action = actions.find(({ status }) => status === "Failed");
  if (action?.stage === approval) {
    return { why: "rejected", summary: action.summary };
  }
  return {
    why: "pipeline",
    stage: action?.stage ?? "",
    action: action?.action ?? "",
    message: action?.error?.message ?? action?.summary ?? "the pipeline gives no reason",
  };
}

function pipelinePhase({ actions, older }: Look): Phase {
  const source = actionOf(actions, sourceAction);
  if (source?.status !== "Succeeded") {
    return { at: "source" };
  }
  if (actionOf(actions, approval)?.status === "InProgress") {
    return { at: "approval" };
  }
  if (actionOf(actions, deploy) !== undefined) {
    return { at: "deploy" };
  }
  return { at: "queue", behind: older?.commitId };
}

function actionOf(actions: readonly ActionExecution[], name: string): ActionExecution | undefined {
  return actions.find(({ action }) => action === name);
}

function waiting(phase: Phase): Verdict {
  return { kind: "waiting", phase };
}

function failed(failure: Failure): Verdict {
  return { kind: "failed", failure };
}
