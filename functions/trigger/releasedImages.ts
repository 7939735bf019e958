import { BatchGetImageCommand, PutImageCommand, type ECRClient } from "@aws-sdk/client-ecr";

import { isAnswer } from "../../aws/awsAnswer";
import { parseRevision } from "../../delivery/format";
import { reasonOf, type Log } from "../log";
import { type Images } from "./ports";

type Client = Pick<ECRClient, "send">;

/** An image in a repository of this registry. */
interface EcrImage {
  readonly repositoryName: string;
  readonly imageId: { readonly imageDigest: string } | { readonly imageTag: string };
}

/** Prefix of the tags that the repositories' lifecycle policy knows releases by. */
const releaseTag = (commitId: string) => `release-${commitId}`;

/** The manifest must come as it was pushed: another type would be another digest. */
const acceptedMediaTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/**
 * Tags released images in the repositories whose names begin with the prefix, so that the lifecycle
 * policy keeps them for rollbacks. What cannot be tagged is told and deployed all the same: a missing
 * tag costs depth of rollback, a missing deployment costs more.
 */
export function releasedImages(client: Client, prefix: string, log: Log): Images {
  const mark = async (image: EcrImage, commitId: string): Promise<void> => {
    const { repositoryName, imageId } = image;
    const { images = [], failures = [] } = await client.send(
      new BatchGetImageCommand({ repositoryName, imageIds: [imageId], acceptedMediaTypes }),
    );
    const [found] = images;
    if (found?.imageManifest === undefined) {
      throw new Error(failures[0]?.failureReason ?? "The registry gave no manifest.");
    }
    await client.send(
      new PutImageCommand({
        repositoryName,
        imageManifest: found.imageManifest,
        imageManifestMediaType: found.imageManifestMediaType,
        imageTag: releaseTag(commitId),
      }),
    );
  };
  return {
    markReleased: async (text, path, commitId) => {
      for (const imageUri of urisOf(text, path, log)) {
        const image = imageOf(imageUri, prefix);
        if (image === undefined) {
          continue;
        }
        try {
          await mark(image, commitId);
        } catch (error) {
          // The same digest has the tag already.
          if (isAnswer(error, "ImageAlreadyExistsException")) {
            continue;
          }
          log.warn("not tagged", { imageUri, commitId, reason: reasonOf(error) });
        }
      }
    },
  };
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
