import { type RecordedNode } from "../graph";
import { called, textOf, type Invariant } from "./read";

/** Names that AWS takes. */

interface Limit {
  /** Input with the physical name. */
  readonly input: string;
  readonly max: number;
  readonly pattern: RegExp;
}

/** From the API reference of each service. */
const limits: Readonly<Record<string, Limit>> = {
  "aws:lb/loadBalancer:LoadBalancer": {
    input: "name",
    max: 32,
    pattern: /^(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/,
  },
  "aws:lb/targetGroup:TargetGroup": {
    input: "name",
    max: 32,
    pattern: /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/,
  },
  "aws:ecs/cluster:Cluster": { input: "name", max: 255, pattern: /^[A-Za-z0-9_-]+$/ },
  "aws:ecs/service:Service": { input: "name", max: 255, pattern: /^[A-Za-z0-9_-]+$/ },
  "aws:ecs/taskDefinition:TaskDefinition": {
    input: "family",
    max: 255,
    pattern: /^[A-Za-z0-9_-]+$/,
  },
  "aws:ecs/capacityProvider:CapacityProvider": {
    input: "name",
    max: 255,
    pattern: /^(?!aws|ecs|fargate)[A-Za-z0-9_-]+$/i,
  },
  "aws:ecr/repository:Repository": {
    input: "name",
    max: 256,
    pattern: /^[a-z0-9]+(?:[._-][a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-][a-z0-9]+)*)*$/,
  },
  "aws:cloudwatch/logGroup:LogGroup": { input: "name", max: 512, pattern: /^[\w./#-]+$/ },
  "aws:iam/role:Role": { input: "name", max: 64, pattern: /^[\w+=,.@-]+$/ },
  "aws:iam/rolePolicy:RolePolicy": { input: "name", max: 128, pattern: /^[\w+=,.@-]+$/ },
  "aws:iam/instanceProfile:InstanceProfile": { input: "name", max: 128, pattern: /^[\w+=,.@-]+$/ },
  "aws:ec2/securityGroup:SecurityGroup": {
    input: "name",
    max: 255,
    pattern: /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]+$/,
  },
  "aws:ec2/launchTemplate:LaunchTemplate": { input: "name", max: 128, pattern: /^[\w()./-]{3,}$/ },
  "aws:autoscaling/group:Group": { input: "name", max: 255, pattern: /^[^:]+$/ },
  "aws:s3/bucket:Bucket": {
    input: "bucket",
    max: 63,
    pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  },
};

/** Pulumi's own names: the logical name, a hyphen and seven characters. */
const autoNameSuffix = 8;

function problemOf(node: RecordedNode, { input, max, pattern }: Limit): string | undefined {
  const name = textOf(node.inputs[input]);
  const length = name?.length ?? node.name.length + autoNameSuffix;
  if (length > max) {
    return `${called(node)}: its name has ${length} characters, AWS takes ${max}`;
  }
  return pattern.test(name ?? `${node.name}-1234567`)
    ? undefined
    : `${called(node)}: AWS does not take the name "${name ?? node.name}"`;
}

export const hasLegalNames: Invariant = {
  title: "names everything within the limits of AWS",
  problems: ({ nodes }) =>
    nodes.flatMap((node) => {
      const limit = limits[node.type];
      const problem = limit === undefined ? undefined : problemOf(node, limit);
      return problem === undefined ? [] : [problem];
    }),
};
