import { deployActionMinutes } from "../../aws/deploymentLimits";
import { isShifting, shiftTimeProblem, trafficShift } from "../../aws/trafficShift";
import { type Problem, valueAt } from "../problems";
import { type AppInCluster, type StackFile } from "./kind";
import { type ServiceConfig } from "./service";

/** Options of the service whose meaning a shift changes or takes away. */
type ShiftedApp = ServiceConfig & { readonly stickiness?: unknown };

/** Whether the load balancer can move an app's requests as its strategy says, in the time that there is. */
export function shiftProblems(
  { path, key, app }: AppInCluster<ShiftedApp>,
  { raw }: StackFile,
): Problem[] {
  const { deploy, scaling, stickiness } = app;
  const strategy = deploy?.strategy;
  if (deploy === undefined || !isShifting(strategy)) {
    return [];
  }
  const problems: Problem[] = [];
  const say = (sentence: string) => {
    problems.push({ path: [...path, "deploy", "strategy"], sentence });
  };
  if (valueAt(raw, ["clusters", key, "capacity", "type"]) === "ec2") {
    say(
      `"${strategy}" needs tasks with addresses of their own, which tasks on EC2 hosts do not have; set capacity.type of cluster "${key}" to fargate, or strategy to rolling`,
    );
  }
  if (stickiness !== undefined) {
    say(
      `"${strategy}" moves visitors to new tasks, and stickiness keeps them at old ones; leave one of them out`,
    );
  }
  if (scaling?.requestsPerTarget !== undefined) {
    say(
      `"${strategy}" counts requests in two target groups, and requestsPerTarget in one; scale by cpuPercent, or set strategy to rolling`,
    );
  }
  const shift = trafficShift(deploy);
  const { timeoutMinutes } = deploy;
  const slow =
    shift === undefined || timeoutMinutes === undefined
      ? undefined
      : shiftTimeProblem(shift, timeoutMinutes, deployActionMinutes.to);
  if (slow !== undefined) {
    problems.push({ path: [...path, "deploy"], sentence: slow });
  }
  return problems;
}

/** Whether an app that has no requests to move is told to move them. */
export function rollsProblems({ path, app }: AppInCluster<ServiceConfig>): Problem[] {
  const strategy = app.deploy?.strategy;
  return isShifting(strategy)
    ? [
        {
          path: [...path, "deploy", "strategy"],
          sentence: `"${strategy}" moves requests between two target groups, which web apps alone have; use rolling`,
        },
      ]
    : [];
}
