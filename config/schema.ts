import { z } from "zod";

import { branchPattern, repositoryPattern } from "../aws/gitNames";
import { logRetentionDays } from "../aws/limits";
import { providerArnPattern } from "../aws/oidc";
import { longestTagKey, longestTagValue, tagKeyPattern, tagValuePattern } from "../aws/tags";
import { type app } from "./schema/apps";
import { builds } from "./schema/builds";
import { clusters } from "./schema/cluster";
import { flag, mapping, oneOf, text } from "./schema/fields";
import { images } from "./schema/images";
import { network } from "./schema/network";
import { roles } from "./schema/roles";

const deployment = mapping({
  repository: text(
    repositoryPattern,
    "must have 1–100 letters, digits, dots, hyphens or underscores",
  )
    .default("deployment")
    .describe("CodeCommit repository that says what runs"),
  branch: text(branchPattern, "must be the name of a branch, at most 256 characters")
    .exactOptional()
    .describe("Branch of this stack; else the stack's name"),
  createRepository: flag()
    .default(true)
    .describe("Whether this stack owns the repository; false: another one does"),
  roles: roles.default({}).describe("Roles of IAM for jobs of CI services and for people, by name"),
  oidcProviders: z
    .array(
      text(
        providerArnPattern,
        "must be the ARN of an OIDC provider such as arn:aws:iam::123456789012:oidc-provider/gitlab.com",
      ),
    )
    .default([])
    .describe(
      "OIDC providers of IAM that the account has already, by ARN: it has one for each issuer. This stack makes the others that its roles need",
    ),
});

const tagKey = text(tagKeyPattern, "must have letters, digits, spaces and _.:/=+-@ only")
  .max(longestTagKey, { error: `must have at most ${longestTagKey} characters` })
  .refine((tag) => !/^(?:aws|slipway):/i.test(tag), {
    error: 'must not start with "aws:", which AWS keeps, or "slipway:", which the program sets',
  });

const tagValue = text(tagValuePattern, "must have letters, digits, spaces and _.:/=+-@ only").max(
  longestTagValue,
  { error: `must have at most ${longestTagValue} characters` },
);

/** Every `slipway:*` key of a stack file. */
export const stackSchema = mapping({
  network: network.prefault({}).describe("Where the hosts and the load balancers live"),
  deployment: deployment.prefault({}).describe("The repository whose commits say what runs"),
  images: images
    .default({})
    .describe("Images that the stack builds and pushes, or has a repository for, by name"),
  builds: builds
    .default({})
    .describe("Pipelines that build and test the repositories of apps, by name"),
  clusters: clusters.default({}).describe("Clusters with their apps, by name; at least one"),
  tags: z.record(tagKey, tagValue).default({}).describe("Tags of every resource, at most 40"),
  logRetentionDays: oneOf(logRetentionDays)
    .default(30)
    .describe("Days that logs are kept, one of the periods that CloudWatch knows"),
  protect: flag()
    .default(true)
    .describe(
      "Makes Pulumi refuse to delete what holds data: image repositories and buckets. Set false before a destroy",
    ),
});

export type StackConfig = z.infer<typeof stackSchema>;
/** A role for jobs of CI or for people. */
export type RoleConfig = StackConfig["deployment"]["roles"][string];
export type ImageConfig = StackConfig["images"][string];
export type ClusterConfig = StackConfig["clusters"][string];
export type AppConfig = z.infer<typeof app>;
export type SidecarConfig = AppConfig["sidecars"][string];
