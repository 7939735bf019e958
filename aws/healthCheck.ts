/** Health checks of target groups (Elastic Load Balancing API, CreateTargetGroup). */

/** What a check may be told. ECS takes a longer grace period, which no start needs. */
export const healthCheckLimits = {
  intervalSeconds: { from: 5, to: 300 },
  timeoutSeconds: { from: 2, to: 120 },
  healthyThreshold: { from: 2, to: 10 },
  unhealthyThreshold: { from: 2, to: 10 },
  graceSeconds: { from: 0, to: 7200 },
} as const;

/** The path that is asked for. */
export const checkPathPattern = /^\/\S*$/;
export const longestCheckPath = 1024;

/** Status codes that count as healthy: single ones and ranges. */
export const matcherPattern = /^[2-4]\d\d(?:-[2-4]\d\d)?(?:,[2-4]\d\d(?:-[2-4]\d\d)?)*$/;

/** Why a check would not have ended when the next one begins. */
export function timingProblem(intervalSeconds: number, timeoutSeconds: number): string | undefined {
  return timeoutSeconds >= intervalSeconds
    ? `must be below intervalSeconds, which is ${intervalSeconds} (got "${timeoutSeconds}")`
    : undefined;
}

/** What is wrong with the status codes that a target group takes for healthy. */
export function matcherProblem(matcher: string): string | undefined {
  const backwards = matcher
    .split(",")
    .find((part) => Number(part.split("-")[0]) > Number(part.split("-")[1] ?? Infinity));
  return backwards === undefined
    ? undefined
    : `the range ${backwards} is the wrong way round; write ${backwards.split("-").reverse().join("-")}`;
}
