import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";

/** Listens on this machine alone, on a free port unless one is named. */
export function listen(server: Server, port = 0): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}

/** Ends a server with its connections; one that does not listen is left alone. */
export function close(server: Server | undefined): Promise<void> {
  if (server?.listening !== true) {
    return Promise.resolve();
  }
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** A port for a server that must know its own before it listens: found by opening and closing it. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await listen(probe);
  const port = portOf(probe);
  await close(probe);
  return port;
}
