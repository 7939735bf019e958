import { wayBack } from "./circle";
import { type KeyProblem } from "./limits";

/** Facts of ECS Service Connect: ECS developer guide, "Amazon ECS Service Connect components". */

/** ECS API, PortMapping.appProtocol: what the proxy understands; all else is plain TCP to it. */
export const connectProtocols = ["http", "http2", "grpc", "tcp"] as const;

export type ConnectProtocol = (typeof connectProtocols)[number];

/**
 * What the proxy that ECS adds to a task takes of it. The containers must leave some of the task's memory, and AWS
 * advises 64 MiB; its CPU is what the containers leave idle.
 */
export const proxyShare = { cpuUnits: 0, memoryMiB: 64 } as const;

/** How long the proxy lets a connection be idle unless it is told, in seconds. */
const idleSeconds = { http: 300, http2: 300, grpc: 300, tcp: 3600 } as const;

/** How long requests and connections may last; 0 is without limit. */
export interface ConnectTimeouts {
  readonly protocol: ConnectProtocol;
  /** @default 15 */
  readonly requestTimeoutSeconds?: number | undefined;
  /** @default - 300; 3600 with tcp */
  readonly idleTimeoutSeconds?: number | undefined;
}

/** What is wrong with the limits of an internal app's requests; undefined if nothing is. */
export function timeoutProblem({
  protocol,
  requestTimeoutSeconds: request,
  idleTimeoutSeconds: idle = idleSeconds[protocol],
}: ConnectTimeouts): KeyProblem<"requestTimeoutSeconds"> | undefined {
  const key = "requestTimeoutSeconds";
  if (request === undefined) {
    return undefined;
  }
  if (protocol === "tcp") {
    return { key, sentence: 'has no meaning with protocol "tcp"; use idleTimeoutSeconds' };
  }
  return idle > 0 && request > idle
    ? {
        key,
        sentence: `must not be greater than idleTimeoutSeconds, which is ${idle}: the connection would be closed first`,
      }
    : undefined;
}

/** Clients look the name up as a host, and this one is every container's own. */
const ownHost = "localhost";

/** What is wrong with the name of an internal app; undefined if nothing is. */
export function connectNameProblem(name: string): string | undefined {
  return name === ownHost
    ? `the name "${ownHost}" is that of each container itself, so no other app can be called by it; choose another`
    : undefined;
}

/** An app, as far as others may connect to it. */
export interface ConnectingApp {
  readonly kind: string;
  /** Internal apps that it calls. @default - none */
  readonly connectsTo?: readonly string[] | undefined;
}

/** Whether ECS adds a proxy to the tasks of an app. */
export function hasProxy({ kind, connectsTo = [] }: ConnectingApp): boolean {
  return kind === "internal" || connectsTo.length > 0;
}

/** What is wrong with whom the apps of a cluster connect to. */
export function connectionProblems(
  apps: Readonly<Record<string, ConnectingApp>>,
): { readonly app: string; readonly index: number; readonly sentence: string }[] {
  return Object.entries(apps).flatMap(([app, { connectsTo = [] }]) =>
    connectsTo.flatMap((to, index) => {
      const sentence =
        connectsTo.indexOf(to) < index ? `duplicate "${to}"` : connectionProblem(apps, app, to);
      return sentence === undefined ? [] : [{ app, index, sentence }];
    }),
  );
}

function connectionProblem(
  apps: Readonly<Record<string, ConnectingApp>>,
  app: string,
  to: string,
): string | undefined {
  const other = Object.hasOwn(apps, to) ? apps[to] : undefined;
  if (other === undefined) {
    const names = Object.keys(apps).filter((name) => apps[name]?.kind === "internal");
    return `the cluster has no app "${to}"; its internal apps: ${names.join(", ") || "none"}`;
  }
  if (other.kind !== "internal") {
    return `app "${to}" has kind "${other.kind}", and only internal apps are called by name`;
  }
  if (to === app) {
    return "is the app itself, whose containers find each other without it";
  }
  const way = wayBack(
    (name) => (Object.hasOwn(apps, name) && apps[name]?.connectsTo) || [],
    to,
    app,
  );
  return way === undefined
    ? undefined
    : `is a circle, in which no app can start after those that it calls: ${[app, ...way].join(" connects to ")}`;
}
