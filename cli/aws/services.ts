import { DescribeServicesCommand, type ECSClient, type Service } from "@aws-sdk/client-ecs";

import { type AppPlace } from "../apps";
import { batches, together } from "../together";
import { UserError } from "../userError";

type Client = Pick<ECSClient, "send">;

/** Most services that DescribeServices takes at once. */
const mostAtOnce = 10;

/** The services of apps, by the apps' keys; an app without one is left out. */
export async function servicesOf(
  ecs: Client,
  places: readonly AppPlace[],
): Promise<ReadonlyMap<string, Service>> {
  const clusters = [...new Set(places.map(({ clusterName }) => clusterName))];
  const groups = clusters.flatMap((cluster) =>
    batches(
      places.filter(({ clusterName }) => clusterName === cluster),
      mostAtOnce,
    ),
  );
  const found = await together(groups, async (group) => {
    const cluster = group[0]?.clusterName;
    const services = group.map(({ serviceName }) => serviceName);
    const answer = await ecs.send(new DescribeServicesCommand({ cluster, services }));
    return (answer.services ?? []).filter(({ status }) => status !== "INACTIVE");
  });
  const byName = new Map(found.flat().map((service) => [service.serviceName, service]));
  return new Map(
    places.flatMap((place) => {
      const service = byName.get(place.serviceName);
      return service === undefined ? [] : [[place.key, service]];
    }),
  );
}

/** @throws UserError when the app has no service. */
export async function serviceOf(ecs: Client, place: AppPlace): Promise<Service> {
  const service = (await servicesOf(ecs, [place])).get(place.key);
  if (service !== undefined) {
    return service;
  }
  throw new UserError(
    `${place.key} has no service "${place.serviceName}" in the cluster "${place.clusterName}".`,
    { hint: "pulumi up makes it; slipway status shows the others." },
  );
}
