import { cacheTag, releaseTags, runningTags } from "../../aws/imageTags";

/** What to keep in an image repository. */
export interface Retention {
  /** Released images to keep, 1 to 1000: the depth of a rollback. */
  readonly keepReleases: number;
  /** Newest images to keep whether released or not, 1 to 1000. */
  readonly keepNewest: number;
}

/** A lifecycle policy in the words of ECR. */
export interface LifecyclePolicyDocument {
  readonly rules: readonly LifecycleRule[];
}

interface LifecycleRule {
  readonly rulePriority: number;
  readonly description: string;
  readonly selection: {
    readonly tagStatus: "tagged" | "any";
    readonly tagPatternList?: readonly string[];
    readonly countType: "imageCountMoreThan";
    readonly countNumber: number;
  };
  readonly action: { readonly type: "expire" };
}

/** More images than the apps of a stack can have running. */
const withoutEnd = 10_000;

/**
 * ECR looks at an image by the rule with the lowest priority number whose tags it has, and by no
 * other: what the first three rules select, the last one counts but never removes.
 *
 * All rules count; none looks at the age of an image: one that a service runs since its first
 * deployment may be months old. A count spares the newest, however old, but what is new is decided by
 * the time of the push. A rollback runs an old image, and an image that several apps run is not the
 * newest for all of them. So what runs has tags of its own, which the trigger of the pipelines puts.
 */
export function lifecyclePolicy({ keepReleases, keepNewest }: Retention): LifecyclePolicyDocument {
  const tagged = (tag: string, countNumber: number) =>
    ({
      tagStatus: "tagged",
      tagPatternList: [tag],
      countType: "imageCountMoreThan",
      countNumber,
    }) as const;
  const rules: Omit<LifecycleRule, "rulePriority" | "action">[] = [
    // Both of these remove nothing: they keep the rules behind them off what they select.
    { description: "Keep what runs", selection: tagged(runningTags, withoutEnd) },
    { description: "Keep the build cache", selection: tagged(cacheTag, 1) },
    {
      description: `Keep the newest ${keepReleases} released images`,
      selection: tagged(releaseTags, keepReleases),
    },
    {
      description: `Of all other images keep those among the newest ${keepNewest}`,
      selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: keepNewest },
    },
  ];
  return {
    rules: rules.map((rule, index) => ({
      rulePriority: index + 1,
      ...rule,
      action: { type: "expire" },
    })),
  };
}
