import {
  type ContainerDefinition as SdkContainer,
  type Deployment as SdkDeployment,
  type Service as SdkService,
  type Task as SdkTask,
  type TaskDefinition as SdkTaskDefinition,
} from "@aws-sdk/client-ecs";

import { containerHealthCheckDefaults } from "../../aws/container";
import { deploymentDefaults } from "../../aws/deploymentLimits";

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

const never = new Date(0);

/** What ECS leaves out has the value that ECS documents for it. */
export function serviceFrom(service: SdkService): Service {
  const vpc = service.networkConfiguration?.awsvpcConfiguration;
  return {
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    taskDefinition: service.taskDefinition ?? "",
    deployments: (service.deployments ?? []).map(deploymentFrom),
    events: (service.events ?? []).map(({ createdAt = never, message = "" }) => ({
      at: createdAt,
      message,
    })),
    targetGroups: (service.loadBalancers ?? []).flatMap(
      ({ targetGroupArn, advancedConfiguration, containerName = "", containerPort = 0 }) =>
        [targetGroupArn, advancedConfiguration?.alternateTargetGroupArn].flatMap((arn) =>
          arn === undefined ? [] : [{ arn, container: containerName, port: containerPort }],
        ),
    ),
    ...shiftFrom(service.deploymentConfiguration),
    minimumHealthyPercent:
      service.deploymentConfiguration?.minimumHealthyPercent ??
      deploymentDefaults.minimumHealthyPercent,
    maximumPercent:
      service.deploymentConfiguration?.maximumPercent ?? deploymentDefaults.maximumPercent,
    graceSeconds: service.healthCheckGracePeriodSeconds ?? 0,
    hasCapacityProvider: (service.capacityProviderStrategy ?? []).length > 0,
    ...(vpc !== undefined && {
      network: {
        subnets: vpc.subnets ?? [],
        hasPublicAddresses: vpc.assignPublicIp === "ENABLED",
      },
    }),
  };
}

/** AWS's own times where the service has none. */
function shiftFrom(
  configuration: SdkService["deploymentConfiguration"] = {},
): Pick<Service, "shift"> {
  const { linearConfiguration: linear, canaryConfiguration: canary } = configuration;
  const bakeMinutes = configuration.bakeTimeInMinutes ?? 15;
  switch (configuration.strategy) {
    case "BLUE_GREEN":
      return { shift: { waits: 0, waitMinutes: 0, bakeMinutes } };
    case "LINEAR":
      return {
        shift: {
          waits: Math.ceil(100 / (linear?.stepPercent ?? 10)) - 1,
          waitMinutes: linear?.stepBakeTimeInMinutes ?? 6,
          bakeMinutes,
        },
      };
    case "CANARY":
      return {
        shift: { waits: 1, waitMinutes: canary?.canaryBakeTimeInMinutes ?? 10, bakeMinutes },
      };
    default:
      return {};
  }
}

function deploymentFrom(deployment: SdkDeployment): Deployment {
  const { status, rolloutState } = deployment;
  return {
    id: deployment.id ?? "",
    status: status === "PRIMARY" || status === "INACTIVE" ? status : "ACTIVE",
    taskDefinition: deployment.taskDefinition ?? "",
    desired: deployment.desiredCount ?? 0,
    running: deployment.runningCount ?? 0,
    pending: deployment.pendingCount ?? 0,
    failed: deployment.failedTasks ?? 0,
    // Without a state nothing says that it has come to its end.
    rolloutState: rolloutState ?? "IN_PROGRESS",
    rolloutReason: nonEmpty(deployment.rolloutStateReason),
    createdAt: deployment.createdAt ?? never,
  };
}

/** The values of the environment are not taken over, so nothing of them can be printed. */
export function taskDefinitionFrom(arn: string, definition: SdkTaskDefinition): TaskDefinition {
  return {
    arn: definition.taskDefinitionArn ?? arn,
    containers: (definition.containerDefinitions ?? []).map(containerFrom),
    cpuUnits: numberFrom(definition.cpu),
    memoryMiB: numberFrom(definition.memory),
    architecture: definition.runtimePlatform?.cpuArchitecture,
    fargate: definition.requiresCompatibilities?.includes("FARGATE") ?? false,
    executionRoleArn: definition.executionRoleArn,
  };
}

function containerFrom(container: SdkContainer): ContainerDefinition {
  const options = container.logConfiguration?.options ?? {};
  const [group, prefix] = [options["awslogs-group"], options["awslogs-stream-prefix"]];
  const mappings = container.portMappings ?? [];
  return {
    name: container.name ?? "",
    image: container.image ?? "",
    essential: container.essential ?? true,
    cpuUnits: container.cpu ?? 0,
    memoryMiB: container.memory,
    memoryReservationMiB: container.memoryReservation,
    stopTimeoutSeconds: container.stopTimeout,
    ports: mappings.flatMap(({ containerPort }) => containerPort ?? []),
    hostPorts: mappings.flatMap(({ hostPort = 0 }) => (hostPort === 0 ? [] : [hostPort])),
    healthCheckSeconds:
      container.healthCheck &&
      (container.healthCheck.interval ?? containerHealthCheckDefaults.interval),
    logs: group === undefined || prefix === undefined ? undefined : { group, prefix },
    secretSources: [
      ...(container.secrets ?? []).flatMap(({ valueFrom }) => valueFrom ?? []),
      ...[container.repositoryCredentials?.credentialsParameter ?? []].flat(),
    ],
  };
}

export function taskFrom(task: SdkTask): Task {
  return {
    arn: task.taskArn ?? "",
    taskDefinition: task.taskDefinitionArn ?? "",
    startedBy: task.startedBy,
    lastStatus: task.lastStatus ?? "",
    stopCode: task.stopCode,
    stoppedReason: nonEmpty(task.stoppedReason),
    createdAt: task.createdAt,
    startedAt: task.startedAt,
    stoppedAt: task.stoppedAt,
    containers: (task.containers ?? []).map(
      ({ name = "", exitCode, reason, healthStatus }): TaskContainer => ({
        name,
        exitCode,
        reason: nonEmpty(reason),
        health: healthStatus,
      }),
    ),
  };
}

function numberFrom(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** ECS writes an empty text where it has nothing to say. */
function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
