interface ImageId {
  readonly imageDigest?: string;
  readonly imageTag?: string;
}

interface Asked {
  readonly repositoryName: string;
  readonly registryId?: string;
  readonly imageIds?: readonly ImageId[];
}

interface Found {
  readonly imageDetails: readonly {
    readonly imageDigest: string;
    readonly imageTags?: readonly string[];
  }[];
}

/**
 * What ECR says where `DescribeImages` asks for an image that is not there; undefined where all are. The emulator
 * leaves such an image out of its answer.
 *
 * @param request,answer bodies of the call.
 */
export function missingImage(
  request: string,
  answer: string,
  accountId: string,
): string | undefined {
  const { repositoryName, registryId = accountId, imageIds = [] } = JSON.parse(request) as Asked;
  const { imageDetails } = JSON.parse(answer) as Found;
  const missing = imageIds.find(
    ({ imageDigest, imageTag }) =>
      !imageDetails.some(
        (image) =>
          (imageDigest ?? image.imageDigest) === image.imageDigest &&
          (imageTag === undefined || image.imageTags?.includes(imageTag) === true),
      ),
  );
  if (missing === undefined) {
    return undefined;
  }
  const { imageDigest = "null", imageTag = "null" } = missing;
  return `The image with imageId {imageDigest:'${imageDigest}', imageTag:'${imageTag}'} does not exist within the repository with name '${repositoryName}' in the registry with id '${registryId}'`;
}
