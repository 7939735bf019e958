import { connect, createServer, type Server, type Socket } from "node:net";

import { type Emulator, query } from "./emulatorCalls";
import { networkBalancersIn, type TcpListener, tcpListenersIn } from "./health/xml";
import { type TargetHealth } from "./targetHealth";

/** Listeners of network load balancers, served on this machine at their own ports. */
export interface TcpListeners {
  /** A call of this action was answered: opens and closes ports until they are those of the listeners. */
  note(action: string | undefined): void;
  /** Serves the listeners that were there before the gateway. */
  resume(): void;
  /** Resolves when everything that was noted is done. */
  settled(): Promise<void>;
}

const changing = new Set([
  "CreateListener",
  "ModifyListener",
  "DeleteListener",
  "CreateLoadBalancer",
  "DeleteLoadBalancer",
]);

/** What serving them needs. */
export interface TcpListenersNeeds {
  readonly emulator: Emulator;
  readonly targetHealth: Pick<TargetHealth, "of">;
  readonly host: string;
  readonly report: (sentence: string) => void;
}

interface Served {
  readonly server: Server;
  readonly connections: Set<Socket>;
  /** Where new connections go: a listener that changes keeps its port. */
  group: string;
}

export function tcpListeners({
  emulator,
  targetHealth,
  host,
  report,
}: TcpListenersNeeds): TcpListeners {
  const open = new Map<number, Served>();
  let work = Promise.resolve();
  let turns = 0;

  const targetOf = async (group: string) => {
    const targets = await targetHealth.of(emulator, group);
    const healthy = targets.filter(({ health }) => health.state === "healthy");
    // Where none is healthy all of them get connections, as on AWS.
    const usable = healthy.length > 0 ? healthy : targets;
    return usable[turns++ % usable.length];
  };
  const serve = async (served: Served, client: Socket): Promise<void> => {
    const target = await targetOf(served.group);
    if (target === undefined || client.destroyed) {
      client.destroy();
      return;
    }
    const upstream = connect({ host: target.id, port: target.port, allowHalfOpen: true });
    joined(client, upstream);
  };
  const start = (listener: TcpListener): Promise<void> =>
    new Promise((resolve) => {
      const connections = new Set<Socket>();
      // An end of what a client says is not the end of the answer.
      const server = createServer({ allowHalfOpen: true }, (client) => {
        connections.add(client);
        client.on("close", () => connections.delete(client));
        client.on("error", () => client.destroy());
        serve(served, client).catch(() => client.destroy());
      });
      const served: Served = { server, connections, group: listener.group };
      server.on("error", (error) => {
        open.delete(listener.port);
        report(
          `Port ${listener.port} of a network load balancer cannot be served on this machine: ${error.message}`,
        );
        resolve();
      });
      server.listen(listener.port, host, () => {
        open.set(listener.port, served);
        resolve();
      });
    });
  const stop = (port: number, { server, connections }: Served): void => {
    open.delete(port);
    server.close();
    for (const connection of connections) {
      connection.destroy();
    }
  };
  const sync = async (): Promise<void> => {
    const wanted = new Map<number, TcpListener>();
    for (const listener of await listenersOf(emulator)) {
      if (listener.protocol !== "TCP" || wanted.has(listener.port)) {
        const why =
          listener.protocol === "TCP" ? "another listener has the port" : listener.protocol;
        report(`A listener at port ${listener.port} is not served on this machine: ${why}`);
      } else {
        wanted.set(listener.port, listener);
      }
    }
    for (const [port, served] of [...open]) {
      const listener = wanted.get(port);
      if (listener === undefined) {
        stop(port, served);
      } else {
        served.group = listener.group;
      }
    }
    for (const listener of wanted.values()) {
      if (!open.has(listener.port)) {
        await start(listener);
      }
    }
  };
  const begin = (): void => {
    work = work.then(sync).catch((error: unknown) => {
      report(`The listeners of network load balancers are not known: ${String(error)}`);
    });
  };
  return {
    note: (action) => {
      if (action !== undefined && changing.has(action)) {
        begin();
      }
    },
    resume: begin,
    settled: () => work,
  };
}

/** Each end of one is passed on to the other, and a failure of one ends both. */
function joined(client: Socket, upstream: Socket): void {
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    one.pipe(other);
    one.on("error", () => other.destroy());
    one.on("close", () => {
      if (one.errored !== null) {
        other.destroy();
      }
    });
  }
}

async function listenersOf(emulator: Emulator): Promise<readonly TcpListener[]> {
  const ask = (action: string, parameters: Readonly<Record<string, string>>) =>
    query(emulator, "elasticloadbalancing", {
      Action: action,
      Version: "2015-12-01",
      ...parameters,
    });
  const balancers = networkBalancersIn(await ask("DescribeLoadBalancers", {}));
  const listeners = await Promise.all(
    balancers.map(async (LoadBalancerArn) =>
      tcpListenersIn(await ask("DescribeListeners", { LoadBalancerArn })),
    ),
  );
  return listeners.flat();
}
