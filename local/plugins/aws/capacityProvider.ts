import {
  type CreateCapacityProviderCommandInput,
  type UpdateCapacityProviderCommandInput,
} from "@aws-sdk/client-ecs";

import { isAwsError } from "../provider/failure";
import { type Properties, type ResourceEntry } from "../resourceEntry";
import { ecsTags, updateEcsTags } from "./ecsTags";
import { refusedFor, retrying } from "./retry";
import { changedOf, observed, present, record, request, required, tagMap, text } from "./shapes";

const capacityProvider: ResourceEntry = {
  type: "aws:ecs/capacityProvider:CapacityProvider",
  inputs: ["autoScalingGroupProvider", "name", "tags"],
  replaceOn: ["name"],
  computed: ["arn", "tagsAll"],
  autoName: { property: "name", maxLength: 255 },
  validate: (inputs) =>
    inputs["autoScalingGroupProvider"] === undefined
      ? [
          {
            property: "autoScalingGroupProvider",
            reason:
              "exactly one of auto_scaling_group_provider or managed_instances_provider must be specified",
          },
        ]
      : [],
  create: async (clients, inputs) => {
    const { capacityProvider: created } = await (
      await clients.ecs()
    ).createCapacityProvider(
      request<CreateCapacityProviderCommandInput>({
        name: inputs["name"],
        autoScalingGroupProvider: inputs["autoScalingGroupProvider"],
        tags: ecsTags(inputs),
      }),
    );
    return required({ ...created }, "capacityProviderArn");
  },
  read: async (clients, id, known) => {
    const { capacityProviders } = await (
      await clients.ecs()
    ).describeCapacityProviders({ capacityProviders: [id], include: ["TAGS"] });
    const found = capacityProviders?.[0];
    if (found === undefined || found.status === "INACTIVE") {
      return undefined;
    }
    return observed({
      arn: found.capacityProviderArn,
      name: found.name,
      autoScalingGroupProvider: asAwsReturnsProvider(
        { ...found.autoScalingGroupProvider },
        record(known["autoScalingGroupProvider"]),
      ),
      tagsAll: tagMap(found.tags),
    });
  },
  update: async (clients, id, inputs, previous) => {
    if (changedOf(["autoScalingGroupProvider"], previous, inputs).length > 0) {
      const { autoScalingGroupArn: group, ...changeable } = record(
        inputs["autoScalingGroupProvider"],
      );
      if (group !== record(previous["autoScalingGroupProvider"])["autoScalingGroupArn"]) {
        throw new Error("a capacity provider keeps its Auto Scaling group: it must be replaced");
      }
      await (
        await clients.ecs()
      ).updateCapacityProvider(
        request<UpdateCapacityProviderCommandInput>({
          name: inputs["name"],
          autoScalingGroupProvider: changeable,
        }),
      );
    }
    await updateEcsTags(clients, id, inputs, previous);
  },
  delete: async (clients, id) => {
    await retrying(
      async () => (await clients.ecs()).deleteCapacityProvider({ capacityProvider: id }),
      (error) => isAwsError(error, "UpdateInProgressException"),
      { seconds: 600, everySeconds: 2 },
    ).catch((error: unknown) => {
      // AWS has no code of its own for one that is gone.
      if (!refusedFor(error, ["InvalidParameterException", "ClientException"], ["not found"])) {
        throw error;
      }
    });
  },
};

/** AWS fills in what was not said; draining is on unless it was turned off. */
function asAwsReturnsProvider(found: Properties, known: Properties): Properties {
  return present({
    ...found,
    managedDraining: text(found["managedDraining"]) ?? known["managedDraining"] ?? "ENABLED",
    managedScaling: {
      instanceWarmupPeriod: 300,
      maximumScalingStepSize: 10000,
      minimumScalingStepSize: 1,
      targetCapacity: 100,
      ...record(found["managedScaling"]),
    },
  });
}

export const entries: readonly ResourceEntry[] = [capacityProvider];
