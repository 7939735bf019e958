import { type Service as SdkService } from "@aws-sdk/client-ecs";

import { serviceFrom } from "../../../../delivery/aws/ecsAnswers";
import { type FailedDeployment } from "../../../../functions/afterFailedDeployment/event";

export const revision = (number: number, family = "prod-main-web") =>
  `arn:aws:ecs:eu-west-1:111122223333:task-definition/${family}:${number}`;

/** When the deployment that failed was made. */
export const createdAt = new Date("2026-11-20T12:00:00Z");

export const failure: FailedDeployment = {
  cluster: "prod-main",
  service: "prod-main-web",
  deploymentId: "ecs-svc/2",
};

/** The event about it. */
export const failed = {
  source: "aws.ecs",
  "detail-type": "ECS Deployment State Change",
  resources: ["arn:aws:ecs:eu-west-1:111122223333:service/prod-main/prod-main-web"],
  detail: {
    eventType: "ERROR",
    eventName: "SERVICE_DEPLOYMENT_FAILED",
    deploymentId: failure.deploymentId,
    reason: "ECS deployment circuit breaker: tasks failed to start.",
  },
};

/** A service that was rolled back from revision 2 to revision 1. */
export const rolledBack = serviceFrom({
  taskDefinition: revision(1),
  deployments: [
    { id: "ecs-svc/3", taskDefinition: revision(1) },
    deployment(2, { rolloutState: "FAILED" }),
  ],
});

/** A deployment of a revision that was made at that time. */
export function deployment(
  number: number,
  changes: NonNullable<SdkService["deployments"]>[number] = {},
) {
  return { id: failure.deploymentId, taskDefinition: revision(number), createdAt, ...changes };
}

/** ECS's record that it went back from a revision. */
export function recordOf(taskDefinition: string) {
  return { createdAt, taskDefinition, images: {}, reason: undefined };
}
