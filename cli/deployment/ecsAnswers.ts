import {
  type ContainerDefinition as EcsContainer,
  type Deployment as EcsDeployment,
  type Service as EcsService,
  type Task as EcsTask,
  type TaskDefinition as EcsTaskDefinition,
} from "@aws-sdk/client-ecs";

import {
  type DefinedContainer,
  type Deployment,
  type ServiceState,
  type Task,
  type TaskContainer,
  type TaskDefinition,
} from "./ports";

const never = new Date(0);

/** A service as the SDK gives it; what ECS leaves out has the value that ECS documents for it. */
export function serviceOf(service: EcsService): ServiceState {
  return {
    desired: service.desiredCount ?? 0,
    taskDefinition: service.taskDefinition ?? "",
    deployments: (service.deployments ?? []).map(deploymentOf),
    events: (service.events ?? []).map(({ createdAt = never, message = "" }) => ({
      at: createdAt,
      message,
    })),
    targetGroups: (service.loadBalancers ?? []).flatMap(
      ({ targetGroupArn, containerName = "", containerPort = 0 }) =>
        targetGroupArn === undefined
          ? []
          : [{ arn: targetGroupArn, container: containerName, port: containerPort }],
    ),
    minimumHealthyPercent: service.deploymentConfiguration?.minimumHealthyPercent ?? 100,
    maximumPercent: service.deploymentConfiguration?.maximumPercent ?? 200,
    graceSeconds: service.healthCheckGracePeriodSeconds ?? 0,
  };
}

function deploymentOf(deployment: EcsDeployment): Deployment {
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
    rolloutReason: textOf(deployment.rolloutStateReason),
    createdAt: deployment.createdAt ?? never,
  };
}

/** Neither environment nor secrets are taken over, so nothing of them can be printed. */
export function definitionOf(
  arn: string,
  definition: EcsTaskDefinition | undefined,
): TaskDefinition {
  const architecture = definition?.runtimePlatform?.cpuArchitecture;
  return {
    arn: definition?.taskDefinitionArn ?? arn,
    containers: (definition?.containerDefinitions ?? []).map(containerOf),
    architecture,
    fargate: definition?.requiresCompatibilities?.includes("FARGATE") ?? false,
  };
}

function containerOf(container: EcsContainer): DefinedContainer {
  const options = container.logConfiguration?.options ?? {};
  const [group, prefix] = [options["awslogs-group"], options["awslogs-stream-prefix"]];
  return {
    name: container.name ?? "",
    image: container.image ?? "",
    essential: container.essential ?? true,
    memoryMiB: container.memory,
    stopTimeoutSeconds: container.stopTimeout,
    ports: (container.portMappings ?? []).flatMap(({ containerPort }) => containerPort ?? []),
    healthCheckSeconds: container.healthCheck && (container.healthCheck.interval ?? 30),
    logs: group === undefined || prefix === undefined ? undefined : { group, prefix },
  };
}

export function taskOf(task: EcsTask): Task {
  return {
    arn: task.taskArn ?? "",
    taskDefinition: task.taskDefinitionArn ?? "",
    startedBy: task.startedBy,
    lastStatus: task.lastStatus ?? "",
    stopCode: task.stopCode,
    stoppedReason: textOf(task.stoppedReason),
    createdAt: task.createdAt,
    startedAt: task.startedAt,
    stoppedAt: task.stoppedAt,
    containers: (task.containers ?? []).map(
      ({ name = "", exitCode, reason, healthStatus }): TaskContainer => ({
        name,
        exitCode,
        reason: textOf(reason),
        health: healthStatus,
      }),
    ),
  };
}

/** ECS writes an empty text where it has nothing to say. */
function textOf(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
