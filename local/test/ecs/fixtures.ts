import { type Ids, type ServiceHistory } from "../../gateway/ecs/history";
import { type Deployment, type ServiceSnapshot } from "../../gateway/ecs/snapshot";

export const serviceArn = "arn:aws:ecs:eu-west-1:000000000000:service/test-main/test-main-web";

/** A deployment of revision `number`; `ecs-svc/1` is of `web:1`, made in second 1. */
export function deployment(number: number, given: Partial<Deployment> = {}): Deployment {
  return {
    id: `ecs-svc/${number}`,
    status: "PRIMARY",
    taskDefinition: `web:${number}`,
    desiredCount: 2,
    runningCount: 0,
    pendingCount: 2,
    failedTasks: 0,
    rolloutState: "IN_PROGRESS",
    createdAt: number,
    ...given,
  };
}

export const completed = { rolloutState: "COMPLETED", runningCount: 2, pendingCount: 0 };

export function snapshot(
  deployments: readonly Deployment[],
  given: Partial<ServiceSnapshot> = {},
): ServiceSnapshot {
  return {
    serviceArn,
    serviceName: "test-main-web",
    clusterArn: "arn:aws:ecs:eu-west-1:000000000000:cluster/test-main",
    status: "ACTIVE",
    createdAt: 1,
    desiredCount: 2,
    deployments,
    events: [],
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    ...given,
  };
}

export const told = (text: string) => ({ message: `(service test-main-web) ${text}` });

/** Names in the order in which they are asked for; the first `taken` are taken. */
export function countingIds(taken: number): Ids {
  let deployments = taken;
  return {
    deployment: () => `d${++deployments}`,
  };
}

/** A service that runs `web:1`, deployed by `d1`. */
export const steady: ServiceHistory = {
  serviceArn,
  clusterArn: "arn:aws:ecs:eu-west-1:000000000000:cluster/test-main",
  createdAt: 1,
  revisions: [{ id: "1", createdAt: 1, taskDefinition: "web:1", settings: {} }],
  deployments: [
    {
      id: "d1",
      deploymentId: "ecs-svc/1",
      createdAt: 1,
      updatedAt: 5,
      finishedAt: 5,
      status: "SUCCESSFUL",
      target: "1",
      failedTasks: 0,
      desiredCount: 2,
      runningCount: 2,
      pendingCount: 0,
      configuration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
    },
  ],
};
