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

/** Application Auto Scaling: the average load of a service, in percent, that scaling may hold. */
export const targetPercent: Range = { from: 1, to: 100 };

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

/** CloudWatch Logs API, PutRetentionPolicy: the days that it knows. */
export const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

/** CodePipeline quota: an approval that nobody has decided by then fails. */
export const approvalMs = 7 * 24 * 3600 * 1000;

/** SNS API, Publish: characters of a subject, in ASCII. */
export const longestSubject = 100;

/** S3 API, LifecycleExpiration. */
export const retentionDays: Range = { from: 1, to: Infinity };

/** ELB API, attributes of load balancers and target groups. */
export const idleTimeoutSeconds: Range = { from: 1, to: 4000 };
export const deregistrationDelaySeconds: Range = { from: 0, to: 3600 };

/** ECS API, RegisterTaskDefinition: containers of a task. */
export const mostContainers = 10;

/** ECS API, RegisterTaskDefinition: bytes of a definition as JSON. */
export const mostDefinitionBytes = 64 * 1024;

/** ECR API, CreateRepository. */
export const longestRepositoryName = 256;

/**
 * ECS and CodePipeline write whole seconds in places, and each by its own clock: what one dates after
 * another may have happened before it, by this many milliseconds.
 */
export const clockSkewMs = 2_000;
