import * as ecs from "@pulumi/aws/ecs";

import { type Rule, resourceRule } from "../rule";

/** Rules about clusters and their capacity providers. */
export const clusterRules: readonly Rule[] = [
  resourceRule(ecs.Cluster, {
    name: "cluster-container-insights",
    description: "Container Insights is on.",
    controls: ["ECS.12", "CKV_AWS_65"],
    severity: "medium",
    why: "Without it there are no figures for memory, restarts and the tasks of a deployment.",
    fix: '`settings: [{ name: "containerInsights", value: "enabled" }]` on the cluster.',
    check: (cluster) => {
      const value = (cluster.settings ?? []).find(
        ({ name }) => name === "containerInsights",
      )?.value;
      return value === "enabled" || value === "enhanced"
        ? undefined
        : `containerInsights is ${value ?? "unset"}`;
    },
  }),
  resourceRule(ecs.Cluster, {
    name: "cluster-shells-are-logged",
    description: "Shells in containers (ECS Exec) are logged.",
    controls: ["CKV_AWS_223"],
    severity: "medium",
    why: "Otherwise nobody can tell what was done in production.",
    fix: '`configuration.executeCommandConfiguration.logging: "OVERRIDE"` or "DEFAULT" on the cluster.',
    check: (cluster) => {
      const logging = cluster.configuration?.executeCommandConfiguration?.logging ?? "DEFAULT";
      return logging === "NONE" ? "executeCommandConfiguration.logging is NONE" : undefined;
    },
  }),
  resourceRule(ecs.CapacityProvider, {
    name: "capacity-keeps-busy-hosts",
    description: "Scaling in never ends an instance that runs tasks.",
    controls: ["ECS.19"],
    severity: "medium",
    why: "Auto Scaling would pick any instance, with the tasks on it.",
    fix: '`managedTerminationProtection: "ENABLED"` with `managedScaling`.',
    check: ({ autoScalingGroupProvider: provider }) =>
      provider !== undefined && provider.managedTerminationProtection !== "ENABLED"
        ? `managedTerminationProtection is ${provider.managedTerminationProtection ?? "unset"}`
        : undefined,
  }),
  resourceRule(ecs.CapacityProvider, {
    name: "capacity-drains-hosts",
    description: "Instances are drained before they end.",
    controls: [],
    severity: "medium",
    why: "Otherwise the tasks of an ending instance are killed with their requests.",
    fix: '`managedDraining: "ENABLED"` of the capacity provider.',
    check: ({ autoScalingGroupProvider: provider }) =>
      provider?.managedDraining === "DISABLED" ? "managedDraining is DISABLED" : undefined,
  }),
];
