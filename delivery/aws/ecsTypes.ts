/** A service by the names that AWS knows it by. */
export interface ServicePlace {
  readonly cluster: string;
  readonly service: string;
  /**
   * Whether there is no service of that name, but a family whose tasks a schedule starts. It is looked at
   * as if it were one: its newest revision is what is deployed.
   * @default false
   */
  readonly isFamily?: boolean;
}

export type RolloutState = "IN_PROGRESS" | "COMPLETED" | "FAILED";

/** One deployment of a service. */
export interface Deployment {
  readonly id: string;
  readonly status: "PRIMARY" | "ACTIVE" | "INACTIVE";
  readonly taskDefinition: string;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  /** Tasks that did not start or did not become healthy. */
  readonly failed: number;
  readonly rolloutState: RolloutState;
  readonly rolloutReason: string | undefined;
  readonly createdAt: Date;
}

export interface ServiceEvent {
  readonly at: Date;
  readonly message: string;
}

export interface Service {
  readonly desired: number;
  readonly running: number;
  readonly taskDefinition: string;
  readonly deployments: readonly Deployment[];
  /** Newest first; ECS keeps the last 100. */
  readonly events: readonly ServiceEvent[];
  /** The second one of a container is where requests move in turns, if they do. */
  readonly targetGroups: readonly {
    readonly arn: string;
    readonly container: string;
    readonly port: number;
  }[];
  /** How its requests move to new tasks. @default - with the tasks */
  readonly shift?: Shift;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly graceSeconds: number;
  /** Whether its cluster starts container instances for tasks that find no room. */
  readonly hasCapacityProvider: boolean;
  /** Where its tasks have addresses of their own. @default - they have those of their hosts */
  readonly network?: { readonly subnets: readonly string[]; readonly hasPublicAddresses: boolean };
}

/** Waits between parts of the requests, and the one after the last of them. */
export interface Shift {
  readonly waits: number;
  readonly waitMinutes: number;
  readonly bakeMinutes: number;
}

/** A container of a task definition; the values of its environment are left where they are. */
export interface ContainerDefinition {
  readonly name: string;
  readonly image: string;
  readonly essential: boolean;
  readonly cpuUnits: number;
  readonly memoryMiB: number | undefined;
  readonly memoryReservationMiB: number | undefined;
  readonly stopTimeoutSeconds: number | undefined;
  readonly ports: readonly number[];
  /** Ports that it wants of its host; one that the host chooses is left out. */
  readonly hostPorts: readonly number[];
  /** Between checks of its own; undefined where it has none. */
  readonly healthCheckSeconds: number | undefined;
  readonly logs: { readonly group: string; readonly prefix: string } | undefined;
  /** ARNs and names that its secrets and the credentials of its registry are read from, never what they say. */
  readonly secretSources: readonly string[];
}

export interface TaskDefinition {
  readonly arn: string;
  readonly containers: readonly ContainerDefinition[];
  /** Limits of the whole task, where it has any. */
  readonly cpuUnits: number | undefined;
  readonly memoryMiB: number | undefined;
  readonly architecture: "X86_64" | "ARM64" | undefined;
  readonly fargate: boolean;
  /** Role by which ECS reads secrets and pulls images. */
  readonly executionRoleArn: string | undefined;
}

export interface TaskContainer {
  readonly name: string;
  readonly exitCode: number | undefined;
  readonly reason: string | undefined;
  readonly health: "HEALTHY" | "UNHEALTHY" | "UNKNOWN" | undefined;
}

export interface Task {
  readonly arn: string;
  readonly taskDefinition: string;
  /** ID of the deployment that started it. */
  readonly startedBy: string | undefined;
  readonly lastStatus: string;
  readonly stopCode: string | undefined;
  readonly stoppedReason: string | undefined;
  readonly createdAt: Date | undefined;
  readonly startedAt: Date | undefined;
  readonly stoppedAt: Date | undefined;
  readonly containers: readonly TaskContainer[];
}
