import assert from "node:assert/strict";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";

import { untilAnswering, urlsToAsk } from "../../stack/answering";

/** Runs a test with the port of a server that listens on this machine. */
async function listening(server: Server, test: (port: number) => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await test((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

describe("what make local asks for an answer", () => {
  const row = { app: "main/web", image: "hello", containers: ["0a1b2c3d4e5f:32768"] };
  const url = "http://main-web.eu-west-1.elb.localhost:4566/";

  it("is every app that has tasks", () => {
    assert.deepEqual(urlsToAsk([{ ...row, url }]), [url]);
  });

  for (const [what, other] of [
    ["an app whose count is 0", { ...row, url, containers: [] }],
    ["an app that answers nowhere", row],
    ["an app on a host of the internet", { ...row, url: "https://shop.example.com/" }],
    ["a host that only begins as this machine", { ...row, url: "http://localhost.example.com/" }],
  ] as const) {
    it(`is not ${what}`, () => {
      assert.deepEqual(urlsToAsk([other]), []);
    });
  }
});

describe("waiting for an answer", () => {
  it("ends when an app answers over HTTP", async () => {
    const server = createHttpServer((_, reply) => reply.end("hello"));
    await listening(server, (port) => untilAnswering(`http://web.localhost:${port}/`, 60));
  });

  it("ends when a TCP app takes a connection, whatever it says", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined).end("not HTTP");
    });
    await listening(server, (port) => untilAnswering(`tcp://echo.localhost:${port}`, 60));
  });

  for (const scheme of ["http", "tcp"]) {
    it(`ends with the URL and the reason where nothing listens, over ${scheme}`, async () => {
      const server = createServer();
      let url = "";
      await listening(server, (port) => {
        url = `${scheme}://web.localhost:${port}`;
        return Promise.resolve();
      });
      await assert.rejects(untilAnswering(url, 0.1), /does not answer after .*ECONNREFUSED/);
    });
  }

  it("does not end with an error of the load balancer", async () => {
    const server = createHttpServer((_, reply) => reply.writeHead(503).end());
    await listening(server, (port) =>
      assert.rejects(
        untilAnswering(`http://web.localhost:${port}/`, 0.1),
        /the last answer was 503/,
      ),
    );
  });
});
