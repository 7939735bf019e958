import { parseImageReference } from "../../aws/imageReference";
import { releaseTag, runningTagsOf } from "../../aws/imageTags";
import { imageIdOf, type Ecr, type EcrImage } from "../../delivery/aws/ecr";
import { parseRevision } from "../../delivery/format";
import { revisionPath } from "../../delivery/paths";
import { reasonOf, type Log } from "../log";
import { type Images } from "./ports";
import { tagsToPut } from "./runningImages";

type ImageId = EcrImage["imageId"];

/**
 * Tags images in the repositories whose names begin with the prefix, so that the lifecycle policy keeps
 * what runs, and released ones for rollbacks. What cannot be tagged is told and deployed all the same: a
 * missing deployment costs more, and the next look at the app tags what runs.
 */
export function releasedImages(
  ecr: Pick<Ecr, "image" | "images" | "tag">,
  prefix: string,
  log: Log,
): Images {
  const imagesOf = (texts: readonly string[], path: string): EcrImage[] =>
    [...new Set(texts.flatMap((text) => urisOf(text, path, log)))].flatMap(
      (imageUri) => imageOf(imageUri, prefix) ?? [],
    );
  return {
    markReleased: async (text, path, commitId) => {
      for (const { repositoryName, imageId } of imagesOf([text], path)) {
        try {
          const found = await ecr.image({ repositoryName, imageId });
          if ("absent" in found) {
            throw new Error(found.absent);
          }
          await ecr.tag(repositoryName, found, releaseTag(commitId));
        } catch (error) {
          log.warn("not tagged", { repositoryName, ...imageId, commitId, reason: reasonOf(error) });
        }
      }
    },
    markRunning: async ({ cluster, app }, texts) => {
      const wanted = imagesOf(texts, revisionPath(cluster, app));
      for (const repositoryName of new Set(wanted.map((image) => image.repositoryName))) {
        const ids = wanted
          .filter((image) => image.repositoryName === repositoryName)
          .map(({ imageId }) => imageId);
        try {
          await keep(ecr, repositoryName, ids, runningTagsOf(cluster, app));
        } catch (error) {
          log.warn("not kept", { repositoryName, cluster, app, reason: reasonOf(error) });
        }
      }
    },
  };
}

/** Puts the tags where they are wanted. An image that the repository does not have cannot be kept. */
async function keep(
  ecr: Pick<Ecr, "images" | "tag">,
  repositoryName: string,
  wanted: readonly ImageId[],
  tags: readonly string[],
): Promise<void> {
  const images = await ecr.images(repositoryName, [
    ...wanted,
    ...tags.map((imageTag) => ({ imageTag })),
  ]);
  const digestOf = (id: ImageId): string | undefined =>
    "imageDigest" in id ? id.imageDigest : images.find(({ tag }) => tag === id.imageTag)?.digest;
  const present = new Map(tags.map((tag) => [tag, digestOf({ imageTag: tag })]));
  for (const [tag, digest] of tagsToPut(
    present,
    wanted.flatMap((id) => digestOf(id) ?? []),
  )) {
    const found = images.find((one) => one.digest === digest);
    if (found !== undefined) {
      await ecr.tag(repositoryName, found, tag);
    }
  }
}

/** The images of a revision; none of a wrong one, which the pipeline refuses in the open. */
function urisOf(text: string, path: string, log: Log): readonly string[] {
  try {
    return [...new Set(parseRevision(text, { path }).map(({ imageUri }) => imageUri))];
  } catch (error) {
    log.warn("wrong revision", { path, reason: reasonOf(error) });
    return [];
  }
}

/** The image, if it is in an ECR repository whose name begins with the prefix. */
export function imageOf(imageUri: string, prefix: string): EcrImage | undefined {
  const reference = parseImageReference(imageUri);
  const repositoryName = reference?.ecr?.repositoryName;
  const name = reference?.digest ?? reference?.tag;
  return repositoryName?.startsWith(prefix) === true && name !== undefined
    ? { repositoryName, imageId: imageIdOf(name) }
    : undefined;
}
