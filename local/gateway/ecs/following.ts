import { type Change, type ServiceDeployment, type Status } from "./serviceDeployment";
import { counts, primaryOf, tells, type ServiceSnapshot } from "./snapshot";

/** Where a deployment is by now. Looks may miss what happened in between, which the service's events tell. */
export function follow(
  deployment: ServiceDeployment,
  seen: ServiceSnapshot,
  all: readonly ServiceDeployment[],
  now: number,
): { readonly deployment: ServiceDeployment; readonly changes: readonly Change[] } {
  const { deploymentId } = deployment;
  const found = seen.deployments.find(({ id }) => id === deploymentId);
  const primary = primaryOf(seen);
  const current = { ...deployment, ...(found && counts(found)), updatedAt: now };
  const end = (status: Status, statusReason?: string): ServiceDeployment => ({
    ...current,
    status,
    ...(statusReason !== undefined && { statusReason }),
    finishedAt: now,
  });
  const completed = (id: string): Change => ({
    name: "COMPLETED",
    deploymentId: id,
    reason: `ECS deployment ${id} completed.`,
  });
  if (deployment.rollback !== undefined) {
    const back = all.find(({ target }) => target === deployment.rollback?.to)?.deploymentId ?? "";
    if (primary?.id !== back) {
      return { deployment: end("STOPPED", replaced), changes: [] };
    }
    if (primary.rolloutState !== "COMPLETED") {
      return { deployment: current, changes: [] };
    }
    const done = end("ROLLBACK_SUCCESSFUL", deployment.statusReason);
    return { deployment: done, changes: [completed(back)] };
  }
  if (found?.rolloutState === "FAILED" || tells(seen, deploymentId, "deployment failed")) {
    return failed(current, seen, all, now, end);
  }
  if (found?.rolloutState === "COMPLETED" || tells(seen, deploymentId, "deployment completed")) {
    return { deployment: end("SUCCESSFUL"), changes: [completed(deploymentId)] };
  }
  if (seen.status !== "ACTIVE") {
    return { deployment: end("STOPPED", deleted), changes: [] };
  }
  if (primary?.id !== deploymentId) {
    return { deployment: end("STOPPED", replaced), changes: [] };
  }
  return { deployment: current, changes: [] };
}

const replaced = "Service deployment stopped because a newer one started.";
const deleted = "Service deployment stopped because the service was deleted.";

function failed(
  current: ServiceDeployment,
  seen: ServiceSnapshot,
  all: readonly ServiceDeployment[],
  now: number,
  end: (status: Status, statusReason?: string) => ServiceDeployment,
): { readonly deployment: ServiceDeployment; readonly changes: readonly Change[] } {
  const { deploymentId } = current;
  const primary = primaryOf(seen);
  const asked = current.status === "ROLLBACK_REQUESTED";
  const reason = asked
    ? "A rollback of the service deployment was requested."
    : "Service deployment failed because the circuit breaker threshold was reached.";
  // AWS documents the event of a failure for its circuit breaker alone.
  const failure: readonly Change[] = asked
    ? []
    : [
        {
          name: "FAILED",
          deploymentId,
          reason: "ECS deployment circuit breaker: task failed to start.",
        },
      ];
  const back = all.find((one) => one.deploymentId === primary?.id && one !== current);
  if (back === undefined || primary === undefined || primary.id === deploymentId) {
    return { deployment: end("STOPPED", reason), changes: failure };
  }
  const rollingBack: ServiceDeployment = {
    ...current,
    status: "ROLLBACK_IN_PROGRESS",
    statusReason: reason,
    rollback: { reason, startedAt: now, to: back.target },
  };
  const begun: Change = {
    name: "IN_PROGRESS",
    deploymentId: primary.id,
    reason: `ECS deployment circuit breaker: rolling back to deploymentId ${primary.id}.`,
  };
  const changes = [...failure, begun];
  if (primary.rolloutState !== "COMPLETED") {
    return { deployment: rollingBack, changes };
  }
  const later = follow(rollingBack, seen, all, now);
  return { deployment: later.deployment, changes: [...changes, ...later.changes] };
}
