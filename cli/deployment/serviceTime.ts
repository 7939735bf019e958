import { defaultStopSeconds } from "../../aws/container";
import {
  type ServicePlace,
  type Service,
  type Services,
  type Task,
  type TaskDefinition,
} from "../../delivery/aws/ecs";
import { type Targets, type TargetGroupSettings } from "../../delivery/aws/elasticLoadBalancing";
import {
  ec2Timings,
  fargateTimings,
  type Timings,
  networkRegistrationSeconds,
} from "./defaultTimings";
import { deploymentTime, type DeploymentTime, type TimeParameters } from "./deploymentTime";

/** What a service says about the time that its next deployment takes. */
export interface ServiceFacts {
  readonly state: Pick<Service, "desired" | "minimumHealthyPercent" | "maximumPercent" | "shift">;
  readonly definition: Pick<TaskDefinition, "containers" | "fargate">;
  /** Of the group that its requests come from. @default - it has none */
  readonly targetGroup?: TargetGroupSettings | undefined;
  /** Tasks that run now, whose start was like the next one's will be. */
  readonly running: readonly Pick<Task, "createdAt" | "startedAt">[];
}

/** The model's parameters for a service: its settings, and what its running tasks have shown. */
export function parametersOf(
  { state, definition, targetGroup, running }: ServiceFacts,
  times: Partial<Timings> = {},
): TimeParameters {
  const assumed = definition.fargate ? fargateTimings : ec2Timings;
  const startSeconds = medianStart(running) ?? assumed.startSeconds;
  const stops = definition.containers.map(
    ({ stopTimeoutSeconds }) => stopTimeoutSeconds ?? defaultStopSeconds,
  );
  return {
    ...assumed,
    startSeconds,
    ...times,
    tasks: state.desired,
    minimumHealthyPercent: state.minimumHealthyPercent,
    maximumPercent: state.maximumPercent,
    ...(state.shift && {
      shift: {
        steps: state.shift.waits,
        secondsPerStep: state.shift.waitMinutes * 60,
        bakeSeconds: state.shift.bakeMinutes * 60,
      },
    }),
    check: checkOf(definition, targetGroup),
    deregistrationDelaySeconds: targetGroup?.deregistrationDelaySeconds ?? 0,
    stopTimeoutSeconds: Math.max(0, ...stops),
  };
}

function checkOf(
  { containers }: ServiceFacts["definition"],
  targetGroup: TargetGroupSettings | undefined,
): TimeParameters["check"] {
  if (targetGroup !== undefined) {
    const { intervalSeconds, timeoutSeconds, isNetwork } = targetGroup;
    const registrationSeconds = isNetwork === true ? networkRegistrationSeconds : undefined;
    return { by: "load balancer", intervalSeconds, timeoutSeconds, registrationSeconds };
  }
  const intervals = containers.flatMap(({ healthCheckSeconds }) => healthCheckSeconds ?? []);
  return intervals.length > 0
    ? { by: "container", intervalSeconds: Math.max(...intervals) }
    : { by: "nobody" };
}

/** From a task's creation to the start of its containers. */
function medianStart(tasks: ServiceFacts["running"]): number | undefined {
  const seconds = tasks
    .flatMap(({ createdAt, startedAt }) =>
      createdAt === undefined || startedAt === undefined
        ? []
        : [(startedAt.getTime() - createdAt.getTime()) / 1000],
    )
    .filter((value) => value >= 0)
    .sort((one, other) => one - other);
  return seconds[Math.floor(seconds.length / 2)];
}

/** Estimates the next deployment of a service; undefined when it can never end or nothing is there. */
export async function estimateOf(
  at: ServicePlace,
  { services, targets }: { readonly services: Services; readonly targets: Targets },
  times: Partial<Timings> = {},
): Promise<DeploymentTime | undefined> {
  const state = await services.service(at);
  if (state === undefined) {
    return undefined;
  }
  const [group] = state.targetGroups;
  const [definition, running, targetGroup] = await Promise.all([
    services.definition(state.taskDefinition),
    services.tasks(at, "RUNNING"),
    group && targets.settings(group.arn),
  ]);
  return deploymentTime(parametersOf({ state, definition, running, targetGroup }, times));
}
