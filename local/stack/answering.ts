import { get } from "node:http";
import { connect } from "node:net";

import { Failure } from "./failure";
import { type Row } from "./table";

/** URLs of the apps that have tasks, as far as they lead to this machine: a host of a route's own is the internet's. */
export function urlsToAsk(rows: readonly Row[]): readonly string[] {
  return rows
    .filter(({ containers }) => containers.length > 0)
    .flatMap(({ url }) => (url !== undefined && isLocal(new URL(url).hostname) ? [url] : []));
}

function isLocal(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost");
}

/**
 * Waits until a URL answers with anything but an error of the server or the load balancer, or until a port takes
 * connections.
 *
 * @throws Failure when it does not within the time.
 */
export async function untilAnswering(url: string, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  let last = "nothing";
  while (Date.now() < deadline) {
    const status = await (url.startsWith("http") ? statusOf(url) : connectionTo(url));
    if (status === "open" || (typeof status === "number" && status < 500)) {
      return;
    }
    last = String(status);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Failure(
    `${url} does not answer after ${seconds} seconds; the last answer was ${last}.`,
    `Look at its containers (docker ps --all --filter label=ministack=ecs, docker logs <id>), then run make local again.`,
  );
}

/** Names under localhost are this machine whether or not its resolver says so, as in curl and browsers. */
function addressOf(hostname: string): string {
  return hostname.endsWith(".localhost") ? "127.0.0.1" : hostname;
}

/** `open` when something takes a connection, else why not. */
function connectionTo(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: addressOf(hostname), port: Number(port), timeout: 5000 });
    socket.on("connect", () => {
      socket.destroy();
      resolve("open");
    });
    socket.on("timeout", () => socket.destroy(new Error("a timeout")));
    socket.on("error", (error) => {
      resolve(error.message);
    });
  });
}

function statusOf(url: string): Promise<number | string> {
  const { hostname, port, pathname, host } = new URL(url);
  return new Promise((resolve) => {
    const to = { host: addressOf(hostname), port, path: pathname, headers: { host } };
    const request = get({ ...to, timeout: 5000, agent: false }, (reply) => {
      reply.resume();
      resolve(reply.statusCode ?? 0);
    });
    request.on("timeout", () => request.destroy(new Error("a timeout")));
    request.on("error", (error) => {
      resolve(error.message);
    });
  });
}
