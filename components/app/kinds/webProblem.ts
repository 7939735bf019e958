import { type ServiceSettings } from "../service/ecsService";
import { type HttpSettings } from "../service/httpIngress";
import { rangeProblem, serviceProblem } from "../service/serviceProblem";
import { type TaskLocation } from "../task/taskSettings";

/** ALB: values of all conditions of one rule together. */
const maxRuleValues = 5;

/** The first thing that is wrong with a web app; undefined if nothing is. */
export function webProblem(
  app: ServiceSettings & HttpSettings,
  priority: number,
  place: TaskLocation,
): string | undefined {
  const { healthCheck, route } = app;
  const wrong = rangeProblem([
    ["port", app.port, 1, 65535],
    ["priority", priority, 1, 50000],
    ["deregistrationDelaySeconds", app.deregistrationDelaySeconds, 0, 3600],
    ["healthCheck.intervalSeconds", healthCheck.intervalSeconds, 5, 300],
    ["healthCheck.timeoutSeconds", healthCheck.timeoutSeconds, 2, healthCheck.intervalSeconds - 1],
    ["healthCheck.healthyThreshold", healthCheck.healthyThreshold, 2, 10],
    ["healthCheck.unhealthyThreshold", healthCheck.unhealthyThreshold, 2, 10],
    ["healthCheck.graceSeconds", healthCheck.graceSeconds, 0, 2147483647],
  ]);
  if (wrong !== undefined) {
    return wrong;
  }
  const values = route.paths.length + route.hosts.length;
  if (route.paths.length === 0 || values > maxRuleValues) {
    return `route needs at least one path, and at most ${maxRuleValues} paths and hosts together, got ${route.paths.length} paths and ${route.hosts.length} hosts.`;
  }
  return serviceProblem(app, place);
}
