import { clockSkewMs } from "../../aws/limits";
import { type ServiceEvent } from "../aws/ecs";
import { type Failure } from "../failure/failure";
import { hasImages, primaryOf, tasksBeside } from "../serviceFacts";
import { type RolledBack } from "./rolledBack";
import { isWorkOf, replacementOf, runsWanted, type ServiceChange } from "./serviceChange";
import { type DeploymentSeen, type Phase, type ServiceLook, type Verdict } from "./verdict";

/** What earlier looks have shown and a later one may no longer show. */
export interface Memory {
  /** The ECS deployment that brings what was asked for. */
  readonly deployment: DeploymentSeen | undefined;
  /** When the change was first seen to be made without such a deployment. */
  readonly missingSince: Date | undefined;
}

export const noMemory: Memory = { deployment: undefined, missingSince: undefined };

export interface Judged {
  readonly verdict: Verdict;
  readonly memory: Memory;
}

/** ECS may describe a service for a moment as it was before the change. */
const consistencyMs = 15_000;

/**
 * What a service alone says about a change of it. It says "succeeded" in one place only: what was asked for is in
 * the primary deployment, ECS calls it completed, and no task of another deployment is left.
 */
export function serviceVerdict(
  change: ServiceChange,
  look: ServiceLook,
  memory: Memory = noMemory,
): Judged {
  const deployment = deploymentOf(change, look, memory) ?? memory.deployment;
  if (deployment !== undefined) {
    return {
      verdict: deploymentVerdict(change, look, deployment),
      memory: { deployment, missingSince: undefined },
    };
  }
  const missingSince = change.isMade ? (memory.missingSince ?? look.at) : undefined;
  return {
    verdict: missingVerdict(change, look, missingSince),
    memory: { deployment, missingSince },
  };
}

/** The deployment that the change made, or that is there now that it is made. */
function deploymentOf(
  change: ServiceChange,
  look: ServiceLook,
  memory: Memory,
): DeploymentSeen | undefined {
  const deployments = look.service?.deployments ?? [];
  const known = deployments.find(({ id }) => id === memory.deployment?.id);
  return (
    successorOf(change, look, known ?? memory.deployment) ??
    known ??
    deployments.find((one) => isWorkOf(change, one))
  );
}

/** A later deployment of the same: someone asked for new tasks meanwhile, and these carry the change on. */
function successorOf(
  change: ServiceChange,
  look: ServiceLook,
  last: DeploymentSeen | undefined,
): DeploymentSeen | undefined {
  const primary = primaryOf(look.service);
  return last !== undefined &&
    last.rolloutState !== "FAILED" &&
    primary !== undefined &&
    primary.id !== last.id &&
    primary.createdAt.getTime() > last.createdAt.getTime() &&
    isWorkOf(change, primary) &&
    rollbackReason(change, look) === undefined
    ? primary
    : undefined;
}

function deploymentVerdict(
  change: ServiceChange,
  look: ServiceLook,
  last: DeploymentSeen,
): Verdict {
  if (look.service === undefined) {
    return failed({ why: "no service" });
  }
  const { deployments, desired } = look.service;
  const now = deployments.find(({ id }) => id === last.id);
  if (now?.rolloutState === "FAILED") {
    return failed({ why: "rolled back", reason: now.rolloutReason });
  }
  if (now?.status === "PRIMARY") {
    const left = tasksBeside({ deployments }, now.id);
    if (now.rolloutState !== "COMPLETED") {
      const { running, failed: failures } = now;
      return running >= desired && failures === 0
        ? waiting({ at: "drain", left })
        : waiting({ at: "tasks", running, desired, failed: failures });
    }
    // ECS may give the deployment that it goes back to the same id: what it runs decides.
    if (!runsWanted(change, now)) {
      return failed({ why: "rolled back", reason: now.rolloutReason });
    }
    return left > 0 ? waiting({ at: "drain", left }) : { kind: "succeeded", deployment: now };
  }
  const rollback = rollbackOf(change, look);
  if (rollback !== undefined) {
    return failed({ why: "rolled back", reason: rollback.reason });
  }
  const reason = rollbackReason(change, look);
  const by = reason === undefined ? replacementOf(change, primaryOf(look.service)) : undefined;
  return failed(
    by === undefined
      ? { why: "rolled back", reason: reason ?? last.rolloutReason }
      : { why: "replaced", by },
  );
}

/** There is no deployment with what was asked for. */
function missingVerdict(
  change: ServiceChange,
  look: ServiceLook,
  missingSince: Date | undefined,
): Verdict {
  // A follower that begins late finds what ECS has rolled back in its list and events alone.
  const rollback = rollbackOf(change, look);
  if (rollback !== undefined) {
    return failed({ why: "rolled back", reason: rollback.reason });
  }
  const reported = failureSince(change.beganAt, look);
  if (reported !== undefined) {
    return failed({ why: "rolled back", reason: reported });
  }
  if (missingSince === undefined) {
    return waiting({ at: "deploy" });
  }
  if (look.service === undefined) {
    return failed({ why: "no service" });
  }
  if (look.at.getTime() - missingSince.getTime() < consistencyMs) {
    return waiting({ at: "deploy" });
  }
  // A service that is stable may be so after a rollback, too.
  const by = replacementOf(change, primaryOf(look.service));
  return failed(
    by === undefined
      ? { why: "rolled back", reason: rollbackReason(change, look) }
      : { why: "replaced", by },
  );
}

/** ECS's own record that it rolled the change back. */
export function rollbackOf(
  change: ServiceChange,
  { rolledBack }: Pick<ServiceLook, "rolledBack">,
): RolledBack | undefined {
  if (!("images" in change)) {
    return undefined;
  }
  const since = change.askedAt.getTime() - clockSkewMs;
  return rolledBack.find(
    ({ images, createdAt }) => createdAt.getTime() >= since && hasImages(images, change.images),
  );
}

/** What ECS says where it went back by itself. */
export function rollbackReason(
  { askedAt }: Pick<ServiceChange, "askedAt">,
  { service }: Pick<ServiceLook, "service">,
): string | undefined {
  const since = askedAt.getTime() - clockSkewMs;
  const eventSaying = (pattern: RegExp) => eventSince(since, pattern, service?.events);
  const goingBack = /roll(?:ing|ed)? ?back/i;
  const reason = primaryOf(service)?.rolloutReason ?? "";
  // Why it failed says more than that it goes back.
  return (
    eventSaying(deploymentFailed) ??
    (goingBack.test(reason) ? reason : undefined) ??
    eventSaying(goingBack)
  );
}

const deploymentFailed = /deployment failed/i;

/** While one change is being made, no other deployment of the app is: a failure is its own. */
function failureSince(
  beganAt: Date | undefined,
  { service }: Pick<ServiceLook, "service">,
): string | undefined {
  return beganAt && eventSince(beganAt.getTime(), deploymentFailed, service?.events);
}

/** The newest event that says so, without the names before it. */
function eventSince(
  since: number,
  pattern: RegExp,
  events: readonly ServiceEvent[] = [],
): string | undefined {
  const event = events.find(({ at, message }) => at.getTime() >= since && pattern.test(message));
  return event?.message.replace(/^(?:\([^)]*\) )+(?:deployment failed: )?/, "");
}

function waiting(phase: Phase): Verdict {
  return { kind: "waiting", phase };
}

function failed(failure: Failure): Verdict {
  return { kind: "failed", failure };
}
