import {
  type Cluster,
  type CreateClusterCommandInput,
  type PutClusterCapacityProvidersCommandInput,
  type UpdateClusterCommandInput,
} from "@aws-sdk/client-ecs";

import { type Clients } from "../clients";
import { sameSet } from "../equivalence";
import { isAwsError, unlessGone } from "../provider/failure";
import { type Properties, type ResourceEntry } from "../resourceEntry";
import { ecsTags, updateEcsTags } from "./ecsTags";
import { retrying, waitFor } from "./retry";
import { changedOf, observed, pick, request, required, tagMap } from "./shapes";
import { sameStrategies } from "./strategies";

const clusterWait = { seconds: 600, everySeconds: 2 };

const cluster: ResourceEntry = {
  type: "aws:ecs/cluster:Cluster",
  inputs: ["configuration", "name", "serviceConnectDefaults", "settings", "tags"],
  replaceOn: ["name"],
  computed: ["arn", "settings", "tagsAll"],
  autoName: { property: "name", maxLength: 255 },
  equivalent: { settings: sameSet },
  create: async (clients, inputs) => {
    const { cluster: created } = await (
      await clients.ecs()
    ).createCluster(
      request<CreateClusterCommandInput>({
        clusterName: inputs["name"],
        settings: inputs["settings"],
        configuration: inputs["configuration"],
        serviceConnectDefaults: inputs["serviceConnectDefaults"],
        tags: ecsTags(inputs),
      }),
    );
    return required({ ...created }, "clusterArn");
  },
  read: async (clients, id) => {
    const found = await describeCluster(clients, id);
    if (found === undefined) {
      return undefined;
    }
    return observed({
      arn: found.clusterArn,
      name: found.clusterName,
      settings: found.settings,
      configuration: found.configuration,
      serviceConnectDefaults: found.serviceConnectDefaults,
      tagsAll: tagMap(found.tags),
    });
  },
  update: async (clients, id, inputs, previous) => {
    const changed = changedOf(
      ["settings", "configuration", "serviceConnectDefaults"],
      previous,
      inputs,
    );
    if (changed.length > 0) {
      await (
        await clients.ecs()
      ).updateCluster(
        request<UpdateClusterCommandInput>({ cluster: id, ...pick(inputs, changed) }),
      );
    }
    await updateEcsTags(clients, id, inputs, previous);
  },
  delete: async (clients, id) => {
    const ecs = await clients.ecs();
    await retrying(
      () => unlessGone(() => ecs.deleteCluster({ cluster: id }), "ClusterNotFoundException"),
      (error) =>
        isAwsError(
          error,
          "ClusterContainsCapacityProviderException",
          "ClusterContainsContainerInstancesException",
          "ClusterContainsServicesException",
          "ClusterContainsTasksException",
          "UpdateInProgressException",
        ),
      clusterWait,
    );
  },
};

const clusterCapacityProviders: ResourceEntry = {
  type: "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
  inputs: ["capacityProviders", "clusterName", "defaultCapacityProviderStrategies"],
  replaceOn: ["clusterName"],
  computed: [],
  equivalent: {
    capacityProviders: sameSet,
    defaultCapacityProviderStrategies: sameStrategies,
  },
  create: async (clients, inputs) => {
    await putCapacityProviders(clients, inputs);
    return required(inputs, "clusterName");
  },
  read: async (clients, id) => {
    const found = await describeCluster(clients, id);
    if (found === undefined) {
      return undefined;
    }
    return {
      clusterName: found.clusterName,
      capacityProviders: found.capacityProviders ?? [],
      defaultCapacityProviderStrategies: found.defaultCapacityProviderStrategy ?? [],
    };
  },
  update: async (clients, _id, inputs) => {
    await putCapacityProviders(clients, inputs);
  },
  delete: async (clients, id) => {
    // The association is all there is: a cluster without it is what deletion means.
    await unlessGone(
      () => putCapacityProviders(clients, { clusterName: id }),
      "ClusterNotFoundException",
    );
  },
};

async function describeCluster(clients: Clients, id: string): Promise<Cluster | undefined> {
  const ecs = await clients.ecs();
  const answer = await unlessGone(
    () =>
      ecs.describeClusters({
        clusters: [id],
        include: ["CONFIGURATIONS", "SETTINGS", "TAGS"],
      }),
    "ClusterNotFoundException",
  );
  const found = answer?.clusters?.[0];
  return found === undefined || found.status === "INACTIVE" ? undefined : found;
}

async function putCapacityProviders(clients: Clients, inputs: Properties): Promise<void> {
  const cluster = required(inputs, "clusterName");
  await retrying(
    async () =>
      (await clients.ecs()).putClusterCapacityProviders(
        request<PutClusterCapacityProvidersCommandInput>({
          cluster,
          capacityProviders: inputs["capacityProviders"] ?? [],
          defaultCapacityProviderStrategy: inputs["defaultCapacityProviderStrategies"] ?? [],
        }),
      ),
    (error) => isAwsError(error, "ResourceInUseException", "UpdateInProgressException"),
    clusterWait,
  );
  await waitFor(
    `the capacity providers of cluster "${cluster}"`,
    async () => {
      const found = await describeCluster(clients, cluster);
      return found?.attachmentsStatus === "UPDATE_IN_PROGRESS" ? undefined : true;
    },
    clusterWait,
  );
}

export const entries: readonly ResourceEntry[] = [cluster, clusterCapacityProviders];
