"use strict";
// A web app as a container wants it, with nothing but Node's own modules.
const http = require("node:http");

const port = Number(process.env.PORT || 8080);
const version = process.env.APP_VERSION || "unknown";
const host = require("node:os").hostname();

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Hello from Slipway</title>
<h1>Hello from Slipway</h1>
<p>Version <strong>${version}</strong>, served by container <code>${host}</code>.</p>
</html>
`;

let stopping = false;

const server = http.createServer((request, response) => {
  // The load balancer learns that this container is going from its deregistration; a client that keeps its
  // connection learns it here, and opens the next one to another container.
  if (stopping) response.setHeader("Connection", "close");
  if (request.url === "/healthz") {
    response.writeHead(200, { "Content-Type": "text/plain" }).end("ok\n");
  } else if (request.url === "/") {
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(page);
  } else {
    response.writeHead(404, { "Content-Type": "text/plain" }).end("not found\n");
  }
});

// The load balancer keeps idle connections for 60 s. If the app closed one first, a request already on its way
// would meet a closed socket, and its user a 502.
server.keepAliveTimeout = 65_000;
server.headersTimeout = 70_000;

// As process 1 in a container Node gets no default action for signals: without these lines SIGTERM would do
// nothing, and SIGKILL would cut off the requests in flight when the stop time-out ends.
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    console.log(`${signal}: finishing requests, then leaving`);
    // Accepts nothing new, lets running requests end, then the process has nothing left to do and exits.
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}

server.listen(port, () => console.log(`hello ${version} listens on port ${port}`));
