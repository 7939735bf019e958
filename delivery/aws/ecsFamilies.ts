import { type ECSClient } from "@aws-sdk/client-ecs";

import { unlessAbsent } from "../../aws/awsAnswer";
import { deploymentDefaults } from "../../aws/deploymentLimits";
import { mapConcurrent } from "../mapConcurrent";
import { describeTaskDefinition, listTasks } from "./ecsCalls";
import { type Service, type ServicePlace } from "./ecsTypes";

/**
 * Families without a service, in the words of services: the newest active revision is the one deployment,
 * finished when it was registered, because the next run is of it. ECS keeps nothing else of them.
 */
export async function families(
  client: Pick<ECSClient, "send">,
  at: readonly ServicePlace[],
): Promise<[ServicePlace, Service][]> {
  const found = await mapConcurrent(at, async (place) => {
    const service = await familyOf(client, place);
    return service === undefined ? [] : [[place, service] as [ServicePlace, Service]];
  });
  return found.flat();
}

async function familyOf(
  client: Pick<ECSClient, "send">,
  { cluster, service: family }: ServicePlace,
): Promise<Service | undefined> {
  // A family without an active revision is answered with the former, a cluster that is gone with the latter.
  const found = await unlessAbsent(
    async () => {
      const [{ definition }, tasks] = await Promise.all([
        describeTaskDefinition(client, family),
        listTasks(client, { cluster, family }),
      ]);
      return { definition, running: tasks.length };
    },
    "ClientException",
    "ClusterNotFoundException",
  );
  if (found === undefined) {
    return undefined;
  }
  const { definition, running } = found;
  const taskDefinition = definition.taskDefinitionArn ?? family;
  return {
    desired: 0,
    running,
    taskDefinition,
    deployments: [
      {
        id: taskDefinition,
        status: "PRIMARY",
        taskDefinition,
        desired: 0,
        running,
        pending: 0,
        failed: 0,
        rolloutState: "COMPLETED",
        rolloutReason: undefined,
        createdAt: definition.registeredAt ?? new Date(0),
      },
    ],
    events: [],
    targetGroups: [],
    ...deploymentDefaults,
    graceSeconds: 0,
    hasCapacityProvider: true,
  };
}
