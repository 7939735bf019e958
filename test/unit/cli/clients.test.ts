import assert from "node:assert/strict";
import { createServer, type AddressInfo, type Socket } from "node:net";

import { awsClients } from "../../../cli/clients";

/** As much of the SDK's handler of requests as is asked here. */
interface Handler {
  handle(request: object, options: { readonly requestTimeout: number }): Promise<unknown>;
  httpHandlerConfigs(): { readonly connectionTimeout?: number; readonly requestTimeout?: number };
}

interface Client {
  readonly config: { readonly requestHandler: unknown };
}

describe("the clients of AWS", () => {
  it("give up a connection that nobody answers", async () => {
    const sockets: Socket[] = [];
    const mute = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = mute.address() as AddressInfo;
      const request = { protocol: "http:", hostname: "127.0.0.1", port, method: "GET", path: "/" };
      const all = awsClients({ region: "eu-west-1" });
      const makers = Object.entries<() => Promise<Client>>({ ...all });
      assert.equal(makers.length, 12);
      for (const [name, client] of makers) {
        const handler = (await client()).config.requestHandler as Handler;
        await assert.rejects(
          handler.handle({ ...request, headers: {} }, { requestTimeout: 20 }),
          { name: "TimeoutError" },
          name,
        );
        const { connectionTimeout = 0, requestTimeout = 0 } = handler.httpHandlerConfigs();
        assert.ok(connectionTimeout > 0 && connectionTimeout <= 10_000, name);
        assert.ok(requestTimeout > 0 && requestTimeout <= 30_000, name);
      }
    } finally {
      for (const socket of sockets) {
        socket.destroy();
      }
      mute.close();
    }
  });
});
