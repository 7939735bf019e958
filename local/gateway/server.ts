import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { serveApi } from "./api";
import { awsRequest } from "./awsRequest";
import { gitPrefix } from "./codecommit/smartHttp";
import { serveControl } from "./control";
import { type TaskCaller } from "./ecs/taskCallers";
import { functionRequest } from "./functions/functionEnvironment";
import { type Gateway } from "./gateway";
import { serveRegistry } from "./registry";
import { loadBalancerHost } from "./rewriteLoadBalancers";
import { stream } from "./upstream";

/** The HTTP server in front of the emulator: one address for the APIs, the registry and the load balancers. */
export function gatewayServer(gateway: Gateway): Server {
  return serverOf(gateway, route);
}

/**
 * The server on the network of Docker, for containers alone: a caller can start containers, so it answers the
 * keys that a task or a build was given, which no one else knows, and the address of a task's metadata, which is one.
 */
export function containerServer(gateway: Gateway): Server {
  return serverOf(gateway, async (_gateway, request, response) => {
    const caller = await taskOf(gateway, request);
    if (caller !== undefined) {
      await serveApi(gateway, request, response, caller.session);
    } else if (request.url?.startsWith("/v4/") === true) {
      stream(gateway.upstream, request, response, request.headers);
    } else {
      const message = "Containers call local AWS with the keys in their environment.";
      response.writeHead(403, { "content-type": "application/json" });
      response.end(JSON.stringify({ __type: "AccessDeniedException", message }));
    }
  });
}

function serverOf(gateway: Gateway, serve: typeof route): Server {
  const server = createServer((request, response) => {
    serve(gateway, request, response).catch((error: unknown) => {
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
    // Containers on the network of the machine call here, too.
    await serveApi(gateway, request, response, (await taskOf(gateway, request))?.session);
  }
}

function taskOf(
  { codeBuild, taskCallers }: Gateway,
  { headers, url = "/" }: IncomingMessage,
): Promise<TaskCaller | undefined> {
  const accessKey = awsRequest(headers, Buffer.alloc(0), url)?.accessKey;
  const build = codeBuild.callerOf(accessKey);
  return build === undefined ? taskCallers.callerOf(accessKey) : Promise.resolve(build);
}
