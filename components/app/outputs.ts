import type * as pulumi from "@pulumi/pulumi";

import { type App, type AppAccess } from "./app";

/** Apps by the keys of their clusters and their own. */
type Clusters = Readonly<Record<string, { readonly apps: Readonly<Record<string, App>> }>>;

/** Where each app answers that takes requests, by `<cluster>/<app>`. */
export function urlsOf(clusters: Clusters): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(
    appsOf(clusters).flatMap(([key, { url }]) => (url === undefined ? [] : [[key, url] as const])),
  );
}

/** What others name to let each app in, by `<cluster>/<app>`. */
export function accessOf(clusters: Clusters): Record<string, AppAccess> {
  return Object.fromEntries(appsOf(clusters).map(([key, { access }]) => [key, access]));
}

function appsOf(clusters: Clusters): [key: string, app: App][] {
  return Object.entries(clusters).flatMap(([cluster, { apps }]) =>
    Object.entries(apps).map(([key, app]): [string, App] => [`${cluster}/${key}`, app]),
  );
}
