import { routedAppsProblem, ruleProblem } from "../../aws/listenerRule";
import { listed } from "../listed";
import { type Path, type Problem } from "../problems";
import { appsOf, type Check, clustersOf } from "./check";

interface Route {
  readonly appKey: string;
  readonly path: Path;
  readonly paths: readonly string[];
  readonly hosts: readonly string[];
  readonly priority: number | undefined;
}

/** Whether a load balancer can tell its apps apart. */
export const checkRoutes: Check = ({ config }) =>
  clustersOf(config).flatMap((placed) => {
    const routes = appsOf(placed).flatMap(({ appKey, path, app }): Route[] =>
      "route" in app && app.route?.paths !== undefined && app.route.hosts !== undefined
        ? [
            {
              appKey,
              path: [...path, "route"],
              paths: app.route.paths,
              hosts: app.route.hosts,
              priority: app.route.priority,
            },
          ]
        : [],
    );
    const crowded = routedAppsProblem(routes.length);
    return [
      ...(crowded === undefined ? [] : [{ path: placed.path, sentence: crowded }]),
      ...routes.flatMap(conditionProblems),
      ...doubleUse(routes, ({ priority }) => (priority === undefined ? [] : [priority])).map(
        ({ value, users, path }) => ({
          path: [...path, "priority"],
          sentence: `priority ${value} used by ${users}; leave it out, or give each its own`,
        }),
      ),
      ...doubleUse(routes, requestsOf).map(({ value, users, path }) => ({
        path,
        sentence: `${value} goes to ${users}; give each its own paths or hosts`,
      })),
    ];
  });

function conditionProblems({ path, paths, hosts }: Route): Problem[] {
  const sentence = ruleProblem(paths, hosts);
  return [
    ...(sentence === undefined ? [] : [{ path, sentence }]),
    ...twice(paths).map((value) => ({
      path: [...path, "paths"],
      sentence: `duplicate "${value}"`,
    })),
    ...twice(hosts.map((host) => host.toLowerCase())).map((value) => ({
      path: [...path, "hosts"],
      sentence: `duplicate "${value}"`,
    })),
  ];
}

/** Each pair of host and path that a route takes, in words. Hosts do not tell small from capital. */
function requestsOf({ paths, hosts }: Route): string[] {
  const places =
    hosts.length === 0 ? ["any host"] : hosts.map((host) => `host "${host.toLowerCase()}"`);
  return places.flatMap((place) => paths.map((path) => `path "${path}" of ${place}`));
}

function doubleUse<V extends string | number>(
  routes: readonly Route[],
  valuesOf: (route: Route) => readonly V[],
): { readonly value: V; readonly users: string; readonly path: Path }[] {
  const users = new Map<V, Route[]>();
  for (const route of routes) {
    for (const value of new Set(valuesOf(route))) {
      users.set(value, [...(users.get(value) ?? []), route]);
    }
  }
  return [...users].flatMap(([value, routes]) => {
    const last = routes.at(-1);
    return routes.length < 2 || last === undefined
      ? []
      : [{ value, users: both(routes.map((route) => route.appKey)), path: last.path }];
  });
}

function both(keys: readonly string[]): string {
  return listed(keys).replace(" or ", " and ");
}

function twice(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
