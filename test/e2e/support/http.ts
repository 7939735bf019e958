import { get, request } from "node:http";

/** An answer to a GET. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** GETs a URL whose host may be a name under localhost, which is this machine whatever the resolver says. */
export function fetchLocal(url: string): Promise<Answer> {
  const { host, hostname, port, pathname } = new URL(url);
  const address = hostname.endsWith("localhost") ? "127.0.0.1" : hostname;
  return new Promise((resolve, reject) => {
    get({ host: address, port, path: pathname, headers: { host }, agent: false }, (reply) => {
      let body = "";
      reply.on("data", (data: Buffer) => {
        body += data.toString();
      });
      reply.on("end", () => {
        resolve({ status: reply.statusCode ?? 0, body });
      });
      reply.on("error", reject);
    }).on("error", reject);
  });
}

/** Asks the gateway for a fault; see local/gateway/faults.ts. */
export function injectFault(port: number, fault: Readonly<Record<string, unknown>>): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(
      { host: "127.0.0.1", port, path: "/_slipway/faults", method: "POST" },
      (reply) => {
        reply.resume();
        if (reply.statusCode === 200) {
          resolve();
        } else {
          reject(new Error(`the gateway refused the fault (${reply.statusCode ?? 0})`));
        }
      },
    );
    call.on("error", reject);
    call.end(JSON.stringify(fault));
  });
}

/** Faults that did not happen yet. */
export async function pendingFaults(port: number): Promise<readonly unknown[]> {
  const { body } = await fetchLocal(`http://localhost:${port}/_slipway/faults`);
  return JSON.parse(body) as readonly unknown[];
}
