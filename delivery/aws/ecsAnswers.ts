import {
  type ContainerDefinition as SdkContainer,
  type Deployment as SdkDeployment,
  type Service as SdkService,
  type Task as SdkTask,
  type TaskDefinition as SdkTaskDefinition,
} from "@aws-sdk/client-ecs";

import { containerHealthCheckDefaults } from "../../aws/container";
import { deploymentDefaults } from "../../aws/deploymentLimits";
import {
  type ContainerDefinition,
  type Deployment,
  type Service,
  type Task,
  type TaskContainer,
  type TaskDefinition,
} from "./ecsTypes";

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
