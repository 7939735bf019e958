import { type Target } from "../../delivery/aws/elasticLoadBalancing";

/** Targets of a service's load balancers. */
export interface TargetCount {
  readonly healthy: number;
  readonly total: number;
  /** Why others are not healthy: "Target.Timeout: Request timed out". */
  readonly reasons: readonly string[];
}

/** Those that are being deregistered do not count any more. */
export function countTargets(targets: readonly Target[]): TargetCount {
  const counted = targets.filter(({ state }) => state !== "draining");
  const reasons = counted
    .filter(({ state }) => state !== "healthy")
    .map(({ state, reason = state, description = "" }) =>
      description === "" ? reason : `${reason}: ${description}`,
    );
  return {
    healthy: counted.filter(({ state }) => state === "healthy").length,
    total: counted.length,
    reasons: [...new Set(reasons)],
  };
}
