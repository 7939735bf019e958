/** A target group's health check, as its API reports it. */
export interface HealthCheck {
  readonly enabled: boolean;
  /** `TCP` only connects. */
  readonly protocol: "HTTP" | "TCP";
  readonly path: string;
  /** `traffic-port`, or a number. */
  readonly port: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** HTTP codes that pass: `200`, `200-299`, `200,302`. */
  readonly matcher: string;
}

/** What one probe found. */
export type Outcome =
  | { readonly passed: true }
  | { readonly passed: false; readonly reason: string; readonly description: string };

/** A target's health, with the count of equal outcomes in a row. */
export interface Health {
  readonly state: "initial" | "healthy" | "unhealthy";
  readonly reason?: string;
  readonly description?: string;
  readonly passes: number;
  readonly failures: number;
}

export const initialHealth: Health = {
  state: "initial",
  reason: "Elb.RegistrationInProgress",
  description: "Target registration is in progress",
  passes: 0,
  failures: 0,
};

/**
 * Health after one more probe. A new target needs one passing check; one that failed before needs the
 * threshold; a healthy one stays so until enough failures in a row.
 */
export function nextHealth(health: Health, outcome: Outcome, check: HealthCheck): Health {
  if (outcome.passed) {
    const passes = health.passes + 1;
    const needed = health.state === "initial" ? 1 : check.healthyThreshold;
    if (health.state === "healthy" || passes >= needed) {
      return { state: "healthy", passes, failures: 0 };
    }
    return { ...health, passes, failures: 0 };
  }
  const failures = health.failures + 1;
  const { reason, description } = outcome;
  if (health.state === "unhealthy" || failures >= check.unhealthyThreshold) {
    return { state: "unhealthy", reason, description, passes: 0, failures };
  }
  return { ...health, passes: 0, failures };
}

/** Whether a target group's matcher accepts a response code. */
export function accepts(matcher: string, code: number): boolean {
  return matcher.split(",").some((part) => {
    const [from = NaN, to = from] = part.split("-").map(Number);
    return code >= from && code <= to;
  });
}
