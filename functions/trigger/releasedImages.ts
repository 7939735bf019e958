import {
  BatchGetImageCommand,
  PutImageCommand,
  type ECRClient,
  type Image,
} from "@aws-sdk/client-ecr";

import { isAnswer } from "../../aws/awsAnswer";
import { releaseTag, runningTagsOf } from "../../aws/imageTags";
import { parseRevision } from "../../delivery/format";
import { revisionPath } from "../../delivery/paths";
import { reasonOf, type Log } from "../log";
import { type Images } from "./ports";
import { tagsToPut } from "./runningImages";

type Client = Pick<ECRClient, "send">;

/** An image in a repository of this registry. */
interface EcrImage {
  readonly repositoryName: string;
  readonly imageId: ImageId;
}

type ImageId = { readonly imageDigest: string } | { readonly imageTag: string };

/** The manifest must come as it was pushed: another type would be another digest. */
const acceptedMediaTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/**
 * Tags images in the repositories whose names begin with the prefix, so that the lifecycle policy keeps
 * what runs, and released ones for rollbacks. What cannot be tagged is told and deployed all the same: a
 * missing deployment costs more, and the next look at the app tags what runs.
 */
export function releasedImages(client: Client, prefix: string, log: Log): Images {
  const imagesOf = (texts: readonly string[], path: string): EcrImage[] =>
    [...new Set(texts.flatMap((text) => urisOf(text, path, log)))].flatMap(
      (imageUri) => imageOf(imageUri, prefix) ?? [],
    );
  return {
    markReleased: async (text, path, commitId) => {
      for (const { repositoryName, imageId } of imagesOf([text], path)) {
        try {
          const { images = [], failures = [] } = await manifests(client, repositoryName, [imageId]);
          const [found] = images;
          if (found === undefined) {
            throw new Error(failures[0]?.failureReason ?? "The registry gave no manifest.");
          }
          await putTag(client, repositoryName, found, releaseTag(commitId));
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
          await keep(client, repositoryName, ids, runningTagsOf(cluster, app));
        } catch (error) {
          log.warn("not kept", { repositoryName, cluster, app, reason: reasonOf(error) });
        }
      }
    },
  };
}

/** Puts the tags where they are wanted. An image that the repository does not have cannot be kept. */
async function keep(
  client: Client,
  repositoryName: string,
  wanted: readonly ImageId[],
  tags: readonly string[],
): Promise<void> {
  const { images = [] } = await manifests(client, repositoryName, [
    ...wanted,
    ...tags.map((imageTag) => ({ imageTag })),
  ]);
  const digestOf = (id: ImageId): string | undefined =>
    "imageDigest" in id
      ? id.imageDigest
      : images.find(({ imageId }) => imageId?.imageTag === id.imageTag)?.imageId?.imageDigest;
  const present = new Map(tags.map((tag) => [tag, digestOf({ imageTag: tag })]));
  for (const [tag, digest] of tagsToPut(
    present,
    wanted.flatMap((id) => digestOf(id) ?? []),
  )) {
    const found = images.find(({ imageId }) => imageId?.imageDigest === digest);
    if (found !== undefined) {
      await putTag(client, repositoryName, found, tag);
    }
  }
}

function manifests(client: Client, repositoryName: string, imageIds: ImageId[]) {
  return client.send(new BatchGetImageCommand({ repositoryName, imageIds, acceptedMediaTypes }));
}

async function putTag(
  client: Client,
  repositoryName: string,
  { imageManifest, imageManifestMediaType }: Image,
  imageTag: string,
): Promise<void> {
  try {
    await client.send(
      new PutImageCommand({ repositoryName, imageManifest, imageManifestMediaType, imageTag }),
    );
  } catch (error) {
    // The same digest has the tag already.
    if (!isAnswer(error, "ImageAlreadyExistsException")) {
      throw error;
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
  const [, repositoryName, imageTag, imageDigest] =
    /^\d{12}\.dkr\.ecr\.[^/]+\/([^:@]+)(?::([^@]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(imageUri) ??
    [];
  if (repositoryName === undefined || !repositoryName.startsWith(prefix)) {
    return undefined;
  }
  if (imageDigest !== undefined) {
    return { repositoryName, imageId: { imageDigest } };
  }
  return imageTag === undefined ? undefined : { repositoryName, imageId: { imageTag } };
}
