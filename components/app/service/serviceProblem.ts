import {
  deployActionMinutes,
  deploymentLimits,
  neverProgresses,
} from "../../../aws/deploymentLimits";
import { rangeProblem, serviceTasks } from "../../../aws/limits";
import {
  isShifting,
  shiftingStrategies,
  shiftTimeProblem,
  trafficShift,
} from "../../../aws/trafficShift";
import { type TaskLocation, taskProblem } from "../task/taskProblem";
import { type ServiceSettings } from "./servicePlace";

/** The first thing that is wrong with what every service says; undefined if nothing is. */
export function serviceProblem(app: ServiceSettings, place: TaskLocation): string | undefined {
  const { deploy, scaling, connectsTo = [] } = app;
  // With fewest tasks the percentages leave the least room; none at all needs none.
  const count = scaling === undefined ? app.count : Math.max(scaling.min, 1);
  const wrong = rangeProblem([
    ["count", app.count, serviceTasks],
    ["scaling.min", scaling?.min ?? 0, { from: 0, to: scaling?.max ?? 0 }],
    ["scaling.max", scaling?.max ?? 1, { ...serviceTasks, from: 1 }],
    [
      "deploy.minimumHealthyPercent",
      deploy.minimumHealthyPercent,
      deploymentLimits.minimumHealthyPercent,
    ],
    ["deploy.maximumPercent", deploy.maximumPercent, deploymentLimits.maximumPercent],
    ["deploy.timeoutMinutes", deploy.timeoutMinutes, deploymentLimits.timeoutMinutes],
    ["deploy.stepPercent", deploy.stepPercent, deploymentLimits.stepPercent],
    ["deploy.canaryPercent", deploy.canaryPercent, deploymentLimits.canaryPercent],
    ["deploy.stepMinutes", deploy.stepMinutes, deploymentLimits.bakeMinutes],
    ["deploy.bakeMinutes", deploy.bakeMinutes, deploymentLimits.bakeMinutes],
  ]);
  if (wrong !== undefined) {
    return wrong;
  }
  const { strategy = "rolling" } = deploy;
  if (strategy !== "rolling" && !isShifting(strategy)) {
    return `deploy.strategy "${strategy}" is not one of ${["rolling", ...shiftingStrategies].join(", ")}.`;
  }
  const shift = trafficShift(deploy);
  const slow = shift && shiftTimeProblem(shift, deploy.timeoutMinutes, deployActionMinutes.to);
  if (slow !== undefined) {
    return `deploy: ${slow}.`;
  }
  const { minimumHealthyPercent, maximumPercent } = deploy;
  const stuck = neverProgresses(count, minimumHealthyPercent, maximumPercent);
  if (stuck !== undefined) {
    return `deploy: ${stuck}.`;
  }
  return taskProblem(app, { ...place, hasProxy: place.hasProxy ?? connectsTo.length > 0 });
}
