import { deploymentLimits, deploymentRoom } from "../../../aws/deploymentLimits";
import { type TaskPlace, taskProblem } from "../task/taskSettings";
import { type WebSettings } from "./web";

/** A whole number and its legal range. */
type Range = readonly [field: string, value: number, from: number, to: number];

/** ALB: values of all conditions of one rule together. */
const maxRuleValues = 5;

/** The first thing that is wrong with a web app; undefined if nothing is. */
export function webProblem(
  app: WebSettings,
  priority: number,
  place: Pick<TaskPlace, "app" | "launch">,
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
    deployRange("minimumHealthyPercent", deploy),
    deployRange("maximumPercent", deploy),
    deployRange("timeoutMinutes", deploy),
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
  const { minimumHealthyPercent, maximumPercent } = deploy;
  if (!deploymentRoom(app.count, minimumHealthyPercent, maximumPercent).canProgress) {
    return `a deployment can never progress: with count ${app.count}, deploy.minimumHealthyPercent ${minimumHealthyPercent} and deploy.maximumPercent ${maximumPercent} no task may stop and none may start. Raise the one or lower the other.`;
  }
  return taskProblem(app, place);
}

function deployRange(field: keyof typeof deploymentLimits, deploy: WebSettings["deploy"]): Range {
  const { from, to } = deploymentLimits[field];
  return [`deploy.${field}`, deploy[field], from, to];
}
