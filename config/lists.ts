import type { ResolvedConfig } from "./resolve";
import type { LoadBalancerConfig, WebAppConfig } from "./schema";

/** What the program makes, as flat lists: it loops over them and decides nothing. */

type Clusters = Pick<ResolvedConfig, "clusters">;

/** One app and where it stands in the configuration. */
export interface PlacedApp<Settings> {
  /** Key of the cluster. */
  readonly cluster: string;
  /** Key of the app. */
  readonly app: string;
  /** Both keys, `<cluster>/<app>`: how people name an app. */
  readonly key: string;
  readonly settings: Settings;
}

/** Every web app of every cluster, in the order of the stack file. */
export function webAppsOf(config: Clusters): PlacedApp<WebAppConfig>[] {
  return appsOf(config).flatMap(({ settings, ...place }) =>
    settings.kind === "web" ? [{ ...place, settings }] : [],
  );
}

/** The load balancers with the keys of their clusters. A cluster without web apps may have none. */
export function loadBalancersOf({ clusters }: Clusters): (readonly [string, LoadBalancerConfig])[] {
  return Object.entries(clusters).flatMap(([cluster, { loadBalancer }]) =>
    loadBalancer === undefined ? [] : [[cluster, loadBalancer] as const],
  );
}

/** References of the images that containers use and the stack does not build, each once. */
export function foreignImagesOf(config: Pick<ResolvedConfig, "clusters" | "images">): string[] {
  const used = appsOf(config).flatMap(({ settings }) => [
    settings.image,
    ...Object.values(settings.sidecars).map(({ image }) => image),
  ]);
  return [...new Set(used)].filter((image) => !Object.hasOwn(config.images, image));
}

function appsOf({ clusters }: Clusters) {
  return Object.entries(clusters).flatMap(([cluster, { apps }]) =>
    Object.entries(apps).map(([app, settings]) => ({
      cluster,
      app,
      key: `${cluster}/${app}`,
      settings,
    })),
  );
}
