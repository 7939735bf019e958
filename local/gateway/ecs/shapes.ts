import { partArn } from "./arns";
import { isLive, type ServiceHistory } from "./history";
import { type ServiceDeployment, type ServiceRevision } from "./serviceDeployment";

/** Answers in the shapes of the ECS API; members that are undefined do not reach the wire. */

/** `ServiceDeploymentBrief` */
export function brief(history: ServiceHistory, deployment: ServiceDeployment): object {
  const { serviceArn, clusterArn } = history;
  return {
    serviceDeploymentArn: deploymentArn(history, deployment),
    serviceArn,
    clusterArn,
    createdAt: deployment.createdAt,
    startedAt: deployment.createdAt,
    finishedAt: deployment.finishedAt,
    targetServiceRevisionArn: partArn(serviceArn, "service-revision", deployment.target),
    status: deployment.status,
    statusReason: deployment.statusReason,
  };
}

/** `ServiceDeployment` */
export function described(history: ServiceHistory, deployment: ServiceDeployment): object {
  const { serviceArn, clusterArn } = history;
  const { source, rollback, finishedAt, status, failedTasks, configuration } = deployment;
  const revisionArn = (id: string): string => partArn(serviceArn, "service-revision", id);
  return {
    serviceDeploymentArn: deploymentArn(history, deployment),
    serviceArn,
    clusterArn,
    createdAt: deployment.createdAt,
    startedAt: deployment.createdAt,
    finishedAt,
    stoppedAt: status === "STOPPED" ? finishedAt : undefined,
    updatedAt: deployment.updatedAt,
    sourceServiceRevisions: source === undefined ? [] : [{ arn: revisionArn(source) }],
    targetServiceRevision: {
      arn: revisionArn(deployment.target),
      requestedTaskCount: deployment.desiredCount,
      runningTaskCount: deployment.runningCount,
      pendingTaskCount: deployment.pendingCount,
    },
    status,
    statusReason: deployment.statusReason,
    deploymentConfiguration: configuration,
    rollback: rollback && {
      reason: rollback.reason,
      startedAt: rollback.startedAt,
      serviceRevisionArn: revisionArn(rollback.to),
    },
    deploymentCircuitBreaker: {
      status: breakerStatus(deployment),
      failureCount: failedTasks,
      threshold: threshold(deployment.desiredCount),
    },
  };
}

function deploymentArn({ serviceArn }: ServiceHistory, { id }: ServiceDeployment): string {
  return partArn(serviceArn, "service-deployment", id);
}

function breakerStatus(deployment: ServiceDeployment): string {
  if (deployment.configuration.deploymentCircuitBreaker?.enable !== true) {
    return "DISABLED";
  }
  if (deployment.statusReason?.includes("circuit breaker") === true) {
    return "TRIGGERED";
  }
  return isLive(deployment) ? "MONITORING" : "MONITORING_COMPLETE";
}

/** Half of the wanted tasks, but at least 3 and at most 200 (API ServiceDeploymentCircuitBreaker). */
function threshold(desiredCount: number): number {
  return Math.min(200, Math.max(3, Math.ceil(desiredCount / 2)));
}

/** `ServiceRevision` */
export function revision(
  { serviceArn, clusterArn }: ServiceHistory,
  { id, createdAt, taskDefinition, settings }: ServiceRevision,
  images: readonly { readonly name: string; readonly image: string }[],
): object {
  return {
    serviceRevisionArn: partArn(serviceArn, "service-revision", id),
    serviceArn,
    clusterArn,
    taskDefinition,
    ...settings,
    containerImages: images.map(({ name, image }) => ({
      containerName: name,
      image,
      imageDigest: image.split("@")[1],
    })),
    guardDutyEnabled: false,
    createdAt,
  };
}
