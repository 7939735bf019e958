/** Tags of the images in a stack's repositories: the function that puts them and the lifecycle policy agree here. */

/** The one tag that a build moves: its newest cache. */
export const cacheTag = "cache";

/** Released images, by commit. */
export const releaseTags = "release-*";

export function releaseTag(commitId: string): string {
  return releaseTags.replace("*", commitId);
}

/** Images that run, or that a deployment which has begun may start: they never expire. */
export const runningTags = "running-*";

/**
 * Running images of one app that are told apart. More may run at once than one: what was deployed last,
 * what is being deployed, and in each stage of a pipeline one execution at work and one that waits.
 */
export const runningTagsPerApp = 8;

/** An app's own tags. A dot joins the keys, because none has one: so no two apps meet in a tag. */
export function runningTagsOf(cluster: string, app: string): string[] {
  return Array.from({ length: runningTagsPerApp }, (_, index) =>
    runningTags.replace("*", `${cluster}.${app}.${index}`),
  );
}
