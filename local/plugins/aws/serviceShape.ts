import { type NetworkConfiguration, type Service } from "@aws-sdk/client-ecs";

import { type Properties } from "../resourceEntry";
import { ecsTags } from "./ecsTags";
import { observed, present, record, records, texts } from "./shapes";
import { withoutRevision } from "./taskDefinitionShape";

/** Inputs that the API takes under the same name, at creation and in updates. */
const plain = [
  "availabilityZoneRebalancing",
  "desiredCount",
  "enableExecuteCommand",
  "healthCheckGracePeriodSeconds",
  "loadBalancers",
  "placementConstraints",
  "platformVersion",
  "propagateTags",
  "taskDefinition",
] as const;

/** Which inputs are part of the API's one deployment configuration. */
const deploymentInputs = [
  "alarms",
  "deploymentCircuitBreaker",
  "deploymentConfiguration",
  "deploymentMaximumPercent",
  "deploymentMinimumHealthyPercent",
];

/** Body of CreateService. */
export function createRequest(inputs: Properties): Properties {
  const daemon = inputs["schedulingStrategy"] === "DAEMON";
  return present({
    ...changeable(inputs),
    // The real provider creates a service that does not say how many tasks it wants with none.
    desiredCount: daemon ? undefined : (inputs["desiredCount"] ?? 0),
    serviceName: inputs["name"],
    cluster: inputs["cluster"],
    launchType: inputs["launchType"],
    role: inputs["iamRole"],
    schedulingStrategy: inputs["schedulingStrategy"],
    deploymentController: inputs["deploymentController"],
    deploymentConfiguration: deploymentRequest(inputs),
    tags: ecsTags(inputs),
  });
}

/** Body of UpdateService: only what changed, because AWS keeps what it is not told. */
export function updateRequest(inputs: Properties, changed: readonly string[]): Properties {
  const wanted = changeable(inputs);
  const names: Readonly<Record<string, string>> = {
    capacityProviderStrategies: "capacityProviderStrategy",
    enableEcsManagedTags: "enableECSManagedTags",
    orderedPlacementStrategies: "placementStrategy",
  };
  const lists = ["capacityProviderStrategy", "loadBalancers", "placementConstraints"];
  const own = changed
    .map((name) => names[name] ?? name)
    .filter((name) => name in wanted || [...lists, "placementStrategy"].includes(name))
    // An empty list is how AWS is told to remove what was there.
    .map((name): [string, unknown] => [name, wanted[name] ?? []]);
  return present({
    ...Object.fromEntries(own),
    forceNewDeployment: inputs["forceNewDeployment"],
    deploymentConfiguration: changed.some((name) => deploymentInputs.includes(name))
      ? { ...breakerOff(changed), ...deploymentRequest(inputs) }
      : undefined,
  });
}

/** AWS keeps a circuit breaker that it is not told to turn off. */
function breakerOff(changed: readonly string[]): Properties {
  return changed.includes("deploymentCircuitBreaker")
    ? { deploymentCircuitBreaker: { enable: false, rollback: false } }
    : {};
}

function changeable(inputs: Properties): Properties {
  return present({
    ...Object.fromEntries(plain.map((name) => [name, inputs[name]])),
    enableECSManagedTags: inputs["enableEcsManagedTags"],
    capacityProviderStrategy: inputs["capacityProviderStrategies"],
    placementStrategy: inputs["orderedPlacementStrategies"],
    networkConfiguration: networkRequest(inputs["networkConfiguration"]),
  });
}

function deploymentRequest(inputs: Properties): Properties {
  const daemon = inputs["schedulingStrategy"] === "DAEMON";
  const strategy = record(inputs["deploymentConfiguration"]);
  return present({
    ...strategy,
    ...minutes(strategy, "bakeTimeInMinutes"),
    ...nested(strategy, "linearConfiguration", "stepBakeTimeInMinutes"),
    ...nested(strategy, "canaryConfiguration", "canaryBakeTimeInMinutes"),
    alarms: inputs["alarms"],
    deploymentCircuitBreaker: inputs["deploymentCircuitBreaker"],
    maximumPercent: daemon ? undefined : inputs["deploymentMaximumPercent"],
    minimumHealthyPercent: inputs["deploymentMinimumHealthyPercent"],
  });
}

/** The provider declares numbers of minutes as texts. */
function minutes(declared: Properties, name: string): Properties {
  return declared[name] === undefined ? {} : { [name]: Number(declared[name]) };
}

function nested(strategy: Properties, name: string, minutesName: string): Properties {
  const declared = record(strategy[name]);
  return strategy[name] === undefined
    ? {}
    : { [name]: { ...declared, ...minutes(declared, minutesName) } };
}

function networkRequest(declared: unknown): Properties | undefined {
  const network = record(declared);
  if (!("subnets" in network)) {
    return undefined;
  }
  return {
    awsvpcConfiguration: present({
      subnets: network["subnets"],
      securityGroups: network["securityGroups"],
      assignPublicIp: network["assignPublicIp"] === true ? "ENABLED" : "DISABLED",
    }),
  };
}

/**
 * The service in the provider's shape. What the emulator does not give back (placement, propagation of tags
 * after an update, rebalancing, alarms when absent) is left out, and keeps the value that was sent.
 */
export function serviceOutputs(found: Service, known: Properties): Properties {
  const deployment = found.deploymentConfiguration;
  return {
    ...observed({
      arn: found.serviceArn,
      name: found.serviceName,
      cluster: inForm(found.clusterArn, known["cluster"]),
      taskDefinition: inForm(found.taskDefinition, known["taskDefinition"]),
      launchType: found.launchType,
      schedulingStrategy: found.schedulingStrategy,
      desiredCount: found.desiredCount,
      platformVersion: found.platformVersion,
      enableExecuteCommand: found.enableExecuteCommand,
      healthCheckGracePeriodSeconds: found.healthCheckGracePeriodSeconds,
      deploymentController: { type: found.deploymentController?.type ?? "ECS" },
      deploymentMaximumPercent: deployment?.maximumPercent,
      deploymentMinimumHealthyPercent: deployment?.minimumHealthyPercent,
      deploymentCircuitBreaker: breakerOutputs(found),
      loadBalancers: records(found.loadBalancers).map(present),
      capacityProviderStrategies: (found.capacityProviderStrategy ?? []).map((strategy) => ({
        base: 0,
        weight: 0,
        ...strategy,
      })),
      networkConfiguration: networkOutputs(found.networkConfiguration),
    }),
    availabilityZoneRebalancing:
      found.availabilityZoneRebalancing ?? known["availabilityZoneRebalancing"] ?? "ENABLED",
    ...(found.roleArn ? { iamRole: inForm(found.roleArn, known["iamRole"]) } : {}),
    ...(found.placementStrategy ? { orderedPlacementStrategies: found.placementStrategy } : {}),
    ...(found.placementConstraints ? { placementConstraints: found.placementConstraints } : {}),
  };
}

/** AWS always tells the breaker's state; one that is off is what not declaring it means. */
function breakerOutputs({ deploymentConfiguration }: Service): Properties | undefined {
  const breaker = deploymentConfiguration?.deploymentCircuitBreaker;
  if (breaker?.enable !== true && breaker?.rollback !== true) {
    return undefined;
  }
  return { enable: breaker.enable, rollback: breaker.rollback };
}

function networkOutputs(found: NetworkConfiguration | undefined): Properties | undefined {
  const network = found?.awsvpcConfiguration;
  if (network === undefined) {
    return undefined;
  }
  return {
    subnets: texts(network.subnets),
    securityGroups: texts(network.securityGroups),
    assignPublicIp: network.assignPublicIp === "ENABLED",
  };
}

/** The provider answers with an ARN where an ARN was declared, else with the name. */
function inForm(arn: string | undefined, known: unknown): string | undefined {
  if (arn === undefined || typeof known !== "string" || known.startsWith("arn:")) {
    return arn;
  }
  const name = arn.split("/").at(-1);
  // A family without a revision means the newest one, which is the one that AWS answers with.
  const bareFamily = arn.includes(":task-definition/") && !known.includes(":");
  return bareFamily && name !== undefined && withoutRevision(name) === known ? known : name;
}
