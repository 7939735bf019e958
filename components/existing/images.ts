import * as aws from "@pulumi/aws";
import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

import {
  ecrRepositoryArn,
  type EcrRepository,
  type ImageReference,
  parseImageReference,
} from "../../aws/imageReference";
import { type LookUps, type Named } from "./lookUps";

/** An image that the stack does not build, as apps see it. */
export interface ExternalImage {
  /** The image pinned to its digest. */
  readonly pinned: string;
  /** Host and path of its repository, as written. */
  readonly repository: string;
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
 */
export function externalImages(
  references: readonly Named[],
  lookUps: LookUps,
  opts: pulumi.InvokeOptions,
): Promise<ReadonlyMap<string, ExternalImage>> {
  const asksRegistries = references.some(({ value }) => {
    const image = parseImageReference(value);
    return image !== undefined && (image.digest ?? image.ecr) === undefined;
  });
  // One process for all look-ups, and one that asks for no Docker daemon: it only talks to registries.
  const registries = asksRegistries
    ? new docker.Provider("registries", { disableDockerDaemonCheck: true })
    : undefined;
  return lookUps.each(
    references,
    async (reference) => {
      const image = parseImageReference(reference);
      if (image === undefined) {
        throw new RangeError("it is no reference of an image");
      }
      const { name: repository, ecr } = image;
      const pinned = await pin(reference, image, { aws: opts, registries });
      return { pinned, repository, ...(ecr && { repositoryArn: ecrRepositoryArn(ecr, "aws") }) };
    },
    explained,
  );
}

function explained(reference: string, text: string): string {
  const image = parseImageReference(reference);
  return image === undefined
    ? "is not an image reference. Write <repository>:<tag> or <repository>@sha256:<64 hexadecimal digits>, with the repository in lower case."
    : `its registry did not tell its digest (${text}). Check the name, the tag, the network and that you may pull it, or pin it yourself: ${image.name}@sha256:<64 hexadecimal digits>.`;
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
