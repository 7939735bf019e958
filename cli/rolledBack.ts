import { type Service } from "@aws-sdk/client-ecs";

import { tellsOfFailedDeployment } from "../delivery/pipeline";
import { type Execution } from "./aws/executions";

/** When ECS began to roll back deployments of a service; it remembers its last 100 events. */
export function rollbackTimes(service: Pick<Service, "events"> | undefined): Date[] {
  return (service?.events ?? []).flatMap(({ message = "", createdAt }) =>
    createdAt !== undefined && message.includes("rolling back to deployment") ? [createdAt] : [],
  );
}

/**
 * Whether ECS rolled back what an execution deployed. It is abandoned then, with that reason; one that was not
 * yet, or that ECS rolled back for another reason, is told by the service's events.
 *
 * Executions keep their order through the stages, so of those that were under way at the time the oldest was
 * the one that deployed.
 *
 * @param executions newest first
 */
export function wasRolledBack(
  execution: Execution,
  executions: readonly Execution[],
  times: readonly Date[],
): boolean {
  return (
    wasGivenUp(execution) ||
    times.some((time) => executions.filter((one) => covers(one, time)).at(-1) === execution)
  );
}

/** Whether an execution was abandoned because ECS gave up its deployment. */
export function wasGivenUp({ status, summary }: Pick<Execution, "status" | "summary">): boolean {
  return (status === "Stopped" || status === "Stopping") && tellsOfFailedDeployment(summary);
}

function covers({ status, startedAt, updatedAt }: Execution, time: Date): boolean {
  if (startedAt === undefined || startedAt > time) {
    return false;
  }
  return status === "InProgress" || status === "Stopping" || (updatedAt ?? startedAt) >= time;
}
