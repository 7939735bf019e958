import { get } from "node:http";
import { connect } from "node:net";

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
  const at = { host: target.id, port, timeout };
  return check.protocol === "TCP" ? connected(at) : answered(at, check);
}

interface Address {
  readonly host: string;
  readonly port: number;
  readonly timeout: number;
}

const timedOut: Outcome = {
  passed: false,
  reason: "Target.Timeout",
  description: "Request timed out",
};
const failed: Outcome = {
  passed: false,
  reason: "Target.FailedHealthChecks",
  description: "Health checks failed",
};

function connected(at: Address): Promise<Outcome> {
  return new Promise((resolve) => {
    const socket = connect(at, () => {
      resolve({ passed: true });
      socket.destroy();
    });
    socket.on("timeout", () => {
      resolve(timedOut);
      socket.destroy();
    });
    socket.on("error", () => {
      resolve(failed);
    });
  });
}

function answered(at: Address, { path, matcher }: HealthCheck): Promise<Outcome> {
  return new Promise((resolve) => {
    const request = get(
      {
        ...at,
        path,
        // Health checks come over connections of their own.
        agent: false,
        headers: { "user-agent": "ELB-HealthChecker/2.0" },
      },
      (reply) => {
        const code = reply.statusCode ?? 0;
        reply.resume();
        reply.on("error", () => undefined);
        resolve(
          accepts(matcher, code)
            ? { passed: true }
            : {
                passed: false,
                reason: "Target.ResponseCodeMismatch",
                description: `Health checks failed with these codes: [${code}]`,
              },
        );
      },
    );
    request.on("timeout", () => {
      resolve(timedOut);
      request.destroy();
    });
    request.on("error", () => {
      resolve(failed);
    });
  });
}
