import { awsEvent, type AwsEvent } from "../events/awsEvent";
import { type Change } from "./serviceDeployment";

/**
 * The event "ECS Deployment State Change" as AWS sends it (Amazon ECS developer guide,
 * `ecs_service_deployment_events`); `clusterArn` is in what it really sends.
 */
export function stateEvent(
  serviceArn: string,
  clusterArn: string,
  { name, deploymentId, reason }: Change,
  now: Date,
): AwsEvent {
  const [, , , region = "", account = ""] = serviceArn.split(":");
  return awsEvent(
    {
      source: "aws.ecs",
      detailType: "ECS Deployment State Change",
      account,
      region,
      resources: [serviceArn],
      detail: {
        eventType: name === "FAILED" ? "ERROR" : "INFO",
        eventName: `SERVICE_DEPLOYMENT_${name}`,
        clusterArn,
        deploymentId,
        updatedAt: now.toISOString().replace(/\.\d+Z$/, "Z"),
        reason,
      },
    },
    now,
  );
}
