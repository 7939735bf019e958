import * as aws from "@pulumi/aws";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

import {
  ecrRepositoryArn,
  type EcrRepository,
  type ImageReference,
  parseImageReference,
} from "../../aws/imageReference";

/** An image that the stack does not build, as apps see it. */
export interface ExternalImage {
  /** The image pinned to its digest. */
  readonly pinned: string;
  /** Set for an image in a private ECR registry, whose pulling must be permitted. */
  readonly repositoryArn?: string | undefined;
}

/**
 * The images that the stack uses and does not build, by their references as written. A tag is turned
 * into the digest that it names now, so that a deployment never moves under its users; all apps with
 * one reference get one digest.
 *
 * Tags are looked up in public registries and in private ECR registries, those of other accounts
 * included. From any other private registry an image is given with its digest.
 *
 * @param references such as `nginx:1.27`; doubles do not matter.
 * @throws RunError that names every reference that is none, or that its registry does not know.
 */
export async function externalImages(
  references: readonly string[],
  opts: pulumi.InvokeOptions,
): Promise<ReadonlyMap<string, ExternalImage>> {
  const parsed = [...new Set(references)]
    .sort()
    .map((reference) => ({ reference, image: parseImageReference(reference) }));
  // One process for all look-ups, and one that asks for no Docker daemon: it only talks to registries.
  const registries = parsed.some(({ image }) => image && (image.digest ?? image.ecr) === undefined)
    ? new docker.Provider("registries", { disableDockerDaemonCheck: true })
    : undefined;
  const problems: string[] = [];
  const found = await Promise.all(
    parsed.map(async ({ reference, image }): Promise<[string, ExternalImage] | undefined> => {
      if (image === undefined) {
        problems.push(
          `Image "${reference}" is no image reference. Write <repository>:<tag> or <repository>@sha256:<64 hexadecimal digits>, with the repository in lower case.`,
        );
        return undefined;
      }
      try {
        const pinned = await pin(reference, image, { aws: opts, registries });
        const { ecr } = image;
        return [reference, { pinned, ...(ecr && { repositoryArn: ecrRepositoryArn(ecr, "aws") }) }];
      } catch (error) {
        problems.push(
          `Image "${reference}": its registry did not tell its digest (${reasonOf(error)}). Check the name, the tag, the network and that you may pull it, or pin it yourself: ${image.name}@sha256:<64 hexadecimal digits>.`,
        );
        return undefined;
      }
    }),
  );
  if (problems.length > 0) {
    throw new pulumi.RunError(problems.join("\n"));
  }
  return new Map(found.filter((entry) => entry !== undefined));
}

/** Who is asked for a digest. */
interface Registries {
  readonly aws: pulumi.InvokeOptions;
  readonly registries: docker.Provider | undefined;
}

async function pin(reference: string, image: ImageReference, asked: Registries): Promise<string> {
  const { name, tag = "latest", digest, ecr } = image;
  if (digest !== undefined) {
    return reference;
  }
  return ecr === undefined
    ? `${name}@${await registryDigest(`${name}:${tag}`, asked.registries)}`
    : `${name}@${await ecrDigest(ecr, tag, asked.aws)}`;
}

async function registryDigest(
  name: string,
  provider: docker.Provider | undefined,
): Promise<string> {
  const opts = provider === undefined ? {} : { provider };
  return (await docker.getRegistryImage({ name }, opts)).sha256Digest;
}

/**
 * Through AWS, not through the registry: a registry wants a password that is new every twelve
 * hours, and a provider with a new password shows as a change in every preview.
 */
async function ecrDigest(
  { accountId: registryId, region, repositoryName }: EcrRepository,
  imageTag: string,
  opts: pulumi.InvokeOptions,
): Promise<string> {
  const found = await aws.ecr.getImage({ registryId, region, repositoryName, imageTag }, opts);
  return found.imageDigest;
}

function reasonOf(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line;
}
