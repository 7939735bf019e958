/** Whose deployment failed. */
export interface FailedDeployment {
  /** Names of the cluster and of the service. */
  readonly cluster: string;
  readonly service: string;
  /** Such as `ecs-svc/1234567890123456789`. */
  readonly deploymentId: string;
}

const serviceArn = /^arn:[\w-]+:ecs:[\w-]+:\d{12}:service\/([\w-]+)\/([\w-]+)$/;

/**
 * Reads an event "ECS Deployment State Change" of a deployment that failed.
 *
 * @throws Error when it is another event.
 */
export function failedDeploymentOf(event: unknown): FailedDeployment {
  const { resources, detail } = recordOf(event);
  const { eventName, deploymentId } = recordOf(detail);
  const arn: unknown = Array.isArray(resources) ? resources[0] : undefined;
  const [, cluster, service] = (typeof arn === "string" && serviceArn.exec(arn)) || [];
  if (
    eventName !== "SERVICE_DEPLOYMENT_FAILED" ||
    typeof deploymentId !== "string" ||
    cluster === undefined ||
    service === undefined
  ) {
    throw new Error(`The event is not that of a failed deployment: ${JSON.stringify(event)}`);
  }
  return { cluster, service, deploymentId };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
