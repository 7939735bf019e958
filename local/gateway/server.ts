import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { serveApi } from "./api";
import { gitPrefix } from "./codecommit/smartHttp";
import { serveControl } from "./control";
import { functionRequest } from "./functions/functionEnvironment";
import { type Gateway } from "./gateway";
import { serveRegistry } from "./registry";
import { loadBalancerHost } from "./rewriteLoadBalancers";
import { stream } from "./upstream";

/** The HTTP server in front of the emulator: one address for the APIs, the registry and the load balancers. */
export function gatewayServer(gateway: Gateway): Server {
  const server = createServer((request, response) => {
    route(gateway, request, response).catch((error: unknown) => {
      // A client that went away is no news; anything else is this program's fault and says so.
      if (response.writableEnded || response.destroyed) {
        return;
      }
      console.error(error);
      if (response.headersSent) {
        response.destroy();
      } else {
        response.writeHead(500).end(`The gateway of local AWS failed: ${String(error)}`);
      }
    });
  });
  // Longer than the clients' own idle time: the client closes first, and no request meets a closing socket.
  server.keepAliveTimeout = 75_000;
  return server;
}

async function route(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? "/";
  const fromFunction = functionRequest(url);
  const host = loadBalancerHost(request.headers.host);
  if (host !== undefined) {
    stream(gateway.upstream, request, response, { ...request.headers, host }, gateway.toLocal);
  } else if (fromFunction !== undefined) {
    // What the function asks for is behind its own address.
    request.url = fromFunction.url;
    const session = await gateway.functionCallers.sessionOf(fromFunction.name);
    await serveApi(gateway, request, response, session);
  } else if (url.startsWith("/_slipway/")) {
    await serveControl(gateway, request, response);
  } else if (url.startsWith(gitPrefix)) {
    await gateway.codeCommit.serveGit(request, response);
  } else if (url === "/v2" || url.startsWith("/v2/")) {
    await serveRegistry(gateway, request, response);
  } else {
    await serveApi(gateway, request, response);
  }
}
