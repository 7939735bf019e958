import { type ECSClient, type RunTaskCommandInput } from "@aws-sdk/client-ecs";

import { describeServices } from "./ecsCalls";
import { type ServicePlace } from "./ecsTypes";

/** What a task of a service runs, and where, in the words of RunTask. */
export type ServicePlacement = Required<Pick<RunTaskCommandInput, "taskDefinition">> &
  Pick<
    RunTaskCommandInput,
    | "capacityProviderStrategy"
    | "launchType"
    | "networkConfiguration"
    | "placementConstraints"
    | "placementStrategy"
  >;

/** Where a service's own tasks run; undefined when the cluster has no such service. */
export async function servicePlacement(
  client: Pick<ECSClient, "send">,
  { cluster, service }: ServicePlace,
): Promise<ServicePlacement | undefined> {
  const [found] = await describeServices(client, cluster, [service]);
  if (found === undefined) {
    return undefined;
  }
  const { capacityProviderStrategy = [], launchType, networkConfiguration } = found;
  // RunTask takes one of the two.
  const capacity =
    capacityProviderStrategy.length > 0 ? { capacityProviderStrategy } : { launchType };
  return {
    taskDefinition: found.taskDefinition,
    ...capacity,
    networkConfiguration,
    placementConstraints: found.placementConstraints,
    placementStrategy: found.placementStrategy,
  };
}
