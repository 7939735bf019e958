import { get } from "node:http";

import { accepts, type HealthCheck, type Outcome } from "./healthCheck";

/** One registered target. */
export interface Target {
  readonly id: string;
  readonly port: number;
}

/** Asks a target once, as the load balancer's health checker does. */
export function probe(target: Target, check: HealthCheck): Promise<Outcome> {
  const port = check.port === "traffic-port" ? target.port : Number(check.port);
  const timeout = check.timeoutSeconds * 1000;
  return new Promise((resolve) => {
    const fail = (reason: string, description: string): void => {
      resolve({ passed: false, reason, description });
    };
    const request = get(
      {
        host: target.id,
        port,
        path: check.path,
        timeout,
        // Health checks come over connections of their own.
        agent: false,
        headers: { "user-agent": "ELB-HealthChecker/2.0" },
      },
      (reply) => {
        const code = reply.statusCode ?? 0;
        reply.resume();
        reply.on("error", () => undefined);
        if (accepts(check.matcher, code)) {
          resolve({ passed: true });
        } else {
          const description = `Health checks failed with these codes: [${code}]`;
          fail("Target.ResponseCodeMismatch", description);
        }
      },
    );
    request.on("timeout", () => {
      fail("Target.Timeout", "Request timed out");
      request.destroy();
    });
    request.on("error", () => {
      fail("Target.FailedHealthChecks", "Health checks failed");
    });
  });
}
