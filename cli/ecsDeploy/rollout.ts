import { clockSkewMs } from "../../aws/limits";
import { type Deployment, type Service } from "../../delivery/aws/ecs";
import { primaryOf, tasksBeside } from "../../delivery/serviceFacts";

/** What a service is to run. */
export interface Awaited {
  /** ARN of the revision. */
  readonly revision: string;
  /** What it ran before. */
  readonly before: string;
  /** IDs of deployments that were there before the change. */
  readonly known: readonly string[];
  readonly since: Date;
}

export type Standing =
  | {
      readonly at: "starting";
      readonly running: number;
      readonly desired: number;
      readonly failed: number;
    }
  | { readonly at: "draining"; readonly left: number }
  | { readonly at: "complete" }
  | { readonly at: "failed"; readonly reason: string | undefined }
  | { readonly at: "replaced"; readonly by: string }
  | { readonly at: "gone" };

/** ECS may describe a service for a moment as it was before the change. */
const consistencyMs = 15_000;

/**
 * Where the change of a service stands, by its revision. It is complete in one case only: the revision is
 * that of the primary deployment, ECS calls that completed, and no task of another one is left. A service
 * that ECS has rolled back is steady, too.
 *
 * @param ours the deployment of the change, as an earlier look has found it.
 */
export function standingOf(
  awaited: Awaited,
  service: Service | undefined,
  now: Date,
  ours?: Deployment,
): { readonly standing: Standing; readonly ours: Deployment | undefined } {
  const found = deploymentOf(awaited, service, ours) ?? ours;
  return { standing: standing(awaited, service, now, found), ours: found };
}

function deploymentOf(
  { revision, known }: Awaited,
  service: Service | undefined,
  ours: Deployment | undefined,
): Deployment | undefined {
  return service?.deployments.find(({ id, taskDefinition }) =>
    ours === undefined ? taskDefinition === revision && !known.includes(id) : id === ours.id,
  );
}

function standing(
  awaited: Awaited,
  service: Service | undefined,
  now: Date,
  ours: Deployment | undefined,
): Standing {
  if (service === undefined) {
    return { at: "gone" };
  }
  const { desired } = service;
  const primary = primaryOf(service);
  if (ours === undefined && now.getTime() - awaited.since.getTime() < consistencyMs) {
    return { at: "starting", running: 0, desired, failed: 0 };
  }
  if (ours?.rolloutState === "FAILED") {
    return { at: "failed", reason: ours.rolloutReason };
  }
  if (primary === undefined || primary.id !== ours?.id) {
    const reason = failureTold(service, awaited.since) ?? ours?.rolloutReason;
    const isBack = primary === undefined || primary.taskDefinition === awaited.before;
    return isBack || reason !== undefined
      ? { at: "failed", reason }
      : { at: "replaced", by: primary.taskDefinition };
  }
  if (primary.taskDefinition !== awaited.revision) {
    return { at: "failed", reason: primary.rolloutReason };
  }
  const left = tasksBeside(service, primary.id);
  if (primary.rolloutState === "COMPLETED") {
    return left > 0 ? { at: "draining", left } : { at: "complete" };
  }
  const { running, failed } = primary;
  return running >= desired && failed === 0
    ? { at: "draining", left }
    : { at: "starting", running, desired, failed };
}

/** What ECS says about a deployment that it gives up. */
function failureTold({ events }: Service, since: Date): string | undefined {
  const told = events.find(
    ({ at, message }) =>
      at.getTime() >= since.getTime() - clockSkewMs &&
      /deployment failed|rolling back/i.test(message),
  );
  return told?.message.replace(/^(?:\([^)]*\) )+/, "");
}
