import { type IncomingMessage, type ServerResponse } from "node:http";

import { parseFault } from "./faults";
import { type Gateway } from "./gateway";
import { bodyOf } from "./upstream";

/** The gateway's own requests: its health, and the faults that tests ask for. */
export async function serveControl(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = (status: number, body: unknown): void => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(`${JSON.stringify(body)}\n`);
  };
  const { port, emulatorPort, region } = gateway.options;
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const asked = (name: string): string => searchParams.get(name) ?? "";
  switch (`${request.method ?? ""} ${pathname}`) {
    case "GET /_slipway/health":
      answer(200, { standIn: "local AWS", process: process.pid, port, emulatorPort, region });
      return;
    case "GET /_slipway/faults":
      answer(200, gateway.faults.pending);
      return;
    case "DELETE /_slipway/faults":
      gateway.faults.clear();
      answer(200, gateway.faults.pending);
      return;
    case "POST /_slipway/faults":
      try {
        gateway.faults.add(parseFault((await bodyOf(request)).toString("utf8")));
        answer(200, gateway.faults.pending);
      } catch (error) {
        answer(400, { message: error instanceof Error ? error.message : String(error) });
      }
      return;
    // The emulator's load balancers and service scheduler ask these.
    case "GET /_slipway/targets":
      answer(200, {
        targets: (await gateway.targetHealth.of(gateway, asked("group"))).map(
          ({ id, port: targetPort, health: { state, reason, description } }) => ({
            id,
            port: targetPort,
            state,
            reason,
            description,
          }),
        ),
      });
      return;
    case "DELETE /_slipway/targets":
      gateway.targetHealth.forget(asked("group"), { id: asked("id"), port: Number(asked("port")) });
      answer(200, {});
      return;
    default:
      answer(404, { message: `The gateway of local AWS has no "${request.url ?? ""}".` });
  }
}
