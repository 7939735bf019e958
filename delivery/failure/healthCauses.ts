import { type Cause } from "./cause";
import { type Evidence } from "./evidence";

const reachable =
  "Check whether the app listens on the port of the configuration and on 0.0.0.0, and how long it takes to start (healthCheck.graceSeconds).";

/** From what says most to what says least. */
const readings: readonly (readonly [RegExp, (match: RegExpExecArray, ports: string) => Cause])[] = [
  [
    /Health checks failed with these codes: \[([\d, ]{1,64})\]/i,
    ([, codes = ""]) => ({
      sentence: `The health check was answered with ${codes.trim()}, which does not count as healthy.`,
      remedy:
        "Mend the answer of the path, or change healthCheck.path or healthCheck.matcher of the app.",
    }),
  ],
  [
    /container health checks?/i,
    () => ({
      sentence: "The tasks start and fail the health check of their container.",
      remedy:
        "Run the command of containerHealthCheck in the image: it must be there (curl is missing in many images) and end with exit code 0.",
    }),
  ],
  [
    /Request timed out|Target\.Timeout|Connection to target timed out/i,
    (_match, ports) => ({
      sentence: `The health check got no answer in time${ports}.`,
      remedy: reachable,
    }),
  ],
  [
    /Target\.FailedHealthChecks|Health checks failed|failed ELB health checks|is unhealthy|at least the Unhealthy ?Threshold/i,
    (_match, ports) => ({
      sentence: `The tasks start and fail their health checks${ports}.`,
      remedy:
        "Check whether the app listens on the port of the configuration and on 0.0.0.0, and what healthCheck.path answers.",
    }),
  ],
];

/** Why tasks that run do not become healthy, as the load balancer or ECS says it. */
export function healthCause(texts: readonly string[], evidence: Evidence): Cause | undefined {
  for (const [said, cause] of readings) {
    for (const text of texts) {
      const match = said.exec(text);
      if (match !== null) {
        return cause(match, portsOf(evidence));
      }
    }
  }
  return undefined;
}

export function saidByTargets({ targets }: Evidence): string[] {
  return targets.flatMap(({ description, reason }) => [description ?? "", reason ?? ""]);
}

function portsOf({ definition }: Evidence): string {
  const ports = (definition?.containers ?? []).flatMap((container) => container.ports);
  return ports.length === 0 ? "" : ` on container port ${ports.join(", ")}`;
}
