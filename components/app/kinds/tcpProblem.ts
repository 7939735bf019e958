import { healthCheckLimits, timingProblem } from "../../../aws/healthCheck";
import { deregistrationDelaySeconds, port, rangeProblem } from "../../../aws/limits";
import { type ServiceSettings } from "../service/ecsService";
import { serviceProblem } from "../service/serviceProblem";
import { type TcpSettings } from "../service/tcpIngress";
import { type TaskLocation } from "../task/taskProblem";

/** The first thing that is wrong with a TCP app; undefined if nothing is. */
export function tcpProblem(
  app: ServiceSettings & TcpSettings,
  place: TaskLocation,
): string | undefined {
  const { healthCheck } = app;
  const check = (key: keyof typeof healthCheckLimits) =>
    [`healthCheck.${key}`, healthCheck[key], healthCheckLimits[key]] as const;
  const wrong = rangeProblem([
    ["port", app.port, port],
    ["listenerPort", app.listenerPort, port],
    ["deregistrationDelaySeconds", app.deregistrationDelaySeconds, deregistrationDelaySeconds],
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
  if (timing !== undefined) {
    return `healthCheck.timeoutSeconds ${timing}.`;
  }
  if (healthCheck.protocol === "tcp" && healthCheck.path !== undefined) {
    return `healthCheck.path "${healthCheck.path}" has no meaning with protocol tcp; use http.`;
  }
  return serviceProblem(app, place);
}
