import type * as pulumi from "@pulumi/pulumi";

import { type App } from "./app";

/** Where each app answers that takes requests, by `<cluster>/<app>`. */
export function urlsOf(
  clusters: Readonly<Record<string, { readonly apps: Readonly<Record<string, App>> }>>,
): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(
    Object.entries(clusters).flatMap(([cluster, { apps }]) =>
      Object.entries(apps).flatMap(([app, { url }]) =>
        url === undefined ? [] : [[`${cluster}/${app}`, url] as const],
      ),
    ),
  );
}
