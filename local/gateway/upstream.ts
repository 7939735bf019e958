import {
  Agent,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";

/** The emulator behind the gateway. */
export interface Upstream {
  readonly host: string;
  readonly port: number;
  readonly agent: Agent;
}

export function upstream(port: number): Upstream {
  return { host: "127.0.0.1", port, agent: new Agent({ keepAlive: true, maxFreeSockets: 64 }) };
}

/** A response read to its end. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Passes a request on as it arrives and its response as it comes: for layers, objects and the load balancer.
 * `rewriteHeader` is applied to the values of the response's headers (a redirect names the host).
 */
export function stream(
  to: Upstream,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  headers: Readonly<IncomingHttpHeaders>,
  rewriteHeader: (value: string) => string = (value) => value,
): void {
  const { host, port, agent } = to;
  const path = incoming.url ?? "/";
  const forwarded = request(
    { host, port, agent, path, method: incoming.method ?? "GET", headers },
    (reply) => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.rawHeaders.map(rewriteHeader));
      reply.pipe(outgoing);
      // A reply cut short must not look complete.
      reply.on("error", () => outgoing.destroy());
    },
  );
  forwarded.on("error", (error) => {
    if (outgoing.headersSent) {
      outgoing.destroy();
    } else {
      unreachable(outgoing, error);
    }
  });
  outgoing.on("close", () => {
    if (!outgoing.writableFinished) {
      forwarded.destroy();
    }
  });
  incoming.pipe(forwarded);
}

/** Sends a request whose body is already here and reads the whole reply. */
export function send(
  to: Upstream,
  call: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<IncomingHttpHeaders>;
    readonly body: Buffer;
  },
): Promise<Reply> {
  const { host, port, agent } = to;
  const headers = { ...call.headers, "content-length": String(call.body.length) };
  delete (headers as IncomingHttpHeaders)["transfer-encoding"];
  return new Promise((resolve, reject) => {
    const forwarded = request(
      { host, port, agent, path: call.path, method: call.method, headers },
      (reply) => {
        bodyOf(reply).then((body) => {
          resolve({ status: reply.statusCode ?? 502, headers: reply.headers, body });
        }, reject);
      },
    );
    forwarded.on("error", reject);
    forwarded.end(call.body);
  });
}

/** The headers of a reply for a client: its body may have another length now. */
export function clientHeaders({ headers }: Reply): Record<string, string> {
  // The connection's headers are the gateway's own.
  const own = ["content-length", "connection", "keep-alive", "transfer-encoding"];
  const kept = Object.entries(headers).filter(([name]) => !own.includes(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

export async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** The emulator is gone: said in one sentence, with what to do. */
export function unreachable(outgoing: ServerResponse, error: Error): void {
  outgoing.writeHead(503, { "content-type": "application/json" });
  outgoing.end(
    JSON.stringify({
      message: `The emulator of local AWS does not answer (${error.message}). Start it with: make local`,
    }),
  );
}
