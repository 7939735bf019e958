import { deploymentLimits, deploymentRoom } from "../../../aws/deploymentLimits";
import { type TaskLocation, taskProblem } from "../task/taskSettings";
import { type ServiceSettings } from "./ecsService";

/** A whole number and its legal range. */
export type Range = readonly [field: string, value: number, from: number, to: number];

/** The first number that is out of its range; undefined if none is. */
export function rangeProblem(ranges: readonly Range[]): string | undefined {
  const wrong = ranges.find(
    ([, value, from, to]) => !Number.isInteger(value) || value < from || value > to,
  );
  if (wrong === undefined) {
    return undefined;
  }
  const [field, value, from, to] = wrong;
  return `${field} must be an integer from ${from} to ${to}, got ${value}.`;
}

/** The first thing that is wrong with what every service says; undefined if nothing is. */
export function serviceProblem(app: ServiceSettings, place: TaskLocation): string | undefined {
  const { deploy, scaling } = app;
  // With fewest tasks the percentages leave the least room; none at all needs none.
  const count = scaling === undefined ? app.count : Math.max(scaling.min, 1);
  const wrong = rangeProblem([
    ["count", app.count, 0, 5000],
    ["scaling.min", scaling?.min ?? 0, 0, scaling?.max ?? 0],
    ["scaling.max", scaling?.max ?? 1, 1, 5000],
    deployRange("minimumHealthyPercent", deploy),
    deployRange("maximumPercent", deploy),
    deployRange("timeoutMinutes", deploy),
  ]);
  if (wrong !== undefined) {
    return wrong;
  }
  if (deploy.strategy !== undefined && deploy.strategy !== "rolling") {
    return `deploy.strategy "${deploy.strategy}" is not available yet; use "rolling".`;
  }
  const { minimumHealthyPercent, maximumPercent } = deploy;
  if (!deploymentRoom(count, minimumHealthyPercent, maximumPercent).canProgress) {
    return `a deployment can never progress: with count ${count}, deploy.minimumHealthyPercent ${minimumHealthyPercent} and deploy.maximumPercent ${maximumPercent} no task may stop and none may start. Raise the one or lower the other.`;
  }
  return taskProblem(app, place);
}

function deployRange(
  field: keyof typeof deploymentLimits,
  deploy: ServiceSettings["deploy"],
): Range {
  const { from, to } = deploymentLimits[field];
  return [`deploy.${field}`, deploy[field], from, to];
}
