import { type ResolvedConfig } from "./resolve";
import { type LoadBalancerConfig, type WebAppConfig } from "./schema";

/** What the program makes, as flat lists: it loops over them and decides nothing. */

type Clusters = Pick<ResolvedConfig, "clusters">;

/** A web app, and the rule that brings requests to it. */
export interface PlacedWebApp {
  /** Keys of the cluster and of the app. */
  readonly identity: { readonly cluster: string; readonly app: string };
  readonly settings: WebAppConfig;
  readonly rule: WebAppConfig["route"] & PlacedWebApp["identity"];
}

/** Every web app by `<cluster>/<app>`, in the order of the stack file. */
export function webAppsOf(config: Clusters): (readonly [string, PlacedWebApp])[] {
  return appsOf(config).flatMap(({ identity, settings }) => {
    if (settings.kind !== "web") {
      return [];
    }
    const rule = { ...identity, ...settings.route };
    return [[`${identity.cluster}/${identity.app}`, { identity, settings, rule }] as const];
  });
}

/** The load balancers with the keys of their clusters. A cluster without web apps may have none. */
export function loadBalancersOf({ clusters }: Clusters): (readonly [string, LoadBalancerConfig])[] {
  return Object.entries(clusters).flatMap(([cluster, { loadBalancer }]) =>
    loadBalancer === undefined ? [] : [[cluster, loadBalancer] as const],
  );
}

/** References of the images that containers use and the stack does not build, each once. */
export function externalImagesOf(
  config: Clusters & { readonly images: Readonly<Record<string, unknown>> },
): string[] {
  const used = appsOf(config).flatMap(({ settings }) => [
    settings.image,
    ...Object.values(settings.sidecars).map(({ image }) => image),
  ]);
  return [...new Set(used)].filter((image) => !Object.hasOwn(config.images, image));
}

function appsOf({ clusters }: Clusters) {
  return Object.entries(clusters).flatMap(([cluster, { apps }]) =>
    Object.entries(apps).map(([app, settings]) => ({ identity: { cluster, app }, settings })),
  );
}
