import { type TaskPlace, taskProblem } from "./taskSettings";
import type { WebAppSettings } from "./webApp";

/** A whole number and its legal range. */
type Range = readonly [field: string, value: number, from: number, to: number];

/** ALB: values of all conditions of one rule together. */
const maxRuleValues = 5;

/** The first thing that is wrong with a web app; undefined if nothing is. */
export function webAppProblem(
  app: WebAppSettings,
  priority: number,
  place: Omit<TaskPlace, "region">,
): string | undefined {
  const { healthCheck, deploy, route } = app;
  const ranges: readonly Range[] = [
    ["port", app.port, 1, 65535],
    ["count", app.count, 0, 5000],
    ["priority", priority, 1, 50000],
    ["deregistrationDelaySeconds", app.deregistrationDelaySeconds, 0, 3600],
    ["healthCheck.intervalSeconds", healthCheck.intervalSeconds, 5, 300],
    ["healthCheck.timeoutSeconds", healthCheck.timeoutSeconds, 2, healthCheck.intervalSeconds - 1],
    ["healthCheck.healthyThreshold", healthCheck.healthyThreshold, 2, 10],
    ["healthCheck.unhealthyThreshold", healthCheck.unhealthyThreshold, 2, 10],
    ["healthCheck.graceSeconds", healthCheck.graceSeconds, 0, 2147483647],
    ["deploy.minimumHealthyPercent", deploy.minimumHealthyPercent, 0, 100],
    ["deploy.maximumPercent", deploy.maximumPercent, 100, 200],
    ["deploy.timeoutMinutes", deploy.timeoutMinutes, 1, 1440],
  ];
  const wrong = ranges.find(
    ([, value, from, to]) => !Number.isInteger(value) || value < from || value > to,
  );
  if (wrong !== undefined) {
    const [field, value, from, to] = wrong;
    return `${field} must be an integer from ${from} to ${to}, got ${value}.`;
  }
  const values = route.paths.length + route.hosts.length;
  if (route.paths.length === 0 || values > maxRuleValues) {
    return `route needs at least one path, and at most ${maxRuleValues} paths and hosts together, got ${route.paths.length} paths and ${route.hosts.length} hosts.`;
  }
  if (deploy.strategy !== undefined && deploy.strategy !== "rolling") {
    return `deploy.strategy "${deploy.strategy}" is not available yet; use "rolling".`;
  }
  if (!canProgress(app)) {
    return `a deployment can never progress: with count ${app.count}, deploy.minimumHealthyPercent ${deploy.minimumHealthyPercent} and deploy.maximumPercent ${deploy.maximumPercent} no task may stop and none may start. Raise the one or lower the other.`;
  }
  return taskProblem(app, place);
}

/** ECS rounds the minimum up and the maximum down. */
function canProgress({ count, deploy }: WebAppSettings): boolean {
  const mustRun = Math.ceil((count * deploy.minimumHealthyPercent) / 100);
  const mayRun = Math.floor((count * deploy.maximumPercent) / 100);
  return count === 0 || mustRun < count || mayRun > count;
}
