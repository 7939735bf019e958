import { matcherProblem } from "../../../aws/healthCheck";
import { listenerPriority, ruleProblem } from "../../../aws/listenerRule";
import { slowStartSeconds, stickinessSeconds, stickyCookie } from "../../../aws/targetGroup";
import { isShifting } from "../../../aws/trafficShift";
import { type HttpSettings } from "../service/httpIngress";
import { type ServiceSettings } from "../service/servicePlace";
import { serviceProblem } from "../service/serviceProblem";
import { targetProblem } from "../service/targetProblem";
import { type TaskLocation } from "../task/taskProblem";

/** The first thing that is wrong with a web app; undefined if nothing is. */
export function webProblem(
  app: ServiceSettings & HttpSettings,
  priority: number,
  place: TaskLocation,
): string | undefined {
  const { healthCheck, route, stickiness } = app;
  const shifting = isShifting(app.deploy.strategy) ? shiftProblem(app, place.launch) : undefined;
  if (shifting !== undefined) {
    return `deploy.strategy: ${shifting}.`;
  }
  const target = targetProblem(app, [
    ["priority", priority, listenerPriority],
    ["slowStartSeconds", app.slowStartSeconds, slowStartSeconds],
    ["stickiness.seconds", stickiness?.seconds, stickinessSeconds],
  ]);
  if (target !== undefined) {
    return target;
  }
  const matcher = matcherProblem(healthCheck.matcher);
  if (matcher !== undefined) {
    return `healthCheck.matcher: ${matcher}.`;
  }
  const { cookie } = stickiness ?? {};
  if (cookie !== undefined && !stickyCookie.test(cookie)) {
    return `stickiness.cookie must be the name of a cookie of the app's own, got "${cookie}".`;
  }
  const rule = ruleProblem(route.paths, route.hosts);
  return rule === undefined ? serviceProblem(app, place) : `route: ${rule}.`;
}

/** Why the load balancer cannot move this app's requests between two groups. */
function shiftProblem(
  app: ServiceSettings & HttpSettings,
  launch: TaskLocation["launch"],
): string | undefined {
  const strategy = app.deploy.strategy ?? "";
  if (launch === "ec2") {
    return `"${strategy}" needs tasks with addresses of their own, which tasks on EC2 hosts do not have; use Fargate, or "rolling"`;
  }
  if (app.scaling?.requestsPerTarget !== undefined) {
    return `"${strategy}" counts requests in two target groups, and requestsPerTarget in one; scale by cpuPercent, or use "rolling"`;
  }
  return app.stickiness === undefined
    ? undefined
    : `"${strategy}" moves visitors to new tasks, and stickiness keeps them at old ones; leave one of them out`;
}
