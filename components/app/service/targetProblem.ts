import { healthCheckLimits, timingProblem } from "../../../aws/healthCheck";
import { deregistrationDelaySeconds, port, type Ranged, rangeProblem } from "../../../aws/limits";

/** What every app behind a load balancer says of its targets. */
export interface TargetSettings {
  readonly port: number;
  readonly healthCheck: Readonly<Record<keyof typeof healthCheckLimits, number>>;
  readonly deregistrationDelaySeconds: number;
}

/**
 * The first thing that is wrong with an app's targets; undefined if nothing is.
 *
 * @param further numbers of the kind's own, with their names and what they may be
 */
export function targetProblem(
  { port: targetPort, healthCheck, deregistrationDelaySeconds: drain }: TargetSettings,
  further: readonly Ranged[],
): string | undefined {
  const check = (key: keyof typeof healthCheckLimits) =>
    [`healthCheck.${key}`, healthCheck[key], healthCheckLimits[key]] as const;
  const wrong = rangeProblem([
    ["port", targetPort, port],
    ...further,
    ["deregistrationDelaySeconds", drain, deregistrationDelaySeconds],
    check("intervalSeconds"),
    check("timeoutSeconds"),
    check("healthyThreshold"),
    check("unhealthyThreshold"),
    check("graceSeconds"),
  ]);
  if (wrong !== undefined) {
    return wrong;
  }
  const timing = timingProblem(healthCheck.intervalSeconds, healthCheck.timeoutSeconds);
  return timing === undefined ? undefined : `healthCheck.timeoutSeconds ${timing}.`;
}
