import { deploymentRoom } from "../../aws/deploymentLimits";
import { scheduleProblem, timezoneProblem } from "../../aws/schedule";
import { type Problem, valueAt } from "../problems";
import { allApps, type Check, type PlacedApp } from "./check";

/** Whether each app can be kept running, deployed and called. */
export const checkServices: Check = ({ config, raw }) =>
  allApps(config).flatMap((placed) => [
    ...deployProblems(placed, raw),
    ...scalingProblems(placed, raw),
    ...healthProblems(placed),
    ...kindProblems(placed, raw),
  ]);

function deployProblems({ path, app }: PlacedApp, raw: unknown): Problem[] {
  if (app.kind === "scheduled" || app.deploy === undefined) {
    return [];
  }
  const { strategy, minimumHealthyPercent, maximumPercent } = app.deploy;
  const place = [...path, "deploy"];
  const problems: Problem[] = [];
  const count = app.scaling?.min ?? app.count;
  if (count !== undefined && minimumHealthyPercent !== undefined && maximumPercent !== undefined) {
    const room = deploymentRoom(count, minimumHealthyPercent, maximumPercent);
    if (!room.canProgress) {
      problems.push({
        path: place,
        sentence: `deployment can never progress: with count ${count}, ${room.mustRun} tasks must stay healthy (${minimumHealthyPercent} %) and only ${room.mayRun} may run (${maximumPercent} %); lower minimumHealthyPercent or raise maximumPercent`,
      });
    }
  }
  const options: Readonly<Record<string, readonly string[]>> = {
    stepPercent: ["linear"],
    canaryPercent: ["canary"],
    bakeMinutes: ["blue-green", "linear", "canary"],
  };
  for (const [option, strategies] of Object.entries(options)) {
    if (
      strategy !== undefined &&
      !strategies.includes(strategy) &&
      valueAt(raw, [...place, option]) !== undefined
    ) {
      problems.push({
        path: [...place, option],
        sentence: `has no meaning with strategy "${strategy}"; it belongs to ${strategies.join(", ")}`,
      });
    }
  }
  return problems;
}

function scalingProblems({ path, app }: PlacedApp, raw: unknown): Problem[] {
  if (app.kind === "scheduled" || app.scaling === undefined) {
    return [];
  }
  const { min, max, cpuPercent, memoryPercent, requestsPerTarget } = app.scaling;
  const place = [...path, "scaling"];
  const problems: Problem[] = [];
  if (valueAt(raw, [...path, "count"]) !== undefined) {
    problems.push({ path: [...path, "count"], sentence: "exactly one of count and scaling" });
  }
  if (min !== undefined && max !== undefined && min > max) {
    problems.push({
      path: [...place, "min"],
      sentence: `must not be greater than max, which is ${max} (got "${min}")`,
    });
  }
  if (cpuPercent === undefined && memoryPercent === undefined && requestsPerTarget === undefined) {
    problems.push({
      path: place,
      sentence: "needs at least one of cpuPercent, memoryPercent and requestsPerTarget",
    });
  }
  if (requestsPerTarget !== undefined && app.kind !== "web") {
    problems.push({
      path: [...place, "requestsPerTarget"],
      sentence: `needs an app of kind web (got kind "${app.kind}")`,
    });
  }
  return problems;
}

function healthProblems({ path, app }: PlacedApp): Problem[] {
  const [key, check] =
    app.kind === "web" || app.kind === "tcp"
      ? (["healthCheck", app.healthCheck] as const)
      : app.kind === "internal" || app.kind === "worker"
        ? (["containerHealthCheck", app.containerHealthCheck] as const)
        : [undefined, undefined];
  const { intervalSeconds, timeoutSeconds } = check ?? {};
  const problems: Problem[] = [];
  if (
    key !== undefined &&
    intervalSeconds !== undefined &&
    timeoutSeconds !== undefined &&
    timeoutSeconds >= intervalSeconds
  ) {
    problems.push({
      path: [...path, key, "timeoutSeconds"],
      sentence: `must be below intervalSeconds, which is ${intervalSeconds} (got "${timeoutSeconds}")`,
    });
  }
  if (app.kind === "tcp" && app.healthCheck !== undefined) {
    const { protocol, path: asked } = app.healthCheck;
    if (protocol === "http" && asked === undefined) {
      problems.push({
        path: [...path, "healthCheck", "path"],
        sentence: "is required with protocol http",
      });
    }
    if (protocol === "tcp" && asked !== undefined) {
      problems.push({
        path: [...path, "healthCheck", "path"],
        sentence: 'has no meaning with protocol "tcp"; set protocol: http',
      });
    }
  }
  return problems;
}

function kindProblems({ path, key, app }: PlacedApp, raw: unknown): Problem[] {
  if (app.kind === "web" && valueAt(raw, ["clusters", key, "loadBalancer"]) === undefined) {
    return [
      {
        path: [...path, "kind"],
        sentence: `a web app needs a load balancer; add loadBalancer: {} to cluster "${key}"`,
      },
    ];
  }
  if (app.kind !== "scheduled") {
    return [];
  }
  const schedule = app.schedule === undefined ? undefined : scheduleProblem(app.schedule);
  const timezone = app.timezone === undefined ? undefined : timezoneProblem(app.timezone);
  return [
    ...(schedule === undefined ? [] : [{ path: [...path, "schedule"], sentence: schedule }]),
    ...(timezone === undefined ? [] : [{ path: [...path, "timezone"], sentence: timezone }]),
  ];
}
