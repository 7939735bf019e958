import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as autoscaling from "@pulumi/aws/autoscaling";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as lb from "@pulumi/aws/lb";
import * as scheduler from "@pulumi/aws/scheduler";

import { ifKnown, NotKnownYet } from "../judge";
import { type Inputs, type Rule, type Stack, type Subject, resourceRule, stackRule } from "../rule";
import { referencedBy, refersTo } from "../stack";
import { conditionsOf, rulesBefore } from "./listenerRules";
import { hostPortsOf, servesInstances, taskOf } from "./serviceTasks";

/** AWS's defaults, where the pipeline's ECS action and a service's deletion give up. */
const deployActionLimitMinutes = 60;
const serviceDeleteTimeoutSeconds = 20 * 60;

/** Rules about deployments: that they can begin, end in time, and be undone. */
export const rolloutRules: readonly Rule[] = [
  stackRule(ecs.Service, {
    name: "rollout-has-room",
    description: "A service with a fixed host port has hosts left for the new tasks.",
    controls: [],
    severity: "high",
    why: "Two tasks with the same host port never share a host: the deployment waits forever.",
    fix: "`hostPort: 0`, more hosts (`capacity.min`), or `deploymentMinimumHealthyPercent` below 100.",
    check: (service, { subject, stack }) => {
      // A daemon's deployment stops the old task of a host first.
      if (
        service.schedulingStrategy === "DAEMON" ||
        hostPortsOf(taskOf(subject, stack).props).length === 0
      ) {
        return undefined;
      }
      const groups = hostsFor(subject, stack);
      if (groups.length === 0) {
        throw new NotKnownYet("the number of hosts");
      }
      const hosts = groups.reduce((sum, { props }) => sum + props.maxSize, 0);
      const running = service.desiredCount ?? 1;
      const kept = Math.ceil((running * (service.deploymentMinimumHealthyPercent ?? 100)) / 100);
      return hosts > kept || kept === 0
        ? undefined
        : `${running} tasks with a fixed host port keep ${kept} of at most ${hosts} hosts busy during a deployment`;
    },
  }),
  stackRule(lb.TargetGroup, {
    name: "health-check-follows-traffic",
    description: "With dynamic host ports, health checks go to the port of the traffic.",
    controls: [],
    severity: "high",
    why: "Nothing listens on a fixed port, so no task ever becomes healthy.",
    fix: '`healthCheck.port: "traffic-port"` of the target group, or leave it out.',
    check: ({ targetType = "instance", healthCheck }, { subject, stack }) => {
      const port = healthCheck?.port ?? "traffic-port";
      if (targetType !== "instance" || port === "traffic-port" || servesInstances(subject, stack)) {
        return undefined;
      }
      const services = stack
        .ofType(ecs.Service)
        .filter((service) => refersTo(service, "loadBalancers", subject));
      if (services.length === 0) {
        throw new NotKnownYet("the service behind it");
      }
      return services.every((service) =>
        hostPortsOf(taskOf(service, stack).props).includes(Number(port)),
      )
        ? undefined
        : `healthCheck.port is ${port} for targets with dynamic ports`;
    },
  }),
  resourceRule(lb.TargetGroup, {
    name: "health-check-timeout",
    description: "A health check times out before the next one begins.",
    controls: [],
    severity: "high",
    why: "AWS refuses the target group, in the middle of the update.",
    fix: "`healthCheck.timeoutSeconds` of the app, below `intervalSeconds`.",
    check: ({ healthCheck }) => {
      const { interval = 30, timeout = 5 } = healthCheck ?? {};
      return timeout >= interval
        ? `healthCheck.timeout is ${timeout} seconds with an interval of ${interval}`
        : undefined;
    },
  }),
  stackRule(ecs.Service, {
    name: "draining-ends-before-deletion",
    description: "The targets of a service are drained before its deletion times out.",
    controls: [],
    severity: "medium",
    why: "A destroy fails half-way, with the service still draining.",
    fix: "a shorter `deregistrationDelaySeconds`, or a longer delete timeout of the service.",
    check: (_service, { subject, stack }) => {
      const seconds = subject.opts.customTimeouts.deleteSeconds || serviceDeleteTimeoutSeconds;
      return referencedBy(stack, subject, "loadBalancers", lb.TargetGroup).map(({ name, props }) =>
        (props.deregistrationDelay ?? 300) > seconds
          ? `deleting it times out after ${seconds} seconds, but "${name}" drains for ${props.deregistrationDelay ?? 300}`
          : undefined,
      );
    },
  }),
  stackRule(ecs.Service, {
    name: "blue-green-needs-own-addresses",
    description: "Blue/green, linear and canary deployments use tasks with addresses of their own.",
    controls: [],
    severity: "high",
    why: "The load balancer shifts traffic between groups of addresses, which bridge tasks do not have.",
    fix: '`networkMode: "awsvpc"` for the app, or `deploy.strategy: rolling`.',
    check: (service, { subject, stack }) => {
      const strategy = service.deploymentConfiguration?.strategy ?? "ROLLING";
      if (strategy === "ROLLING") {
        return undefined;
      }
      const mode = taskOf(subject, stack).props.networkMode ?? "bridge";
      return mode === "awsvpc" ? undefined : `strategy is ${strategy} with networkMode ${mode}`;
    },
  }),
  resourceRule(ecs.Service, {
    name: "traffic-shift-within-limit",
    description: "Shifting all traffic takes less time than the pipeline waits.",
    controls: [],
    severity: "high",
    why: "The pipeline's action gives up after an hour and calls a good deployment failed.",
    fix: "larger steps or shorter bake times in `deploymentConfiguration` of the service.",
    parameters: {
      maximumMinutes: {
        default: deployActionLimitMinutes,
        description: "Longest time that a deployment may take to shift all traffic.",
      },
    },
    check: (service, { parameters }) => {
      const minutes = shiftMinutes(service.deploymentConfiguration ?? {});
      return minutes > parameters.maximumMinutes
        ? `shifting all traffic takes ${minutes} minutes, above ${parameters.maximumMinutes}`
        : undefined;
    },
  }),
  stackRule(ecs.Service, {
    name: "one-owner-of-the-count",
    description: "The number of tasks is declared or scaled, not both.",
    controls: [],
    severity: "high",
    why: "Every update would set the scaled service back to the declared number.",
    fix: '`ignoreChanges: ["desiredCount"]` on the service that scales.',
    check: (service, { subject, stack }) => {
      const scaled = stack
        .ofType(appautoscaling.Target)
        .some((target) => refersTo(target, "resourceId", subject) || names(target, service));
      return scaled &&
        service.desiredCount !== undefined &&
        !subject.opts.ignoreChanges.includes("desiredCount")
        ? `desiredCount ${service.desiredCount} is declared, and the service is scaled`
        : undefined;
    },
  }),
  resourceRule(scheduler.Schedule, {
    name: "schedule-follows-releases",
    description: "A schedule starts the newest revision of a task definition.",
    controls: [],
    severity: "high",
    why: "Pinned to a revision, it goes on running the old image after every release.",
    fix: "the family's ARN without `:<revision>` as the target's `taskDefinitionArn`.",
    check: ({ target }) => pinned(target.ecsParameters?.taskDefinitionArn),
  }),
  resourceRule(cloudwatch.EventTarget, {
    name: "event-target-follows-releases",
    description: "An event starts the newest revision of a task definition.",
    controls: [],
    severity: "high",
    why: "Pinned to a revision, it goes on running the old image after every release.",
    fix: "the family's ARN without `:<revision>` as `ecsTarget.taskDefinitionArn`.",
    check: ({ ecsTarget }) => pinned(ecsTarget?.taskDefinitionArn),
  }),
  stackRule(lb.ListenerRule, {
    name: "listener-rules-differ",
    description: "No two rules of a listener have the same priority or the same conditions.",
    controls: [],
    severity: "high",
    why: "AWS refuses the second priority, and a second rule with equal conditions is never reached.",
    fix: "`route.paths` or `route.hosts` of one of the two apps.",
    check: (rule, { subject, stack }) => {
      return rulesBefore(stack, subject).map(({ name, props }) => {
        if (props.priority !== undefined && props.priority === rule.priority) {
          return `it has the priority ${rule.priority ?? ""} of "${name}"`;
        }
        return conditionsOf(props) === conditionsOf(rule)
          ? `it has the conditions of "${name}"`
          : undefined;
      });
    },
  }),
];

/** True where a scaled service is named by its text, `service/<cluster>/<service>`. */
function names(
  target: Subject<Inputs<appautoscaling.TargetArgs>>,
  service: Inputs<ecs.ServiceArgs>,
): boolean {
  const id = ifKnown(() => target.props.resourceId as string | undefined);
  const name = ifKnown(() => service.name);
  return id !== undefined && name !== undefined && id.endsWith(`/${name}`);
}

/** The groups of the service's cluster; where no capacity provider says which those are, every group may be. */
function hostsFor(
  service: Subject<Inputs<ecs.ServiceArgs>>,
  stack: Stack,
): readonly Subject<Inputs<autoscaling.GroupArgs>>[] {
  const clusters = referencedBy(stack, service, "cluster", ecs.Cluster);
  const groups = stack
    .ofType(ecs.ClusterCapacityProviders)
    .filter((providers) => clusters.some((one) => refersTo(providers, "clusterName", one)))
    .flatMap((one) => referencedBy(stack, one, "capacityProviders", ecs.CapacityProvider))
    .flatMap((one) => referencedBy(stack, one, "autoScalingGroupProvider", autoscaling.Group));
  return groups.length > 0 ? groups : stack.ofType(autoscaling.Group);
}

function shiftMinutes(
  configuration: NonNullable<Inputs<ecs.ServiceArgs>["deploymentConfiguration"]>,
): number {
  const {
    strategy = "ROLLING",
    linearConfiguration: linear,
    canaryConfiguration: canary,
  } = configuration;
  const bake = Number(configuration.bakeTimeInMinutes ?? (strategy === "ROLLING" ? 0 : 15));
  switch (strategy) {
    case "LINEAR": {
      // The last step reaches 100 % and is followed by the bake time alone.
      const waits = Math.ceil(100 / (linear?.stepPercent ?? 10)) - 1;
      return waits * Number(linear?.stepBakeTimeInMinutes ?? 6) + bake;
    }
    case "CANARY":
      return Number(canary?.canaryBakeTimeInMinutes ?? 10) + bake;
    default:
      return bake;
  }
}

function pinned(taskDefinitionArn = ""): string | undefined {
  return /:task-definition\/[^:]+:\d+$/.test(taskDefinitionArn)
    ? `it starts ${taskDefinitionArn}`
    : undefined;
}
