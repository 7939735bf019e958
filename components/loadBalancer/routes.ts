import { type Route } from "./listenerPriorities";

/** Apps by their keys; those with a route ask for requests. */
export type RoutedApps = Readonly<
  Record<string, { readonly kind: string; readonly route?: Route | undefined }>
>;

/** The routes of the apps that have one. */
export function routesOf(apps: RoutedApps): Record<string, Route> {
  return Object.fromEntries(
    Object.entries(apps).flatMap(([app, { route }]) => (route === undefined ? [] : [[app, route]])),
  );
}
