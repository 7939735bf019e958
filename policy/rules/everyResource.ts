import * as autoscaling from "@pulumi/aws/autoscaling";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as codecommit from "@pulumi/aws/codecommit";
import * as codepipeline from "@pulumi/aws/codepipeline";
import * as ec2 from "@pulumi/aws/ec2";
import * as ecr from "@pulumi/aws/ecr";
import * as ecs from "@pulumi/aws/ecs";
import * as efs from "@pulumi/aws/efs";
import * as iam from "@pulumi/aws/iam";
import * as kms from "@pulumi/aws/kms";
import * as lambda from "@pulumi/aws/lambda";
import * as lb from "@pulumi/aws/lb";
import * as s3 from "@pulumi/aws/s3";
import * as scheduler from "@pulumi/aws/scheduler";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as sns from "@pulumi/aws/sns";
import * as sqs from "@pulumi/aws/sqs";
import * as ssm from "@pulumi/aws/ssm";

import { type Rule, resourcesRule, tokenOf } from "../rule";

/** Longest names that AWS accepts, of the types whose limit a joined name can reach. */
const nameLimits = new Map<string, readonly [property: string, longest: number]>([
  [tokenOf(lb.LoadBalancer), ["name", 32]],
  [tokenOf(lb.TargetGroup), ["name", 32]],
  [tokenOf(ecs.Cluster), ["name", 255]],
  [tokenOf(ecs.Service), ["name", 255]],
  [tokenOf(ecs.TaskDefinition), ["family", 255]],
  [tokenOf(ecr.Repository), ["name", 256]],
  [tokenOf(iam.Role), ["name", 64]],
  [tokenOf(s3.Bucket), ["bucket", 63]],
  [tokenOf(cloudwatch.EventRule), ["name", 64]],
  [tokenOf(cloudwatch.LogGroup), ["name", 512]],
  [tokenOf(codepipeline.Pipeline), ["name", 100]],
  [tokenOf(lambda.Function), ["name", 64]],
  [tokenOf(scheduler.Schedule), ["name", 64]],
  [tokenOf(sqs.Queue), ["name", 80]],
]);

/** Rules about whatever has a name, tags, or data that cannot be made again. */
export const everyResourceRules: readonly Rule[] = [
  resourcesRule(
    [
      lb.LoadBalancer,
      lb.TargetGroup,
      ecs.Cluster,
      ecs.Service,
      ecs.TaskDefinition,
      ecr.Repository,
      iam.Role,
      s3.Bucket,
      cloudwatch.EventRule,
      cloudwatch.LogGroup,
      codepipeline.Pipeline,
      lambda.Function,
      scheduler.Schedule,
      sqs.Queue,
    ],
    {
      name: "name-within-limit",
      description: "Names are no longer than AWS allows.",
      controls: [],
      severity: "high",
      why: "AWS refuses the resource, in the middle of the update.",
      fix: "a shorter key of the cluster or app in Pulumi.<stack>.yaml.",
      check: (props, { subject }) => {
        const [property, longest] = nameLimits.get(subject.type) ?? ["name", Infinity];
        const value = props[property];
        return typeof value === "string" && value.length > longest
          ? `${property} "${value}" has ${value.length} characters, above ${longest}`
          : undefined;
      },
    },
  ),
  resourcesRule(
    [
      ecr.Repository,
      codecommit.Repository,
      s3.Bucket,
      kms.Key,
      secretsmanager.Secret,
      // Log groups go with their app when it is removed; their retention is a rule of its own.
      efs.FileSystem,
    ],
    {
      name: "data-is-protected",
      description: "What holds data that cannot be made again is protected from deletion.",
      controls: [],
      severity: "high",
      why: "A renamed key in the stack file would delete it in the next update.",
      fix: "`protect: true` on the resource, or `slipway:protect: true` in Pulumi.<stack>.yaml.",
      check: (_props, { subject }) => (subject.opts.protect ? undefined : "protect is not true"),
    },
  ),
  resourcesRule(
    [
      autoscaling.Group,
      cloudwatch.LogGroup,
      codecommit.Repository,
      codepipeline.Pipeline,
      ec2.LaunchTemplate,
      ec2.SecurityGroup,
      ec2.Vpc,
      ecr.Repository,
      ecs.Cluster,
      ecs.Service,
      ecs.TaskDefinition,
      iam.Role,
      kms.Key,
      lambda.Function,
      lb.LoadBalancer,
      lb.TargetGroup,
      s3.Bucket,
      sns.Topic,
      sqs.Queue,
      ssm.Parameter,
    ],
    {
      name: "tags-of-the-stack",
      description: "Everything that can carry tags says which project and stack it belongs to.",
      controls: ["ECS.13", "ECS.14", "ECS.15"],
      severity: "low",
      why: "Bills and incidents start with a resource whose owner nobody knows.",
      fix: "`defaultTags` of the provider, or `tags` of the resource.",
      parameters: {
        keys: {
          default: ["slipway:project", "slipway:stack"] as readonly string[],
          description: "Keys of the tags that every resource has.",
        },
      },
      check: ({ tags, tagsAll }, { subject, parameters }) => {
        const defaults = subject.provider?.props["defaultTags"];
        const present = new Set([tags, tagsAll, tagsIn(defaults)].flatMap(keysOf));
        const missing = parameters.keys.filter((key) => !present.has(key));
        return missing.length === 0 ? undefined : `it has no tag ${missing.join(", ")}`;
      },
    },
  ),
];

/** Default tags of a provider, which the engine hands over as an object or as JSON. */
function tagsIn(defaults: unknown): unknown {
  const value: unknown = typeof defaults === "string" ? JSON.parse(defaults) : defaults;
  return typeof value === "object" && value !== null && "tags" in value ? value.tags : undefined;
}

/** Keys of a map of tags, or of the list that Auto Scaling groups have instead. */
function keysOf(tags: unknown): readonly string[] {
  if (Array.isArray(tags)) {
    return tags.flatMap((tag: { readonly key?: string }) =>
      tag.key === undefined ? [] : [tag.key],
    );
  }
  return typeof tags === "object" && tags !== null ? Object.keys(tags) : [];
}
