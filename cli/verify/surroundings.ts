import { ec2Adapter } from "../../delivery/aws/ec2";
import { ecsAdapter } from "../../delivery/aws/ecs";
import { listenerRulesAdapter } from "../../delivery/aws/listenerRules";
import { serviceOf, type AppPlace } from "../apps";
import { type Connection } from "../connection";
import { checked, type Check } from "./check";
import { hostNames, outside } from "./hostNames";
import { network } from "./network";
import { rights } from "./rights";

/** What is the same for every image: whether tasks reach and may read what they need, and are found by name. */
export async function surroundingsOf({ clients }: Connection, place: AppPlace): Promise<Check[]> {
  const ecs = ecsAdapter(await clients.ecs());
  const service = await serviceOf(ecs, place);
  const definition = await ecs.definition(service.taskDefinition);
  const [target] = service.targetGroups;
  return Promise.all([
    checked("rights", () => rights(clients, definition)),
    checked("network", async () => {
      const { subnets, hasPublicAddresses } = service.network ?? {
        subnets: definition.fargate
          ? []
          : (await ecs.containerInstances(place.clusterName)).flatMap(
              ({ subnetId }) => subnetId ?? [],
            ),
        // Hosts that reached ECS have what their subnet's way out asks for.
        hasPublicAddresses: true,
      };
      const ids = [...new Set(subnets)].sort();
      return network(
        { ways: async (some) => ec2Adapter(await clients.ec2()).ways(some) },
        { ids, hasPublicAddresses },
        definition,
      );
    }),
    ...(target === undefined
      ? []
      : [
          checked("hosts", async () =>
            hostNames(outside, await listenerRulesAdapter(await clients.elb()).of(target.arn)),
          ),
        ]),
  ]);
}
