import { type DeploymentConfiguration, type ServiceSnapshot } from "./snapshot";

/** How a service is to run: what one deployment brings. */
export interface ServiceRevision {
  readonly id: string;
  readonly createdAt: number;
  readonly taskDefinition: string;
  readonly settings: Pick<
    ServiceSnapshot,
    | "launchType"
    | "capacityProviderStrategy"
    | "platformVersion"
    | "platformFamily"
    | "loadBalancers"
    | "networkConfiguration"
  >;
}

export type Status =
  | "IN_PROGRESS"
  | "SUCCESSFUL"
  | "STOPPED"
  | "ROLLBACK_REQUESTED"
  | "ROLLBACK_IN_PROGRESS"
  | "ROLLBACK_SUCCESSFUL";

/** A service deployment; times in seconds since 1970. */
export interface ServiceDeployment {
  readonly id: string;
  /** Its name in the service, such as `ecs-svc/1234567890123456789`. */
  readonly deploymentId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly finishedAt?: number;
  readonly status: Status;
  readonly statusReason?: string;
  readonly source?: string;
  readonly target: string;
  readonly rollback?: { readonly reason: string; readonly startedAt: number; readonly to: string };
  readonly failedTasks: number;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  readonly configuration: DeploymentConfiguration;
}

/** A change that AWS sends an event for. */
export interface Change {
  readonly name: "IN_PROGRESS" | "COMPLETED" | "FAILED";
  readonly deploymentId: string;
  readonly reason: string;
}
