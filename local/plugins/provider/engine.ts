import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** The engine that started the plugin, for messages beside its resources. */
export class Engine {
  private client: EngineClient | undefined;
  private readonly said = new Set<string>();

  connect(address: string): void {
    if (address === "") {
      return;
    }
    this.client ??= new EngineClient(address, grpc.credentials.createInsecure());
  }

  /** Shows a warning, each only once a run. */
  warn(urn: string, message: string): void {
    if (this.said.has(`${urn} ${message}`)) {
      return;
    }
    this.said.add(`${urn} ${message}`);
    const request = new LogRequest()
      .setSeverity(LogSeverity.WARNING)
      .setMessage(message)
      .setUrn(urn);
    this.client?.log(request, () => {
      // A warning that cannot be shown must not stop the operation that it is about.
    });
  }
}
