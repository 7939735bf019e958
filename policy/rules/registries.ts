import * as ecr from "@pulumi/aws/ecr";

import { Malformed } from "../judge";
import { type Rule, resourceRule, resourcesRule, stackRule } from "../rule";
import { refersTo } from "../stack";
import { isRecord, reader } from "./json";
import { eachAllowed, isPublic } from "./policyDocuments";
import { fits } from "./wildcards";

/** Rules about image repositories. */
export const registryRules: readonly Rule[] = [
  resourceRule(ecr.Repository, {
    name: "repository-scans-images",
    description: "Images are scanned when they are pushed.",
    controls: ["ECR.1", "CKV_AWS_163"],
    severity: "high",
    why: "Nobody would learn of a known weakness in a running image.",
    fix: "`imageScanningConfiguration: { scanOnPush: true }` on the repository.",
    parameters: {
      registryScans: {
        default: false,
        description: "True where enhanced scanning is on for the whole registry.",
      },
    },
    check: (repository, { parameters }) =>
      parameters.registryScans || repository.imageScanningConfiguration?.scanOnPush === true
        ? undefined
        : "scanOnPush is not true",
  }),
  resourceRule(ecr.Repository, {
    name: "repository-immutable-tags",
    description: "A tag of an image never moves.",
    controls: ["ECR.2", "CKV_AWS_51"],
    severity: "high",
    why: "A tag that moves changes what runs without a commit.",
    fix: '`imageTagMutability: "IMMUTABLE"` (or `IMMUTABLE_WITH_EXCLUSION` with a narrow filter).',
    check: ({ imageTagMutability = "MUTABLE", imageTagMutabilityExclusionFilters = [] }) => {
      if (imageTagMutability === "IMMUTABLE") {
        return undefined;
      }
      if (imageTagMutability !== "IMMUTABLE_WITH_EXCLUSION") {
        return `imageTagMutability is ${imageTagMutability}`;
      }
      return imageTagMutabilityExclusionFilters.some(({ filter }) => /^\**$/.test(filter))
        ? "the exclusion filter * lets every tag move"
        : undefined;
    },
  }),
  stackRule(ecr.Repository, {
    name: "repository-expires-images",
    description: "Every repository has a lifecycle policy.",
    controls: ["ECR.3"],
    severity: "low",
    why: "Images nobody runs cost money forever.",
    fix: "an `aws.ecr.LifecyclePolicy` for the repository.",
    check: (_repository, { subject, stack }) =>
      stack.ofType(ecr.LifecyclePolicy).some((policy) => refersTo(policy, "repository", subject))
        ? undefined
        : "it has no lifecycle policy",
  }),
  resourceRule(ecr.LifecyclePolicy, {
    name: "repository-keeps-rollback-depth",
    description: "Released images are kept as long as a rollback may go back to them.",
    controls: ["ECR.3"],
    severity: "high",
    why: "A rollback to an expired image cannot start, nor can a scale-out of one that runs.",
    fix: "`countNumber` of the rule for released images: the rollback depth or more.",
    parameters: {
      releasePrefix: { default: "release-", description: "Prefix of the tags of released images." },
      rollbackDepth: { default: 10, description: "How many releases a rollback may go back." },
    },
    check: (lifecycle, { parameters }) => {
      const rules = rulesOf(lifecycle.policy);
      const covers = (rule: LifecycleRule): boolean => selects(rule, parameters.releasePrefix);
      const first = rules.find(covers);
      if (first === undefined) {
        return undefined;
      }
      const { countType, countNumber } = first.selection;
      return countType === "imageCountMoreThan" && countNumber >= parameters.rollbackDepth
        ? undefined
        : `rule ${first.rulePriority} expires released images by ${countType} ${countNumber}, below the rollback depth of ${parameters.rollbackDepth}`;
    },
  }),
  resourcesRule([ecr.RepositoryPolicy, ecr.RegistryPolicy], {
    name: "repository-not-public",
    description: "A repository policy names who may pull.",
    controls: ["CKV_AWS_32"],
    severity: "critical",
    why: "Every AWS account could pull the images, and what is in them.",
    fix: "account or role ARNs as `Principal` of the repository policy.",
    check: ({ policy }) =>
      eachAllowed(policy, (statement) =>
        isPublic(statement) ? "allows any principal" : undefined,
      ),
  }),
  resourceRule(ecr.Repository, {
    name: "repository-not-force-deleted",
    description: "A repository with images in it is not deleted by mistake.",
    controls: [],
    severity: "medium",
    why: "Its images are what every rollback needs.",
    fix: "`forceDelete: false` on the repository.",
    check: ({ forceDelete = false }) => (forceDelete ? "forceDelete is true" : undefined),
  }),
];

interface LifecycleRule {
  readonly rulePriority: number;
  readonly selection: {
    readonly tagStatus: string;
    /** What the tags of an image begin with; it must have one for each. */
    readonly tagPrefixList?: readonly string[];
    /** Patterns of the tags of an image, with `*`; it must have one for each. */
    readonly tagPatternList?: readonly string[];
    readonly countType: string;
    readonly countNumber: number;
  };
}

const rulesOf = reader("the lifecycle policy", (document): readonly LifecycleRule[] => {
  const rules = isRecord(document) ? document["rules"] : undefined;
  if (!Array.isArray(rules) || !rules.every(isLifecycleRule)) {
    throw new Malformed("the lifecycle policy is no document with rules");
  }
  return [...rules].sort((a, b) => a.rulePriority - b.rulePriority);
});

function isLifecycleRule(rule: unknown): rule is LifecycleRule {
  return isRecord(rule) && typeof rule["rulePriority"] === "number" && isRecord(rule["selection"]);
}

/** True when a rule selects an image for the tag of its release, which is its only one. */
function selects({ selection }: LifecycleRule, releasePrefix: string): boolean {
  const { tagStatus, tagPrefixList = [], tagPatternList = [] } = selection;
  const release = `${releasePrefix}1`;
  const named = [
    ...tagPrefixList.map((prefix) => releasePrefix.startsWith(prefix)),
    ...tagPatternList.map((pattern) => fits(pattern, release)),
  ];
  return tagStatus === "any" || (named.length > 0 && named.every(Boolean));
}
