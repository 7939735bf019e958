import { parseImageReference } from "../aws/imageReference";
import { type PipelineExecution } from "./aws/codePipeline";
import { type Deployment, type RolledBackDeployment, type Service } from "./aws/ecs";
import { type Images } from "./images";
import { isFailedDeploymentReason } from "./pipeline";

/**
 * Is it the same image? In one repository by digest, where both have one: the tags beside it say nothing
 * then. Without digests nothing but the text can be compared.
 */
export function isSameImage(one: string, other: string): boolean {
  if (one === other) {
    return true;
  }
  const [a, b] = [parseImageReference(one), parseImageReference(other)];
  return a?.digest !== undefined && a.name === b?.name && a.digest === b.digest;
}

/** Whether every container that is asked for has the image that is asked for. */
export function hasImages(actual: Images, asked: Images): boolean {
  const names = Object.keys(asked);
  return (
    names.length > 0 && names.every((name) => isSameImage(actual[name] ?? "", asked[name] ?? "-"))
  );
}

/** Is it steady? Where the newest deployment of a service stands. */
export interface Rollout {
  readonly state:
    | "none"
    /** New tasks start. */
    | "starting"
    /** New tasks run, and old ones are still there. */
    | "draining"
    | "steady"
    | "failed";
  /** What ECS says about it. */
  readonly reason: string | undefined;
}

export function rolloutOf(service: Pick<Service, "deployments"> | undefined): Rollout {
  const primary = primaryOf(service);
  if (service === undefined || primary === undefined) {
    return { state: "none", reason: undefined };
  }
  const { id, rolloutState, rolloutReason: reason } = primary;
  if (rolloutState === "FAILED") {
    return { state: "failed", reason };
  }
  if (rolloutState === "IN_PROGRESS") {
    return { state: "starting", reason };
  }
  return { state: tasksBeside(service, id) > 0 ? "draining" : "steady", reason };
}

/** The deployment that a service is to run. */
export function primaryOf<D extends Pick<Deployment, "status">>(
  service: { readonly deployments: readonly D[] } | undefined,
): D | undefined {
  return service?.deployments.find(({ status }) => status === "PRIMARY");
}

/** Tasks of all other deployments of a service. */
export function tasksBeside({ deployments }: Pick<Service, "deployments">, id: string): number {
  return deployments
    .filter((one) => one.id !== id)
    .reduce((sum, { running, pending }) => sum + running + pending, 0);
}

/** A commit of an app's revision, as far as it matters here. */
export interface ReleasedImages {
  readonly commitId: string;
  readonly date: Date;
  readonly images: Images;
}

/** What AWS remembers of an app's deployments; every list is newest first. */
export interface DeploymentRecord {
  readonly releases: readonly ReleasedImages[];
  readonly executions: readonly PipelineExecution[];
  /**
   * What the revision said at commits of other apps at which the pipeline was run: its first run is at the head of the
   * branch, as is one that was started by hand.
   * @default - it was run at no such commit
   */
  readonly imagesAt?: ReadonlyMap<string, Images>;
  /** What ECS lists. @default - it keeps no such list, or nobody asked */
  readonly rolledBack?: readonly Pick<RolledBackDeployment, "createdAt" | "images">[];
  /** What the service's events tell, for where there is no list. */
  readonly rollbackTimes: readonly Date[];
}

/** The executions that were to deploy a release, newest first. */
export function executionsOf(
  commitId: string,
  { releases, executions, imagesAt }: DeploymentRecord,
): PipelineExecution[] {
  return executions.filter((one) => {
    const images = imagesAt?.get(one.commitId ?? "");
    const deployed = images && releaseDeployedAt({ createdAt: one.startedAt, images }, releases);
    return (deployed?.commitId ?? one.commitId) === commitId;
  });
}

/** Did it run? Whether an execution of a commit came to its end, and ECS did not take it back. */
export function wasDeployed(commitId: string, record: DeploymentRecord): boolean {
  const release = record.releases.find((one) => one.commitId === commitId);
  return (
    // A wrong revision deploys nothing.
    Object.keys(release?.images ?? {}).length > 0 &&
    !wasRolledBack(commitId, record) &&
    executionsOf(commitId, record).some(({ status }) => status === "Succeeded")
  );
}

/**
 * Was it rolled back? Whether ECS went back from what a commit deployed, by whatever ECS or CodePipeline
 * remembers of it: ECS's list, the reason for which its execution was abandoned, the service's events.
 */
export function wasRolledBack(commitId: string, record: DeploymentRecord): boolean {
  const { releases, rolledBack = [] } = record;
  const isListed = rolledBack.some(
    (one) => releaseDeployedAt(one, releases)?.commitId === commitId,
  );
  return (
    isListed || executionsOf(commitId, record).some((one) => wasExecutionRolledBack(one, record))
  );
}

/** A deployment belongs to the last release of its images before it began. */
function releaseDeployedAt(
  { createdAt, images }: Pick<RolledBackDeployment, "createdAt" | "images">,
  releases: readonly ReleasedImages[],
): ReleasedImages | undefined {
  return releases.find((one) => one.date <= createdAt && hasImages(images, one.images));
}

/**
 * Whether ECS rolled back what an execution deployed, by the reason that it was abandoned with or by the
 * service's events.
 *
 * Executions keep their order through the stages, so of those that were in progress at the time of an
 * event the oldest is the one that deployed.
 */
function wasExecutionRolledBack(
  execution: PipelineExecution,
  { executions, rollbackTimes }: Pick<DeploymentRecord, "executions" | "rollbackTimes">,
): boolean {
  return (
    wasAbandoned(execution) ||
    rollbackTimes.some(
      (time) => executions.filter((one) => wasInProgress(one, time)).at(-1) === execution,
    )
  );
}

/** Whether an execution was abandoned because ECS gave up its deployment. */
export function wasAbandoned({
  status,
  summary,
}: Pick<PipelineExecution, "status" | "summary">): boolean {
  const isStopped = status === "Stopped" || status === "Stopping" || status === "Cancelled";
  return isStopped && isFailedDeploymentReason(summary);
}

function wasInProgress({ status, startedAt, updatedAt }: PipelineExecution, time: Date): boolean {
  if (startedAt > time) {
    return false;
  }
  return status === "InProgress" || status === "Stopping" || (updatedAt ?? startedAt) >= time;
}

/** When ECS began to roll back deployments of a service, by its events. */
export function rollbackTimes(service: Pick<Service, "events"> | undefined): Date[] {
  return (service?.events ?? []).flatMap(({ message, at }) =>
    message.includes("rolling back to deployment") ? [at] : [],
  );
}
