import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";

import { Engine } from "./engine";
import { providerService } from "./service";
import { type StandIn, StandInProvider } from "./standInProvider";

/** Images, policies and archives travel in messages; this is the engine's own limit. */
const maxMessageBytes = 400 * 1024 * 1024;

/** Serves the provider to the engine that started this process, and prints the port as the engine expects. */
export async function serve<C>(definition: StandIn<C>): Promise<void> {
  endWithEngine();
  const engine = new Engine();
  const address = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
  engine.connect(address ?? "");
  const server = new grpc.Server({
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_send_message_length": maxMessageBytes,
  });
  server.addService(
    ResourceProviderService,
    providerService(new StandInProvider(definition), engine, process.env),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) {
        resolve(bound);
      } else {
        reject(error);
      }
    });
  });
  process.stdout.write(`${String(port)}\n`);
}

/** Ends this process with the engine's, even if that one is killed; Ctrl-C is the engine's to answer. */
export function endWithEngine(): void {
  const engine = process.ppid;
  process.on("SIGINT", () => undefined);
  setInterval(() => {
    if (process.ppid !== engine) {
      process.exit(0);
    }
  }, 1000).unref();
}
