import { z } from "zod";

import { containerHealthCheckLimits } from "../../aws/container";
import {
  checkPathPattern,
  healthCheckLimits,
  longestCheckPath,
  matcherPattern,
} from "../../aws/healthCheck";
import { integerIn, mapping, oneOf, text } from "./fields";

const path = text(checkPathPattern, "must start with / and have no spaces").max(longestCheckPath, {
  error: `must have at most ${longestCheckPath} characters`,
});

/**
 * A target that is new needs one passing check, whatever the threshold says, so the interval
 * decides how quickly a deployment goes on (facts from the ECS and ELB developer guides).
 */
const targetFields = {
  intervalSeconds: integerIn(healthCheckLimits.intervalSeconds)
    .default(5)
    .describe("Seconds between checks (AWS: 30). Short: the first passing check lets a task in"),
  timeoutSeconds: integerIn(healthCheckLimits.timeoutSeconds)
    .default(2)
    .describe("Seconds to wait for an answer; below the interval"),
  healthyThreshold: integerIn(healthCheckLimits.healthyThreshold)
    .default(2)
    .describe(
      "Passing checks after which an unhealthy task is healthy again. A new task needs one",
    ),
  unhealthyThreshold: integerIn(healthCheckLimits.unhealthyThreshold)
    .default(3)
    .describe("Failing checks after which a task is unhealthy and is replaced"),
  graceSeconds: integerIn(healthCheckLimits.graceSeconds)
    .default(60)
    .describe("Seconds after a task's start in which failing checks do not count"),
};

export const webHealthCheck = mapping({
  path: path.default("/").describe("Path that answers when the app is healthy"),
  ...targetFields,
  matcher: text(
    matcherPattern,
    'must be status codes from 200 to 499, such as "200", "200-299" or "200,204"',
  )
    .default("200")
    .describe("Status codes that count as healthy"),
});

export const tcpHealthCheck = mapping({
  protocol: oneOf(["tcp", "http"])
    .default("tcp")
    .describe("`tcp` only connects, `http` also asks for `path`"),
  path: path
    .exactOptional()
    .describe("`http` only: path that answers when the app is healthy; else `/`"),
  ...targetFields,
});

export const containerHealthCheck = mapping({
  command: z
    .array(z.string())
    .min(1, { error: "needs at least one word" })
    .refine(([first]) => first !== "CMD" && first !== "CMD-SHELL", {
      error: (issue) => shellSentence(issue.input),
    })
    .describe(
      "Command and its arguments, run in the container; exit code 0 is healthy. For a shell: `[sh, -c, …]`",
    ),
  intervalSeconds: integerIn(containerHealthCheckLimits.intervalSeconds)
    .default(5)
    .describe("Seconds between checks (ECS: 30)"),
  timeoutSeconds: integerIn(containerHealthCheckLimits.timeoutSeconds)
    .default(2)
    .describe("Seconds to wait for the command"),
  retries: integerIn(containerHealthCheckLimits.retries)
    .default(3)
    .describe("Failing checks after which a task is replaced"),
  startPeriodSeconds: integerIn(containerHealthCheckLimits.startPeriodSeconds)
    .default(0)
    .describe("Seconds after the start in which failing checks do not count"),
});

/** ECS's own first word is written for the user: a second one would be run as a program. */
function shellSentence(command: unknown): string {
  return Array.isArray(command) && command[0] === "CMD-SHELL"
    ? 'must not begin with CMD-SHELL; for a shell write [sh, -c, "…"], if the image has one'
    : "must not begin with CMD; leave the word out, the command is run as it is";
}
