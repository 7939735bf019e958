import * as ecs from "@pulumi/aws/ecs";
import * as lb from "@pulumi/aws/lb";

import { type Rule, resourceRule, resourcesRule, stackRule } from "../rule";
import { referencedBy } from "../stack";

/** Rules about services: how they are placed, watched and replaced. */
export const serviceRules: readonly Rule[] = [
  resourcesRule([ecs.Service, ecs.TaskSet], {
    name: "service-no-public-address",
    description: "The tasks of a service, or of a task set in it, have no public address.",
    controls: ["ECS.2", "ECS.16", "CKV_AWS_333"],
    severity: "high",
    why: "The internet reaches the task past the load balancer.",
    fix: "`assignPublicIp: false`, with `natGateways: 1` or `endpoints: true` in `slipway:network`.",
    check: ({ networkConfiguration: network }) =>
      (network as { readonly assignPublicIp?: boolean } | undefined)?.assignPublicIp === true
        ? "assignPublicIp is true"
        : undefined,
  }),
  resourceRule(ecs.Service, {
    name: "service-circuit-breaker",
    description: "The circuit breaker of a rolling service is on, with rollback.",
    controls: [],
    severity: "high",
    why: "Without it a deployment that cannot start goes on for hours and stays half done.",
    fix: "`deploymentCircuitBreaker: { enable: true, rollback: true }` on the service.",
    check: (service) => {
      const controller = service.deploymentController?.type ?? "ECS";
      const { enable = false, rollback = false } = service.deploymentCircuitBreaker ?? {};
      return controller === "ECS" && !(enable && rollback)
        ? `deploymentCircuitBreaker has enable ${enable} and rollback ${rollback}`
        : undefined;
    },
  }),
  resourceRule(ecs.Service, {
    name: "service-rolling-bounds",
    description: "A rolling deployment starts new tasks before it stops the old ones.",
    controls: [],
    severity: "high",
    why: "Below 100 % it takes capacity away under traffic; with a maximum of 100 % it cannot begin.",
    fix: "`deploymentMinimumHealthyPercent: 100` and `deploymentMaximumPercent: 200` on the service.",
    check: (service) => {
      if (service.schedulingStrategy === "DAEMON") {
        return undefined;
      }
      const minimum = service.deploymentMinimumHealthyPercent ?? 100;
      const maximum = service.deploymentMaximumPercent ?? 200;
      const enough = minimum >= 100 || (minimum >= 50 && (service.desiredCount ?? 0) >= 2);
      return enough && maximum > Math.max(minimum, 100)
        ? undefined
        : `the bounds are ${minimum} % and ${maximum} % for ${service.desiredCount ?? "an unset number of"} tasks`;
    },
  }),
  resourceRule(ecs.Service, {
    name: "service-two-tasks",
    description: "A service runs at least two tasks.",
    controls: [],
    severity: "medium",
    why: "With one task every failed host or zone is an outage.",
    fix: "`count: 2` (or `scaling.min: 2`) of the app in Pulumi.<stack>.yaml.",
    parameters: {
      minimum: { default: 2, description: "Fewest tasks of a service." },
    },
    check: (service, { parameters }) =>
      service.schedulingStrategy !== "DAEMON" &&
      service.desiredCount !== undefined &&
      service.desiredCount < parameters.minimum
        ? `desiredCount is ${service.desiredCount}`
        : undefined,
  }),
  resourceRule(ecs.Service, {
    name: "service-health-grace",
    description: "A service behind a load balancer gives its tasks time to start.",
    controls: [],
    severity: "medium",
    why: "ECS stops tasks whose first checks fail while they are still starting.",
    fix: "`healthCheckGracePeriodSeconds` of the service, longer than the app's start.",
    check: (service) =>
      (service.loadBalancers ?? []).length > 0 && (service.healthCheckGracePeriodSeconds ?? 0) === 0
        ? "healthCheckGracePeriodSeconds is 0"
        : undefined,
  }),
  resourceRule(ecs.Service, {
    name: "service-fargate-platform",
    description: "Fargate services run on the current platform version.",
    controls: ["ECS.10", "CKV_AWS_332"],
    severity: "medium",
    why: "Older platform versions get no security updates.",
    fix: '`platformVersion: "LATEST"`, or leave it out.',
    check: ({ platformVersion = "LATEST" }) =>
      ["LATEST", "1.4.0"].includes(platformVersion)
        ? undefined
        : `platformVersion is ${platformVersion}`,
  }),
  stackRule(ecs.Service, {
    name: "service-shell-is-logged",
    description: "A service that allows shells (ECS Exec) runs in a cluster that logs them.",
    controls: ["CKV_AWS_223"],
    severity: "medium",
    why: "Otherwise nobody can tell what was done in production.",
    fix: "`enableExecuteCommand: false`, or logging in the cluster's `executeCommandConfiguration`.",
    check: (service, { subject, stack }) => {
      if (service.enableExecuteCommand !== true) {
        return undefined;
      }
      const clusters = referencedBy(stack, subject, "cluster", ecs.Cluster);
      const logged = clusters.some(
        ({ props }) =>
          (props.configuration?.executeCommandConfiguration?.logging ?? "NONE") !== "NONE",
      );
      return logged ? undefined : "enableExecuteCommand is true in a cluster that does not log it";
    },
  }),
  resourceRule(ecs.Service, {
    name: "service-zone-rebalancing",
    description: "A service evens out its tasks over the zones after a zone has failed.",
    controls: [],
    severity: "low",
    why: "After an outage all tasks stay in the zones that survived, until the next one fails.",
    fix: '`availabilityZoneRebalancing: "ENABLED"` on the service.',
    check: (service) =>
      service.schedulingStrategy === "DAEMON" || service.availabilityZoneRebalancing === "ENABLED"
        ? undefined
        : `availabilityZoneRebalancing is ${service.availabilityZoneRebalancing ?? "unset"}`,
  }),
  resourceRule(ecs.Service, {
    name: "service-deployment-alarms",
    description: "Alarms of the service stop a deployment and roll it back.",
    controls: [],
    severity: "medium",
    why: "Health checks notice a dead task, not one that answers with errors.",
    fix: "`alarms: { alarmNames, enable: true, rollback: true }` on the service.",
    level: "advisory",
    check: (service) =>
      service.alarms?.enable === true &&
      service.alarms.rollback &&
      service.alarms.alarmNames.length > 0
        ? undefined
        : "no alarm rolls a deployment back",
  }),
  stackRule(ecs.Service, {
    name: "service-after-listener",
    description: "A service is created after the listener or rule that sends it traffic.",
    controls: [],
    severity: "high",
    why: "ECS refuses a target group that belongs to no load balancer.",
    fix: "`dependsOn` of the service: the listener rule.",
    check: (_service, { subject, stack }) => {
      const groups = referencedBy(stack, subject, "loadBalancers", lb.TargetGroup);
      return groups.map((group) => {
        const routes = [...stack.ofType(lb.ListenerRule), ...stack.ofType(lb.Listener)].filter(
          (route) =>
            [
              ...(route.propertyDependencies["actions"] ?? []),
              ...(route.propertyDependencies["defaultActions"] ?? []),
            ].includes(group.urn),
        );
        return routes.length === 0 || routes.some(({ urn }) => subject.dependencies.includes(urn))
          ? undefined
          : `it does not depend on "${routes.map(({ name }) => name).join('", "')}", which routes to its target group`;
      });
    },
  }),
  resourceRule(ecs.Service, {
    name: "service-changes-arrive",
    description: "Changes of memory, environment or secrets reach the service.",
    controls: [],
    severity: "high",
    why: "Delivery bases each revision on the one in use, so what infrastructure changes would never run.",
    fix: 'remove "taskDefinition" from `ignoreChanges` of the service.',
    check: (_service, { subject }) =>
      subject.opts.ignoreChanges.includes("taskDefinition")
        ? 'ignoreChanges contains "taskDefinition"'
        : undefined,
  }),
];
