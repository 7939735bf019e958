/** Prefix of the tags that mark what was released: `release-<commit>`. */
export const releaseTagPrefix = "release-";

/** The one tag that moves: the newest build cache. */
export const cacheTag = "cache";

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

/**
 * ECR looks at an image by the rule with the lowest priority number whose tags it has, and by no
 * other: what the first two rules select, the last one counts but never removes.
 *
 * All rules count; none looks at the age of an image. The image that a service runs since its first
 * deployment has no release tag until a release names it, and may be months old: a rule by age would
 * delete it, and ECS could then start no further task. A count spares the newest, however old.
 */
export function lifecyclePolicy({ keepReleases, keepNewest }: Retention): LifecyclePolicyDocument {
  return {
    rules: [
      {
        rulePriority: 1,
        description: `Keep the newest ${keepReleases} released images`,
        selection: {
          tagStatus: "tagged",
          tagPatternList: [`${releaseTagPrefix}*`],
          countType: "imageCountMoreThan",
          countNumber: keepReleases,
        },
        action: { type: "expire" },
      },
      {
        // One image at a time has the tag, so this removes nothing: it keeps rule 3 off the cache.
        rulePriority: 2,
        description: "Keep the build cache",
        selection: {
          tagStatus: "tagged",
          tagPatternList: [cacheTag],
          countType: "imageCountMoreThan",
          countNumber: 1,
        },
        action: { type: "expire" },
      },
      {
        rulePriority: 3,
        description: `Of all other images keep those among the newest ${keepNewest}`,
        selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: keepNewest },
        action: { type: "expire" },
      },
    ],
  };
}
