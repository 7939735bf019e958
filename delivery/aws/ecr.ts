import {
  BatchGetImageCommand,
  GetAuthorizationTokenCommand,
  GetDownloadUrlForLayerCommand,
  PutImageCommand,
  type BatchGetImageResponse,
  type ECRClient,
} from "@aws-sdk/client-ecr";

import { unlessAbsent } from "../../aws/awsAnswer";
import { batches, mapConcurrent } from "../mapConcurrent";
import { required } from "./answer";

type Client = Pick<ECRClient, "send">;

/** An image in a repository. */
export interface EcrImage {
  /** Account of the registry. @default - that of the credentials */
  readonly registryId?: string;
  readonly repositoryName: string;
  readonly imageId: { readonly imageDigest: string } | { readonly imageTag: string };
}

/** What ECR has under a name. */
export interface Manifest {
  /** As it was pushed. */
  readonly text: string;
  readonly mediaType: string | undefined;
  readonly digest: string | undefined;
  /** The tag that it was asked for by. */
  readonly tag: string | undefined;
}

/** The manifest, or a sentence without its full stop that says why there is none. */
export type FoundImage = Manifest | { readonly absent: string };

export interface Ecr {
  image(image: EcrImage): Promise<FoundImage>;
  /** Those that are there. */
  images(repositoryName: string, imageIds: readonly EcrImage["imageId"][]): Promise<Manifest[]>;
  /** Gives an image one more tag, unless it has that already. */
  tag(repositoryName: string, manifest: Manifest, imageTag: string): Promise<void>;
  /** Address of the content with this digest, such as an image's configuration. */
  downloadUrl(
    image: Pick<EcrImage, "registryId" | "repositoryName">,
    digest: string,
  ): Promise<string | undefined>;
  /** How the registry of this account and region is reached. */
  registry(): Promise<Registry>;
}

export interface Registry {
  readonly url: string;
  /** What its protocol wants after "Basic". */
  readonly token: string;
}

/** The manifest must come as it was pushed: another type would be another digest. */
export const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/** A tag, or a digest, as ECR wants to be told. */
export function imageIdOf(reference: string): EcrImage["imageId"] {
  return reference.startsWith("sha256:") ? { imageDigest: reference } : { imageTag: reference };
}

/** Elastic Container Registry. Throttling is left to the client's own retries. */
export function ecrAdapter(client: Client): Ecr {
  return {
    image: async ({ registryId, repositoryName, imageId }) => {
      const answer = await batchGetImage(client, registryId, repositoryName, [imageId]);
      if (answer === undefined) {
        return { absent: `there is no ECR repository "${repositoryName}"` };
      }
      const [found] = manifestsIn(answer);
      const reason = answer.failures?.[0]?.failureReason;
      return found ?? { absent: reason ?? `${repositoryName} has no such image` };
    },
    images: async (repositoryName, imageIds) => {
      const groups = batches(imageIds, mostAtOnce);
      const answers = await mapConcurrent(groups, (group) =>
        batchGetImage(client, undefined, repositoryName, group),
      );
      return answers.flatMap((answer) => (answer === undefined ? [] : manifestsIn(answer)));
    },
    tag: async (repositoryName, { text, mediaType }, imageTag) => {
      await unlessAbsent(
        () =>
          client.send(
            new PutImageCommand({
              repositoryName,
              imageManifest: text,
              imageManifestMediaType: mediaType,
              imageTag,
            }),
          ),
        "ImageAlreadyExistsException",
      );
    },
    downloadUrl: async ({ registryId, repositoryName }, layerDigest) => {
      const { downloadUrl } = await client.send(
        new GetDownloadUrlForLayerCommand({
          repositoryName,
          layerDigest,
          ...(registryId !== undefined && { registryId }),
        }),
      );
      return downloadUrl;
    },
    registry: async () => {
      const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
      const [{ authorizationToken, proxyEndpoint } = {}] = authorizationData ?? [];
      return {
        url: required(proxyEndpoint, "ECR", "address of its registry"),
        token: required(authorizationToken, "ECR", "token for its registry"),
      };
    },
  };
}

/** API BatchGetImage: 100 at once. */
const mostAtOnce = 100;

/** Undefined when there is no such repository. */
function batchGetImage(
  client: Client,
  registryId: string | undefined,
  repositoryName: string,
  imageIds: EcrImage["imageId"][],
): Promise<BatchGetImageResponse | undefined> {
  const request = { repositoryName, imageIds, acceptedMediaTypes: manifestTypes };
  return unlessAbsent(
    () =>
      client.send(
        new BatchGetImageCommand({ ...request, ...(registryId !== undefined && { registryId }) }),
      ),
    "RepositoryNotFoundException",
  );
}

function manifestsIn({ images = [] }: BatchGetImageResponse): Manifest[] {
  return images.flatMap(({ imageManifest: text, imageManifestMediaType: mediaType, imageId }) =>
    text === undefined
      ? []
      : [{ text, mediaType, digest: imageId?.imageDigest, tag: imageId?.imageTag }],
  );
}
