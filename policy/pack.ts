import { type Rule } from "./rule";
import { capacityRules } from "./rules/capacity";
import { clusterRules } from "./rules/clusters";
import { containerRules } from "./rules/containers";
import { deliveryRules } from "./rules/delivery";
import { everyResourceRules } from "./rules/everyResource";
import { functionRules } from "./rules/functions";
import { iamRules } from "./rules/iam";
import { keyAndMessageRules } from "./rules/keysAndMessages";
import { loadBalancerRules } from "./rules/loadBalancers";
import { networkRules } from "./rules/network";
import { permissionRules } from "./rules/permissions";
import { registryRules } from "./rules/registries";
import { rolloutRules } from "./rules/rollouts";
import { serviceRules } from "./rules/services";
import { storageRules } from "./rules/storage";
import { taskDefinitionRules } from "./rules/taskDefinitions";
import { topologyRules } from "./rules/topology";

/** Name of the pack, as the engine prints it. */
export const packName = "slipway";

/** A theme of the pack: one file, one chapter of docs/policies.md. */
export interface Theme {
  readonly title: string;
  readonly rules: readonly Rule[];
}

/** The whole pack. What is not in this list does not run. */
export const themes: readonly Theme[] = [
  { title: "Containers", rules: containerRules },
  { title: "Task definitions", rules: taskDefinitionRules },
  { title: "Services", rules: serviceRules },
  { title: "Rollouts", rules: rolloutRules },
  { title: "Clusters", rules: clusterRules },
  { title: "Instances", rules: capacityRules },
  { title: "Load balancers", rules: loadBalancerRules },
  { title: "Network", rules: networkRules },
  { title: "Topology and waste", rules: topologyRules },
  { title: "Image repositories", rules: registryRules },
  { title: "Permissions", rules: permissionRules },
  { title: "Roles, users and keys", rules: iamRules },
  { title: "Buckets", rules: storageRules },
  { title: "Keys, logs, alarms and messages", rules: keyAndMessageRules },
  { title: "Pipelines and builds", rules: deliveryRules },
  { title: "Functions, events and schedules", rules: functionRules },
  { title: "Every resource", rules: everyResourceRules },
];

export const rules: readonly Rule[] = themes.flatMap((theme) => theme.rules);
