import { follow } from "./following";
import {
  type Change,
  type ServiceDeployment,
  type ServiceRevision,
  type Status,
} from "./serviceDeployment";
import { counts, type Deployment, type ServiceSnapshot } from "./snapshot";

/** What is remembered of a service, oldest first. */
export interface ServiceHistory {
  readonly serviceArn: string;
  readonly clusterArn: string;
  /** When the service was made: one that is made again has another history. */
  readonly createdAt: number;
  readonly revisions: readonly ServiceRevision[];
  readonly deployments: readonly ServiceDeployment[];
}

/** Names for what is new. */
export interface Ids {
  deployment(): string;
}

const live: readonly Status[] = ["IN_PROGRESS", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"];

/** Whether something goes on, so that the service is worth a look again. */
export function isLive({ status }: ServiceDeployment): boolean {
  return live.includes(status);
}

/** Enough for every test and every reader; AWS keeps 90 days. */
const mostKept = 100;

/** The history after one more look, and what changed since the last. */
export function observe(
  before: ServiceHistory | undefined,
  seen: ServiceSnapshot,
  now: number,
  ids: Ids,
): { readonly history: ServiceHistory; readonly changes: readonly Change[] } {
  const known = before?.createdAt === seen.createdAt ? before : emptyHistory(seen);
  const changes: Change[] = [];
  const revisions = [...known.revisions];
  const deployments = [...known.deployments];
  // The oldest first, so that a deployment's source is the one before it.
  for (const found of [...seen.deployments].reverse().sort((a, b) => a.createdAt - b.createdAt)) {
    if (deployments.some(({ deploymentId }) => deploymentId === found.id)) {
      continue;
    }
    const revision = revisionOf(found, seen);
    revisions.push(revision);
    deployments.push(startedDeployment(found, seen, revision, sourceIn(deployments), ids));
    changes.push({
      name: "IN_PROGRESS",
      deploymentId: found.id,
      reason: `ECS deployment ${found.id} in progress.`,
    });
  }
  const after = deployments.map((deployment) => {
    if (!isLive(deployment)) {
      return deployment;
    }
    const next = follow(deployment, seen, deployments, now);
    changes.push(...next.changes);
    return next.deployment;
  });
  const kept = after.slice(-mostKept);
  const used = new Set(kept.flatMap(({ source, target }) => [source, target]));
  return {
    history: { ...known, revisions: revisions.filter(({ id }) => used.has(id)), deployments: kept },
    changes,
  };
}

function emptyHistory({ serviceArn, clusterArn, createdAt }: ServiceSnapshot): ServiceHistory {
  return { serviceArn, clusterArn, createdAt, revisions: [], deployments: [] };
}

function revisionOf(found: Deployment, seen: ServiceSnapshot): ServiceRevision {
  const { launchType, capacityProviderStrategy, platformVersion, platformFamily } = seen;
  const { loadBalancers, networkConfiguration } = seen;
  const settings = {
    ...(launchType !== undefined && { launchType }),
    ...(capacityProviderStrategy !== undefined && { capacityProviderStrategy }),
    ...(platformVersion !== undefined && platformVersion !== "" && { platformVersion }),
    ...(platformFamily !== undefined && platformFamily !== "" && { platformFamily }),
    ...(loadBalancers !== undefined && { loadBalancers }),
    ...(Object.keys(networkConfiguration ?? {}).length > 0 && { networkConfiguration }),
  };
  const { createdAt, taskDefinition } = found;
  // ECS calls a deployment `ecs-svc/` and the number of its revision, by which the official provider finds it.
  const id = found.id.split("/").at(-1) ?? found.id;
  return { id, createdAt, taskDefinition, settings };
}

function startedDeployment(
  found: Deployment,
  seen: ServiceSnapshot,
  { id }: ServiceRevision,
  source: string | undefined,
  ids: Ids,
): ServiceDeployment {
  return {
    ...counts(found),
    id: ids.deployment(),
    deploymentId: found.id,
    createdAt: found.createdAt,
    updatedAt: found.createdAt,
    status: "IN_PROGRESS",
    ...(source !== undefined && { source }),
    target: id,
    configuration: seen.deploymentConfiguration ?? {},
  };
}

/** The revision that runs: what the last deployment brought that succeeded. */
function sourceIn(deployments: readonly ServiceDeployment[]): string | undefined {
  return [...deployments].reverse().find(({ status }) => status === "SUCCESSFUL")?.target;
}
