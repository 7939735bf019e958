import {
  type CreateServiceCommandInput,
  type Service,
  type UpdateServiceCommandInput,
} from "@aws-sdk/client-ecs";

import { type Clients } from "../clients";
import { sameSet } from "../equivalence";
import { isAwsError, unlessGone } from "../provider/failure";
import { isEmpty } from "../provider/values";
import { onceCreated, type ResourceEntry } from "../resourceEntry";
import { updateEcsTags } from "./ecsTags";
import { refusedFor, retrying, waitFor } from "./retry";
import { createRequest, serviceOutputs, updateRequest } from "./serviceShape";
import { waitForSteadyState } from "./serviceSteadyState";
import { changedOf, request, required, tagMap, text } from "./shapes";
import { sameStrategies } from "./strategies";

/** IAM and load balancers are not usable at once after they were made; these refusals pass. */
const passingRefusals = [
  "verify that the ECS service role being passed has the proper permissions",
  "does not have an associated load balancer",
  "Unable to assume the service linked role",
  "ECS was unable to assume the role",
];
const deletion = { seconds: 1200, everySeconds: 2 };

const service: ResourceEntry = {
  type: "aws:ecs/service:Service",
  inputs: [
    "alarms",
    "availabilityZoneRebalancing",
    "capacityProviderStrategies",
    "cluster",
    "deploymentCircuitBreaker",
    "deploymentConfiguration",
    "deploymentController",
    "deploymentMaximumPercent",
    "deploymentMinimumHealthyPercent",
    "desiredCount",
    "enableEcsManagedTags",
    "enableExecuteCommand",
    "forceDelete",
    "forceNewDeployment",
    "healthCheckGracePeriodSeconds",
    "iamRole",
    "launchType",
    "loadBalancers",
    "name",
    "networkConfiguration",
    "orderedPlacementStrategies",
    "placementConstraints",
    "platformVersion",
    "propagateTags",
    "schedulingStrategy",
    "tags",
    "taskDefinition",
    "triggers",
    "waitForSteadyState",
  ],
  replaceOn: [
    "capacityProviderStrategies",
    "cluster",
    "deploymentController",
    "iamRole",
    "launchType",
    "name",
    "schedulingStrategy",
  ],
  // Of the real provider's `capacityProviderStrategyCustomizeDiff`.
  updatesInPlace: (property, inputs) =>
    property === "capacityProviderStrategies" &&
    inputs["forceNewDeployment"] === true &&
    !isEmpty(inputs["capacityProviderStrategies"]),
  computed: [
    "arn",
    "availabilityZoneRebalancing",
    "cluster",
    "deploymentConfiguration",
    "iamRole",
    "launchType",
    "platformVersion",
    "tagsAll",
    "triggers",
  ],
  defaults: {
    deploymentMaximumPercent: 200,
    deploymentMinimumHealthyPercent: 100,
    enableEcsManagedTags: false,
    enableExecuteCommand: false,
    schedulingStrategy: "REPLICA",
    waitForSteadyState: false,
  },
  autoName: { property: "name", maxLength: 255 },
  equivalent: {
    capacityProviderStrategies: sameStrategies,
    loadBalancers: sameSet,
    placementConstraints: sameSet,
    propagateTags: (existing, wanted) => (existing ?? "NONE") === (wanted ?? "NONE"),
  },
  validate: (inputs) => {
    const problems = [];
    if (inputs["launchType"] !== undefined && inputs["capacityProviderStrategies"] !== undefined) {
      problems.push({
        property: "launchType",
        reason: "a launch type and a capacity provider strategy exclude each other",
      });
    }
    return problems;
  },
  create: async (clients, inputs) => {
    const ecs = await clients.ecs();
    const { service: created } = await retrying(
      () => ecs.createService(request<CreateServiceCommandInput>(createRequest(inputs))),
      (error) =>
        isAwsError(error, "ClusterNotFoundException") ||
        refusedFor(error, ["InvalidParameterException"], passingRefusals),
    );
    const id = required({ ...created }, "serviceArn");
    await onceCreated(id, () => settled(clients, id, inputs));
    return id;
  },
  read: async (clients, id, known) => {
    const found = await describeService(clients, id, clusterOf(id, known));
    if (found?.status !== "ACTIVE") {
      return undefined;
    }
    return { ...serviceOutputs(found, known), tagsAll: tagMap(found.tags) };
  },
  update: async (clients, id, inputs, previous) => {
    const changed = changedOf(service.inputs, previous, inputs).filter(
      (name) => !["tags", "waitForSteadyState", "forceDelete"].includes(name),
    );
    if (changed.length > 0) {
      const ecs = await clients.ecs();
      await retrying(
        () =>
          ecs.updateService(
            request<UpdateServiceCommandInput>({
              ...updateRequest(inputs, changed),
              service: id,
              cluster: clusterOf(id, previous),
            }),
          ),
        (error) => refusedFor(error, ["InvalidParameterException"], passingRefusals),
      );
      await settled(clients, id, inputs);
    }
    await updateEcsTags(clients, id, inputs, previous);
  },
  delete: async (clients, id, state) => {
    const cluster = clusterOf(id, state);
    const ecs = await clients.ecs();
    const found = await describeService(clients, id, cluster);
    if (found === undefined || found.status === "INACTIVE") {
      return;
    }
    // AWS refuses to delete a service that still wants tasks; a daemon has no count to lower.
    if (found.status !== "DRAINING" && found.schedulingStrategy !== "DAEMON") {
      await ecs.updateService({ service: id, cluster, desiredCount: 0 });
    }
    await retrying(
      () => ecs.deleteService({ service: id, cluster, force: state["forceDelete"] === true }),
      (error) =>
        refusedFor(
          error,
          ["InvalidParameterException"],
          ["The service cannot be stopped while deployments are active."],
        ) || refusedFor(error, ["DependencyViolation"], ["has a dependent object"]),
      deletion,
    );
    await waitFor(
      `service "${id}" to be INACTIVE`,
      async () => {
        const left = await describeService(clients, id, cluster);
        return left === undefined || left.status === "INACTIVE" ? true : undefined;
      },
      deletion,
    );
  },
};

/** The service, or `undefined` when it or its cluster is not there; deleted ones stay as INACTIVE. */
export async function describeService(
  clients: Clients,
  name: string,
  cluster: string,
): Promise<Service | undefined> {
  const ecs = await clients.ecs();
  const answer = await unlessGone(
    () => ecs.describeServices({ services: [name], cluster, include: ["TAGS"] }),
    "ClusterNotFoundException",
    "ServiceNotFoundException",
  );
  return answer?.services?.[0];
}

async function settled(
  clients: Clients,
  id: string,
  inputs: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (inputs["waitForSteadyState"] !== true) {
    return;
  }
  await waitForSteadyState(clients, id, clusterOf(id, inputs));
}

/** The cluster as declared, or else from the service's ARN (`…:service/<cluster>/<name>`). */
function clusterOf(id: string, properties: Readonly<Record<string, unknown>>): string {
  return text(properties["cluster"]) ?? id.split("/").at(-2) ?? "default";
}

export const entries: readonly ResourceEntry[] = [service];
