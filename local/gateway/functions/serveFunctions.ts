import { type IncomingMessage, type ServerResponse } from "node:http";

import { awsRequest, type RoleSession } from "../awsRequest";
import { type Gateway } from "../gateway";
import { bodyOf, clientHeaders, send, unreachable } from "../upstream";
import { actingOf } from "./callResources";
import { withEndpoint, withoutEndpoint } from "./functionEnvironment";

/** Lambda's functions: made with the gateway's address in their environment, and shown without it. */
export async function serveFunctions(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
  session: RoleSession | undefined,
): Promise<void> {
  const { upstream, origin } = gateway;
  const { method = "GET", url = "/", headers } = request;
  const body = (await bodyOf(request)).toString("utf8");
  try {
    const sent = Buffer.from(withEndpoint(method, url, body, origin));
    const reply = await send(upstream, { method, path: url, headers, body: sent });
    if (method !== "GET") {
      gateway.functionCallers.forget();
    }
    const shown = withoutEndpoint(reply.body.toString("utf8"), origin);
    const aws = awsRequest(headers, Buffer.alloc(0), url);
    if (aws !== undefined) {
      const action = `${method} ${url.split("?")[0] ?? ""}`;
      const acting = actingOf(gateway.options, { ...aws, session }, "");
      gateway.calls.record({ ...aws, action }, "", reply.status, acting);
    }
    response.writeHead(reply.status, clientHeaders(reply)).end(shown);
  } catch (error) {
    unreachable(response, error instanceof Error ? error : new Error(String(error)));
  }
}
