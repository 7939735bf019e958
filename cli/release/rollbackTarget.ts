import { imagesOfRevision, type Images } from "../../delivery/images";
import { hasImages, wasDeployed } from "../../delivery/serviceFacts";
import { shortCommit } from "../../delivery/words";
import { type Past } from "../deployment/past";
import { type Release } from "../releases";
import { UserError } from "../userError";
import { subject } from "../words";

/** Which earlier release. */
export type Wish = { readonly to: string } | { readonly steps: number };

/**
 * The release that a rollback goes back to: by its commit, or the last but so many that really ran.
 *
 * A release counts when its pipeline came to its end and ECS did not take it back: the action of the
 * pipeline calls a service that went back stable. Releases of the same images in a row count once,
 * and those of the head's own images not at all.
 */
export function rollbackTarget(
  past: Pick<Past, "app" | "releases" | "record">,
  wish: Wish,
): Release {
  return "to" in wish ? releaseNamed(past, wish.to) : earlierRelease(past, wish.steps);
}

function releaseNamed({ app, releases }: Pick<Past, "app" | "releases">, to: string): Release {
  const found = releases.filter(({ commitId }) => commitId.startsWith(to));
  const [first, second] = found;
  const hint = `slipway history ${app} shows its commits.`;
  if (first === undefined) {
    throw new UserError(`No commit "${to}" released ${app}.`, { hint });
  }
  if (second !== undefined) {
    throw new UserError(
      `"${to}" begins the names of ${found.length} commits: ${found.map(({ commitId }) => shortCommit(commitId)).join(", ")}.`,
      { hint },
    );
  }
  const [problem] = first.problems;
  if (problem !== undefined) {
    throw new UserError(`The revision of commit ${shortCommit(to)} is wrong: ${problem}.`, {
      hint,
    });
  }
  return first;
}

/** What the message of a rollback says unless someone gives another. */
export function rollbackMessage({
  commitId,
  message,
}: Pick<Release, "commitId" | "message">): string {
  return `Roll back to ${shortCommit(commitId)}: ${subject(message)}`;
}

/**
 * Where in the list the release is that runs by the head's commit: a rollback stands for the one that it went back to,
 * so that the next one goes further back, and not forward to what was just undone.
 */
function placeOfHead(releases: readonly Release[]): number {
  const [, to] = /^Roll back to ([0-9a-z]+): /.exec(releases[0]?.message ?? "") ?? [];
  const place =
    to === undefined ? -1 : releases.findIndex(({ commitId }) => commitId.startsWith(to));
  if (place <= 0) {
    return 0;
  }
  const [rollback, target] = [releases[0], releases[place]];
  const isSame = hasImages(
    imagesOfRevision(rollback?.images ?? []),
    imagesOfRevision(target?.images ?? []),
  );
  return isSame ? place + placeOfHead(releases.slice(place)) : 0;
}

function earlierRelease(past: Pick<Past, "app" | "releases" | "record">, steps: number): Release {
  const [head] = past.releases;
  const earlier = past.releases.slice(1 + placeOfHead(past.releases));
  const found: Release[] = [];
  let last: Images = head === undefined ? {} : imagesOfRevision(head.images);
  for (const release of earlier) {
    const images = imagesOfRevision(release.images);
    if (!wasDeployed(release.commitId, past.record) || hasImages(last, images)) {
      continue;
    }
    found.push(release);
    last = images;
  }
  const target = found[steps - 1];
  if (target !== undefined) {
    return target;
  }
  const ran =
    found.length === 0
      ? `no earlier revision for ${past.app} was deployed`
      : `only ${found.length} earlier of ${past.app} were deployed`;
  throw new UserError(`There is nothing to roll back to: ${ran}.`, {
    hint: `slipway history ${past.app} shows what became of each; --to <commit> names one all the same.`,
  });
}
