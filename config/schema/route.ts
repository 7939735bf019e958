import { z } from "zod";

import {
  hostConditionPattern,
  listenerPriority,
  longestCondition,
  pathConditionPattern,
} from "../../aws/listenerRule";
import { mapping, text, integerIn } from "./fields";

const tooLong = `must have at most ${longestCondition} characters`;

const routePath = text(
  pathConditionPattern,
  "must start with / and have letters, digits and _-.$/~\"'@:+&*? only",
).max(longestCondition, { error: tooLong });

const routeHost = text(
  hostConditionPattern,
  "must be a host name such as app.example.com, without scheme, port and path",
).max(longestCondition, { error: tooLong });

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
