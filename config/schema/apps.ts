import { z } from "zod";

import { taskFields } from "./container";
import { deploy } from "./deploy";
import { anyText, flag, integer, integerFrom, named, mapping, oneOf, text } from "./fields";
import { containerHealthCheck, tcpHealthCheck, webHealthCheck } from "./healthCheck";

const scaling = mapping({
  min: integerFrom(0).describe("Fewest tasks"),
  max: integer(1, 5000).describe("Most tasks"),
  cpuPercent: integer(1, 100).exactOptional().describe("Average CPU to hold"),
  memoryPercent: integer(1, 100).exactOptional().describe("Average memory to hold"),
  requestsPerTarget: integerFrom(1)
    .exactOptional()
    .describe("`web` only: requests a minute and task to hold"),
});

const serviceFields = {
  ...taskFields,
  count: integer(0, 5000)
    .default(2)
    .describe("Tasks to keep running (ECS: at most 5000 a service). 2: losing one is no outage"),
  scaling: scaling.exactOptional().describe("Lets the load decide the count, in place of `count`"),
  deploy: deploy.prefault({}).describe("How a new revision replaces the one that runs"),
};

const port = integer(1, 65535).describe("Port that the container listens on");

const deregistrationDelaySeconds = integer(0, 3600)
  .default(30)
  .describe(
    "Seconds that a stopping task may finish its requests (AWS: 300). 5 suits answers below a second; uploads and streams need more",
  );

const routePath = text(
  /^\/[A-Za-z0-9_\-.$/~"'@:+&*?]*$/,
  "must start with / and have letters, digits and _-.$/~\"'@:+&*? only",
).max(128, { error: "must have at most 128 characters" });

const routeHost = text(
  /^(?=.*\.)[A-Za-z0-9*?.-]*\.[A-Za-z]+$/,
  "must be a host name such as app.example.com, without scheme, port and path",
).max(128, { error: "must have at most 128 characters" });

const route = mapping({
  paths: z
    .array(routePath)
    .min(1, { error: "needs at least one path; leave the key out for all paths" })
    .default(["/*"])
    .describe("Paths that go to this app; `*` and `?` are wildcards"),
  hosts: z.array(routeHost).default([]).describe("Host names that go to this app; none: all"),
  priority: integer(1, 50000)
    .exactOptional()
    .describe("Place among the load balancer's rules, lowest first; else computed, narrow first"),
});

const web = mapping({
  kind: z.literal("web").describe("HTTP behind the cluster's load balancer"),
  ...serviceFields,
  port,
  route: route.prefault({}).describe("Which requests go to this app"),
  healthCheck: webHealthCheck
    .prefault({})
    .describe("How the load balancer asks whether a task is well"),
  deregistrationDelaySeconds,
});

const tcp = mapping({
  kind: z.literal("tcp").describe("TCP behind a network load balancer of its own"),
  ...serviceFields,
  port,
  listenerPort: integer(1, 65535).describe("Port that clients connect to"),
  internetFacing: flag().default(true).describe("Whether clients come from the internet"),
  healthCheck: tcpHealthCheck
    .prefault({})
    .describe("How the load balancer asks whether a task is well"),
  deregistrationDelaySeconds,
});

const internal = mapping({
  kind: z.literal("internal").describe("Reached by other apps of the cluster, by name"),
  ...serviceFields,
  port,
  protocol: oneOf(["http", "http2", "grpc", "tcp"]).default("http").describe("What it speaks"),
  containerHealthCheck: containerHealthCheck
    .exactOptional()
    .describe("Command that tells whether a task is well"),
});

const worker = mapping({
  kind: z.literal("worker").describe("Runs without being called, such as a queue's consumer"),
  ...serviceFields,
  containerHealthCheck: containerHealthCheck
    .exactOptional()
    .describe(
      "Command that tells whether a task is well. Without one ECS waits 40 s for each task",
    ),
});

const scheduled = mapping({
  kind: z.literal("scheduled").describe("Runs by the clock and ends"),
  ...taskFields,
  schedule: anyText().describe("`cron(…)` with six fields, `rate(…)` or `at(…)`"),
  timezone: anyText().default("UTC").describe("Time zone of the schedule, such as Europe/Berlin"),
  tasks: integer(1, 10).default(1).describe("Tasks to start each time"),
  retries: integer(0, 185).default(2).describe("How often a start that failed is tried again"),
});

/** One app; its kind decides the other keys. */
export const app = z.discriminatedUnion("kind", [web, tcp, internal, worker, scheduled]);

export const appKinds = ["web", "tcp", "internal", "worker", "scheduled"] as const;

/** Apps by name. */
export const apps = named(32, app);
