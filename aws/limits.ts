/** Quotas of AWS that a configuration can run into, and the sentences about them. */

/** What is wrong, and at which key. */
export interface KeyProblem<K extends string> {
  readonly key: K;
  /** What is wrong and what is legal, as one sentence without its full stop. */
  readonly sentence: string;
}

/** Whole numbers that are legal, both ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A number, where it is said, and what is legal there. */
export type Ranged = readonly [key: string, value: number | undefined, range: Range];

/** The first number that is out of its range; undefined if none is. */
export function rangeProblem(values: readonly Ranged[]): string | undefined {
  for (const [key, value, { from, to }] of values) {
    if (value !== undefined && (!Number.isInteger(value) || value < from || value > to)) {
      const legal = to === Infinity ? `of at least ${from}` : `from ${from} to ${to}`;
      return `${key} must be an integer ${legal}, got ${value}.`;
    }
  }
  return undefined;
}

export const port: Range = { from: 1, to: 65535 };

/** ECS quota: tasks of a service. */
export const serviceTasks: Range = { from: 0, to: 5000 };

/** Lambda API, PutFunctionEventInvokeConfig: tries of an event after the first. */
export const startRetries: Range = { from: 0, to: 2 };

/** EC2 Auto Scaling and ECS: hosts of a cluster, how full they shall be, and the disk of each. */
export const hostLimits = {
  min: { from: 0, to: 5000 },
  max: { from: 1, to: 5000 },
  targetCapacityPercent: { from: 1, to: 100 },
  /** The ECS-optimised image needs 30; EBS API, gp3. */
  diskGiB: { from: 30, to: 16384 },
} as const;

/** Part of the tasks on FARGATE_SPOT. */
export const spotPercent: Range = { from: 0, to: 100 };

/** awsx: zones of a VPC; no region has more. */
export const availabilityZones: Range = { from: 1, to: 6 };

/** ECR API, LifecyclePolicy: images that a rule counts, as far as a team can mean it. */
export const keptImages: Range = { from: 1, to: 1000 };

/** S3 API, LifecycleExpiration. */
export const retentionDays: Range = { from: 1, to: Infinity };

/** ELB API, RuleCondition and load balancer attributes. */
export const listenerPriority: Range = { from: 1, to: 50000 };
export const idleTimeoutSeconds: Range = { from: 1, to: 4000 };
export const deregistrationDelaySeconds: Range = { from: 0, to: 3600 };

/** Application Load Balancer quotas. That of target groups cannot be raised. */
export const loadBalancerLimits = {
  targetGroups: 100,
  /** Without the default ones of the listeners. */
  rules: 100,
  /** Of all conditions of one rule together. */
  ruleValues: 5,
  /** Accounts from before 2020 have 6. */
  ruleWildcards: 5,
} as const;

/** Why so many apps cannot share a load balancer: each has a target group and a rule of its own. */
export function routedAppsProblem(apps: number): string | undefined {
  const { rules, targetGroups } = loadBalancerLimits;
  const most = Math.min(rules, targetGroups);
  return apps > most
    ? `has ${apps} apps behind its load balancer, which takes at most ${most} (${targetGroups} target groups, ${rules} rules); move ${apps - most} or more of them to another cluster`
    : undefined;
}

/** What is wrong with the conditions of one rule. */
export function ruleProblem(
  paths: readonly string[],
  hosts: readonly string[],
): string | undefined {
  const { ruleValues, ruleWildcards } = loadBalancerLimits;
  if (paths.length === 0) {
    return "needs at least one path";
  }
  const values = [...paths, ...hosts];
  if (values.length > ruleValues) {
    return `a rule has at most ${ruleValues} condition values, paths and hosts together (got "${values.length}")`;
  }
  const wildcards = values.join("").replace(/[^*?]/g, "").length;
  return wildcards > ruleWildcards
    ? `a rule has at most ${ruleWildcards} wildcards (* and ?), paths and hosts together (got "${wildcards}")`
    : undefined;
}

/** Docker's names of limits, as the ECS API takes them. On Fargate only the first can be set. */
export const ulimitNames: readonly string[] = [
  ...["nofile", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue"],
  ...["nice", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack"],
];

/** ECS API, RegisterTaskDefinition: containers of a task. */
export const mostContainers = 10;

/** ECS API, RegisterTaskDefinition: bytes of a definition as JSON. */
export const mostDefinitionBytes = 64 * 1024;

/** ECS API, ContainerDefinition.memory: Docker gives no container less. */
export const leastContainerMiB = 6;

/** ECS API, ContainerDefinition.stopTimeout. */
export const longestFargateStopSeconds = 120;

/** ECR API, CreateRepository. */
export const longestRepositoryName = 256;

/** AWS: 50 tags a resource. Ten are left for those of the program and of a single resource. */
export const mostTags = 40;

/**
 * ECS and CodePipeline write whole seconds in places, and each by its own clock: what one dates after
 * another may have happened before it, by this many milliseconds.
 */
export const clockSkewMs = 2_000;
