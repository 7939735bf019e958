import { get } from "node:http";

import { Failure } from "./failure";

/**
 * Waits until a URL answers with anything but an error of the server or the load balancer.
 *
 * @throws Failure when it does not within the time.
 */
export async function untilAnswering(url: string, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  let last = "nothing";
  while (Date.now() < deadline) {
    const status = await statusOf(url);
    if (typeof status === "number" && status < 500) {
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

function statusOf(url: string): Promise<number | string> {
  const { hostname, port, pathname, host } = new URL(url);
  return new Promise((resolve) => {
    // Names under localhost are this machine whether or not its resolver says so, as in curl and browsers.
    const address = hostname.endsWith(".localhost") ? "127.0.0.1" : hostname;
    const request = get(
      { host: address, port, path: pathname, headers: { host }, timeout: 5000, agent: false },
      (reply) => {
        reply.resume();
        resolve(reply.statusCode ?? 0);
      },
    );
    request.on("timeout", () => request.destroy(new Error("a timeout")));
    request.on("error", (error) => {
      resolve(error.message);
    });
  });
}
