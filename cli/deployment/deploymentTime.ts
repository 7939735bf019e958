import { deploymentRoom } from "../../aws/deploymentLimits";

/** What decides how long a deployment takes; docs/deployment-time.md gives the sources. */
export interface TimeParameters {
  readonly tasks: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  /** From the decision to start a task until its containers run: placement, pull, start. */
  readonly startSeconds: number;
  /** From then until the app answers. */
  readonly bootSeconds: number;
  /** How ECS finds out that a task is healthy. */
  readonly check:
    | {
        readonly by: "load balancer";
        readonly intervalSeconds: number;
        readonly timeoutSeconds: number;
        /** Until a new target is asked at all. @default 0 */
        readonly registrationSeconds?: number | undefined;
      }
    | { readonly by: "container"; readonly intervalSeconds: number }
    | { readonly by: "nobody" };
  /** 0 without a load balancer. */
  readonly deregistrationDelaySeconds: number;
  /** From SIGTERM until the app has ended. */
  readonly exitSeconds: number;
  /** After which it is killed. */
  readonly stopTimeoutSeconds: number;
  /** For ECS to act on what it sees, in each step. */
  readonly reactionSeconds: number;
  /** From the commit until the service is told. */
  readonly pipelineSeconds: number;
  /** How traffic moves, where it does not move with the tasks. @default - it does */
  readonly shift?: {
    /** Pauses between parts of the traffic. */
    readonly steps: number;
    readonly secondsPerStep: number;
    /** Both sides run after the last part. */
    readonly bakeSeconds: number;
  };
}

/** ECS counts a task that nobody checks as healthy after this time (minimumHealthyPercent). */
const uncheckedSeconds = 40;

/** A step in which tasks start, stop, or both at the same time. */
export interface Step {
  readonly starts: number;
  readonly stops: number;
}

/** Where the time goes, in seconds. */
export interface DeploymentTime {
  readonly pipeline: number;
  /** Tasks start and become healthy. */
  readonly starting: number;
  /** Traffic moves and settles. */
  readonly shifting: number;
  /** Old tasks finish their requests and end, as far as no new one starts meanwhile. */
  readonly stopping: number;
  readonly total: number;
  readonly steps: readonly Step[];
}

/** From the decision to start a task until ECS counts it as healthy. */
function secondsToHealthy(parameters: TimeParameters): number {
  const { startSeconds, bootSeconds, reactionSeconds } = parameters;
  return startSeconds + checkSeconds(parameters, bootSeconds) + reactionSeconds;
}

function checkSeconds({ check }: TimeParameters, bootSeconds: number): number {
  switch (check.by) {
    case "load balancer":
      // A new target needs one passing check, whatever the threshold says; at worst one has just failed.
      return (
        Math.max(bootSeconds, check.registrationSeconds ?? 0) +
        check.intervalSeconds +
        check.timeoutSeconds
      );
    case "container":
      return bootSeconds + check.intervalSeconds;
    case "nobody":
      return Math.max(uncheckedSeconds, bootSeconds);
  }
}

/** From the decision to stop a task until it is gone: it finishes its requests, then it is told to end. */
function secondsToStop(parameters: TimeParameters): number {
  const { deregistrationDelaySeconds, exitSeconds, stopTimeoutSeconds, reactionSeconds } =
    parameters;
  return deregistrationDelaySeconds + Math.min(exitSeconds, stopTimeoutSeconds) + reactionSeconds;
}

/**
 * The steps in which new tasks take the place of old ones.
 *
 * @returns undefined when none may start and none may stop: the deployment never ends.
 */
export function rollingSteps({
  tasks,
  minimumHealthyPercent,
  maximumPercent,
}: Pick<TimeParameters, "tasks" | "minimumHealthyPercent" | "maximumPercent">):
  readonly Step[] | undefined {
  const room = deploymentRoom(tasks, minimumHealthyPercent, maximumPercent);
  if (!room.canProgress) {
    return undefined;
  }
  const steps: Step[] = [];
  let [old, fresh] = [tasks, 0];
  while (old > 0 || fresh < tasks) {
    const starts = Math.max(0, Math.min(tasks - fresh, room.mayRun - old - fresh));
    const stops = Math.max(0, Math.min(old, old + fresh - room.mustRun));
    steps.push({ starts, stops });
    fresh += starts;
    old -= stops;
  }
  return steps;
}

/** @returns undefined when the deployment can never end. */
export function deploymentTime(parameters: TimeParameters): DeploymentTime | undefined {
  const { shift, pipelineSeconds: pipeline, tasks } = parameters;
  const steps =
    shift === undefined
      ? rollingSteps(parameters)
      : // All new tasks start beside the old ones, which wait until the last part has settled.
        [
          { starts: tasks, stops: 0 },
          { starts: 0, stops: tasks },
        ];
  if (steps === undefined) {
    return undefined;
  }
  const [toHealthy, toStop] = [secondsToHealthy(parameters), secondsToStop(parameters)];
  // A task that drains counts neither as running nor as pending (API DeploymentConfiguration), so the
  // next ones start beside it. What is left to wait for is the drain that ends last.
  let [starting, lastGone] = [0, 0];
  for (const { starts, stops } of steps) {
    if (stops > 0) {
      lastGone = starting + toStop;
    }
    if (starts > 0) {
      starting += toHealthy;
    }
  }
  const stopping = Math.max(0, lastGone - starting);
  const shifting = shift === undefined ? 0 : shift.steps * shift.secondsPerStep + shift.bakeSeconds;
  const total = pipeline + starting + shifting + stopping;
  return { pipeline, starting, shifting, stopping, total, steps };
}

/** ECS's default: half of the tasks, at least 3 and at most 200 (ServiceDeploymentCircuitBreaker). */
export function breakerThreshold(tasks: number): number {
  return Math.min(200, Math.max(3, Math.ceil(tasks / 2)));
}

/**
 * From the first task that fails its health checks until the circuit breaker opens: as many rounds as
 * it takes for enough tasks to fail, each with its grace, its failing checks and its drain.
 */
export function secondsUntilBreaker(
  parameters: TimeParameters,
  { graceSeconds, unhealthyThreshold }: { graceSeconds: number; unhealthyThreshold: number },
): number {
  const { tasks, check } = parameters;
  const [first] = rollingSteps(parameters) ?? [];
  const atOnce = Math.max(1, first?.starts ?? 0);
  const rounds = Math.ceil(breakerThreshold(tasks) / atOnce);
  const failing =
    check.by === "nobody" ? 0 : Math.max(graceSeconds, check.intervalSeconds * unhealthyThreshold);
  return rounds * (parameters.startSeconds + failing + secondsToStop(parameters));
}
