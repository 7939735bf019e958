import { type KeyValuePair } from "@aws-sdk/client-ecs";

import { canonical } from "../equivalence";
import { type FunctionEntry, type Properties } from "../resourceEntry";
import { asAwsReturns } from "./containerDefinitions";
import { describeService } from "./service";
import { present, record, records, required, tagMap, text } from "./shapes";
import { describeTaskDefinition } from "./taskDefinition";
import { outputs, withoutRevision } from "./taskDefinitionShape";

const getService: FunctionEntry = {
  token: "aws:ecs/getService:getService",
  invoke: async (clients, args) => {
    const clusterArn = required(args, "clusterArn");
    const found = await describeService(clients, required(args, "serviceName"), clusterArn);
    // The real provider says the same of a missing service and of a missing cluster; a deleted service is
    // found for a while, with the status INACTIVE.
    if (found === undefined) {
      throw new Error("no matching ECS Service found");
    }
    const { deploymentConfiguration, deploymentController, networkConfiguration } = found;
    return present({
      id: found.serviceArn,
      arn: found.serviceArn,
      serviceName: found.serviceName,
      clusterArn: found.clusterArn,
      status: found.status,
      taskDefinition: found.taskDefinition,
      desiredCount: found.desiredCount ?? 0,
      runningCount: found.runningCount ?? 0,
      pendingCount: found.pendingCount ?? 0,
      launchType: found.launchType ?? "",
      schedulingStrategy: found.schedulingStrategy,
      platformVersion: found.platformVersion,
      propagateTags: found.propagateTags,
      iamRole: found.roleArn,
      enableEcsManagedTags: found.enableECSManagedTags ?? false,
      enableExecuteCommand: found.enableExecuteCommand ?? false,
      healthCheckGracePeriodSeconds: found.healthCheckGracePeriodSeconds ?? 0,
      availabilityZoneRebalancing: found.availabilityZoneRebalancing,
      capacityProviderStrategies: found.capacityProviderStrategy ?? [],
      deploymentConfigurations: deploymentConfiguration
        ? [deploymentOutputs({ ...deploymentConfiguration })]
        : [],
      deploymentControllers: [{ type: deploymentController?.type ?? "ECS" }],
      deployments: (found.deployments ?? []).map((deployment) =>
        present({
          id: deployment.id,
          status: deployment.status,
          taskDefinition: deployment.taskDefinition,
          desiredCount: deployment.desiredCount,
          runningCount: deployment.runningCount,
          pendingCount: deployment.pendingCount,
          // No rollout state: the real provider leaves it out.
          createdAt: rfc3339(deployment.createdAt),
          updatedAt: rfc3339(deployment.updatedAt),
        }),
      ),
      loadBalancers: records(found.loadBalancers).map(readLoadBalancer),
      networkConfigurations: networkConfiguration?.awsvpcConfiguration
        ? [
            present({
              subnets: networkConfiguration.awsvpcConfiguration.subnets,
              securityGroups: networkConfiguration.awsvpcConfiguration.securityGroups ?? [],
              assignPublicIp: networkConfiguration.awsvpcConfiguration.assignPublicIp === "ENABLED",
            }),
          ]
        : [],
      orderedPlacementStrategies: found.placementStrategy ?? [],
      placementConstraints: found.placementConstraints ?? [],
      serviceRegistries: records(found.serviceRegistries).map(present),
      createdAt: rfc3339(found.createdAt),
      createdBy: found.createdBy,
      events: (found.events ?? []).map(({ id, message, createdAt }) =>
        present({ id, message, createdAt: rfc3339(createdAt) }),
      ),
      taskSets: [],
      tags: tagMap(found.tags),
      region: clients.region,
    });
  },
};

const getTaskDefinition: FunctionEntry = {
  token: "aws:ecs/getTaskDefinition:getTaskDefinition",
  invoke: async (clients, args) => {
    const name = required(args, "taskDefinition");
    const found = await describeTaskDefinition(clients, name);
    if (found === undefined) {
      throw new Error(`reading ECS Task Definition (${name}): couldn't find resource`);
    }
    const { definition } = found;
    const shaped = outputs(definition, {});
    const listed = (value: unknown): unknown[] => (value === null ? [] : [value]);
    const networkMode = text(definition.networkMode);
    const containers = (definition.containerDefinitions ?? []).map((item) => ({ ...item }));
    const arn = definition.taskDefinitionArn ?? "";
    return present({
      id: arn,
      arn,
      arnWithoutRevision: withoutRevision(arn),
      taskDefinition: name,
      containerDefinitions: canonical(asAwsReturns(containers, networkMode)),
      cpu: definition.cpu,
      memory: definition.memory,
      family: definition.family,
      revision: definition.revision,
      status: definition.status,
      networkMode,
      ipcMode: definition.ipcMode,
      pidMode: definition.pidMode,
      executionRoleArn: definition.executionRoleArn,
      taskRoleArn: definition.taskRoleArn,
      enableFaultInjection: definition.enableFaultInjection ?? false,
      ephemeralStorages: listed(shaped["ephemeralStorage"]),
      placementConstraints: shaped["placementConstraints"],
      proxyConfigurations: listed(shaped["proxyConfiguration"]),
      requiresCompatibilities: shaped["requiresCompatibilities"],
      runtimePlatforms: listed(shaped["runtimePlatform"]),
      volumes: records(shaped["volumes"]).map(readVolume),
      region: clients.region,
    });
  },
};

const getContainerDefinition: FunctionEntry = {
  token: "aws:ecs/getContainerDefinition:getContainerDefinition",
  invoke: async (clients, args) => {
    const taskDefinition = required(args, "taskDefinition");
    const containerName = required(args, "containerName");
    const found = await describeTaskDefinition(clients, taskDefinition);
    const container = found?.definition.containerDefinitions?.find(
      ({ name }) => name === containerName,
    );
    if (container === undefined) {
      throw new Error("no matching ECS Container Definition found");
    }
    const image = container.image ?? "";
    return present({
      id: `${taskDefinition}/${containerName}`,
      containerName,
      taskDefinition,
      image,
      // The real provider takes what follows the first colon, be it a port, a tag or a digest.
      imageDigest: image.split(":")[1],
      cpu: container.cpu ?? 0,
      memory: container.memory ?? 0,
      memoryReservation: container.memoryReservation ?? 0,
      disableNetworking: container.disableNetworking ?? false,
      dockerLabels: record(container.dockerLabels),
      environment: environmentMap(container.environment),
      region: clients.region,
    });
  },
};

/** Blocks are lists here, and a rule that is not said is an empty text. */
function readLoadBalancer({ advancedConfiguration: advanced, ...rest }: Properties): Properties {
  return present({
    ...rest,
    advancedConfigurations: advanced ? [{ testListenerRule: "", ...record(advanced) }] : [],
  });
}

/** Go's RFC 3339, in which the real provider writes times: whole seconds. */
function rfc3339(time: Date | undefined): string | undefined {
  return time?.toISOString().replace(/\.\d+Z$/, "Z");
}

/** A volume as the real data source gives it: every block is a list. */
function readVolume({ efsVolumeConfiguration: efs, ...rest }: Properties): Properties {
  const { authorizationConfig: authorization, ...fileSystem } = record(efs);
  return present({
    ...rest,
    efsVolumeConfigurations: efs
      ? [{ ...fileSystem, authorizationConfigs: authorization ? [authorization] : [] }]
      : [],
  });
}

function environmentMap(pairs: readonly KeyValuePair[] | undefined): Properties {
  return Object.fromEntries((pairs ?? []).map(({ name = "", value = "" }) => [name, value]));
}

function deploymentOutputs(found: Properties): Properties {
  const breaker = record(found["deploymentCircuitBreaker"]);
  return present({
    maximumPercent: found["maximumPercent"],
    minimumHealthyPercent: found["minimumHealthyPercent"],
    strategy: found["strategy"],
    deploymentCircuitBreakers: "enable" in breaker ? [breaker] : [],
  });
}

export const functions: readonly FunctionEntry[] = [
  getService,
  getTaskDefinition,
  getContainerDefinition,
];
