import { makeGateway } from "./makeGateway";
import { gatewayOptions } from "./options";
import { containerServer, gatewayServer } from "./server";

const options = gatewayOptions(process.env);
const shared = makeGateway(options);
const server = gatewayServer(shared);
// Clients that resolve "localhost" to IPv6 first find the gateway, too, where the machine has IPv6.
const second = options.host === "127.0.0.1" ? gatewayServer(shared) : undefined;

server.on("error", (error: NodeJS.ErrnoException) => {
  console.error(`The gateway of local AWS cannot listen on port ${options.port}: ${error.message}`);
  process.exit(1);
});
second?.on("error", () => undefined);
server.listen(options.port, options.host, () => {
  console.log(
    `Local AWS (a stand-in, for this machine only) listens on http://localhost:${options.port}`,
  );
});
second?.listen(options.port, "::1");

if (options.containerHost !== undefined) {
  const { containerHost, port } = options;
  containerServer(shared)
    .on("error", ({ message }) => {
      console.error(`Containers cannot call local AWS: ${containerHost}:${port}: ${message}`);
    })
    .listen(port, containerHost);
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    shared.calls.close();
    process.exit(0);
  });
}
