/** A deployment of a service as DescribeServices shows it; times in seconds since 1970. */
export interface Deployment {
  readonly id: string;
  readonly status: string;
  readonly taskDefinition: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  readonly failedTasks?: number;
  readonly rolloutState?: string;
  readonly rolloutStateReason?: string;
  readonly createdAt: number;
}

/** What a service looks like at one moment, as far as its deployments go. */
export interface ServiceSnapshot {
  readonly serviceArn: string;
  readonly serviceName: string;
  readonly clusterArn: string;
  readonly status: string;
  readonly createdAt: number;
  readonly desiredCount: number;
  readonly deployments: readonly Deployment[];
  readonly events: readonly { readonly message: string }[];
  readonly deploymentConfiguration?: DeploymentConfiguration;
  readonly launchType?: string;
  readonly capacityProviderStrategy?: readonly object[];
  readonly platformVersion?: string;
  readonly platformFamily?: string;
  readonly loadBalancers?: readonly object[];
  readonly networkConfiguration?: object;
}

export interface DeploymentConfiguration {
  readonly deploymentCircuitBreaker?: { readonly enable?: boolean; readonly rollback?: boolean };
  readonly maximumPercent?: number;
  readonly minimumHealthyPercent?: number;
}

export function primaryOf({ deployments }: ServiceSnapshot): Deployment | undefined {
  return deployments.find(({ status }) => status === "PRIMARY");
}

/** Whether the service's own events tell this of a deployment. */
export function tells({ events }: ServiceSnapshot, deploymentId: string, what: string): boolean {
  return events.some(({ message }) => message.includes(`(deployment ${deploymentId}) ${what}`));
}

/** The numbers of a deployment. */
export function counts({ failedTasks = 0, desiredCount, runningCount, pendingCount }: Deployment) {
  return { failedTasks, desiredCount, runningCount, pendingCount };
}
