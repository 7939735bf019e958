import {
  BatchGetImageCommand,
  GetDownloadUrlForLayerCommand,
  type ECRClient,
} from "@aws-sdk/client-ecr";

import { isAnswer } from "../../aws/awsAnswer";
import { parseImageReference } from "../../aws/imageReference";

type Client = Pick<ECRClient, "send">;

/** Where an image is in ECR. */
export interface EcrImage {
  readonly registryId: string;
  readonly region: string;
  readonly repositoryName: string;
  readonly imageId: { readonly imageDigest: string } | { readonly imageTag: string };
}

/** @returns `undefined` for an image of another registry. */
export function ecrImageOf(imageUri: string): EcrImage | undefined {
  const reference = parseImageReference(imageUri);
  if (reference?.ecr === undefined) {
    return undefined;
  }
  const { accountId: registryId, region, repositoryName } = reference.ecr;
  const { digest, tag = "latest" } = reference;
  const imageId = digest === undefined ? { imageTag: tag } : { imageDigest: digest };
  return { registryId, region, repositoryName, imageId };
}

/** The manifest must come as it was pushed: another type would be another digest. */
export const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/** What ECR has under a reference: the manifest, or a sentence that says why there is none. */
export type Found = { readonly manifest: string } | { readonly absent: string };

export async function manifestOf(ecr: Client, image: EcrImage): Promise<Found> {
  const { registryId, repositoryName, imageId } = image;
  try {
    const { images = [], failures = [] } = await ecr.send(
      new BatchGetImageCommand({
        registryId,
        repositoryName,
        imageIds: [imageId],
        acceptedMediaTypes: manifestTypes,
      }),
    );
    const manifest = images[0]?.imageManifest;
    if (manifest !== undefined) {
      return { manifest };
    }
    const [failure] = failures;
    return { absent: failure?.failureReason ?? `${repositoryName} has no such image` };
  } catch (error) {
    if (!isAnswer(error, "RepositoryNotFoundException")) {
      throw error;
    }
    return { absent: `there is no ECR repository "${repositoryName}"` };
  }
}

interface Platform {
  readonly os?: string;
  readonly architecture?: string;
}

interface Manifest {
  readonly manifests?: readonly { readonly platform?: Platform }[];
  readonly config?: { readonly digest?: string };
}

/** Architectures that an image is made for, in the words of OCI: amd64, arm64. */
export async function architecturesOf(
  ecr: Client,
  image: EcrImage,
  manifest: string,
  download: (url: string) => Promise<string>,
): Promise<string[]> {
  const { manifests, config } = JSON.parse(manifest) as Manifest;
  if (manifests !== undefined) {
    // What a build attests about itself is kept under the platform "unknown".
    const found = manifests.flatMap(({ platform }) => platform?.architecture ?? []);
    return [...new Set(found.filter((one) => one !== "unknown"))];
  }
  const { registryId, repositoryName } = image;
  const { downloadUrl } = await ecr.send(
    new GetDownloadUrlForLayerCommand({ registryId, repositoryName, layerDigest: config?.digest }),
  );
  if (downloadUrl === undefined) {
    return [];
  }
  const { architecture } = JSON.parse(await download(downloadUrl)) as Platform;
  return architecture === undefined ? [] : [architecture];
}
