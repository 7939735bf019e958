import { z } from "zod";

import { listenerPriority } from "../../aws/limits";
import { mapping, text, integerIn } from "./fields";

const routePath = text(
  /^\/[A-Za-z0-9_\-.$/~"'@:+&*?]*$/,
  "must start with / and have letters, digits and _-.$/~\"'@:+&*? only",
).max(128, { error: "must have at most 128 characters" });

const routeHost = text(
  /^(?=.*\.)[A-Za-z0-9*?.-]*\.[A-Za-z]+$/,
  "must be a host name such as app.example.com, without scheme, port and path",
).max(128, { error: "must have at most 128 characters" });

/** Which requests a load balancer sends to an app. */
export const route = mapping({
  paths: z
    .array(routePath)
    .min(1, { error: "needs at least one path; leave the key out for all paths" })
    .default(["/*"])
    .describe("Paths that go to this app; `*` and `?` are wildcards"),
  hosts: z.array(routeHost).default([]).describe("Host names that go to this app; none: all"),
  priority: integerIn(listenerPriority)
    .exactOptional()
    .describe("Place among the load balancer's rules, lowest first; else computed, narrow first"),
});
