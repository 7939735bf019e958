import * as aws from "@pulumi/aws";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

import {
  ecrRepositoryArn,
  type EcrRepository,
  type ImageReference,
  parseImageReference,
} from "../../aws/imageReference";
import { typeToken } from "../../aws/naming";

/** Arguments of {@link ExternalImages}. */
export interface ExternalImagesArgs {
  /**
   * References of images that the stack does not build, such as `nginx:1.27`. Doubles do not matter.
   * @throws ResourceError when one is no image reference, or its registry does not know it.
   */
  readonly references: readonly string[];
}

/** An image that the stack does not build, as apps see it. */
export interface ExternalImage {
  /** The image pinned to its digest. */
  readonly uri: pulumi.Output<string>;
  /** Set for an image in a private ECR registry, whose pulling must be permitted. */
  readonly repositoryArn?: pulumi.Output<string>;
}

/**
 * The images that the stack uses and does not build. A tag is turned into the digest that it names
 * now, so that a deployment never moves under its users; all apps with one reference get one digest.
 *
 * Tags are looked up in public registries and in private ECR registries, those of other accounts
 * included. From any other private registry an image is given with its digest.
 */
export class ExternalImages extends pulumi.ComponentResource {
  /** Pinned images by the reference as written. */
  public readonly uris: pulumi.Output<Record<string, string>>;
  private readonly images: ReadonlyMap<string, ExternalImage>;

  constructor(name: string, args: ExternalImagesArgs, opts?: pulumi.ComponentResourceOptions) {
    const references = [...new Set(args.references)].sort();
    super(typeToken("image", "ExternalImages"), name, { references }, opts);
    const parsed = references.map((reference) => [reference, this.parse(reference)] as const);

    // One process for all look-ups, and one that asks for no Docker daemon: it only talks to registries.
    const registries = parsed.some(([, { digest, ecr }]) => (digest ?? ecr) === undefined)
      ? new docker.Provider(
          `${name}-registries`,
          { disableDockerDaemonCheck: true },
          { parent: this },
        )
      : undefined;

    this.images = new Map(
      parsed.map(([reference, image]) => [reference, this.pinned(reference, image, registries)]),
    );
    this.uris = pulumi.output(
      Object.fromEntries([...this.images].map(([reference, { uri }]) => [reference, uri])),
    );
    this.registerOutputs({ uris: this.uris });
  }

  /** The image of a reference that the component was made with. */
  public image(reference: string): ExternalImage {
    const image = this.images.get(reference);
    if (image === undefined) {
      throw new pulumi.ResourceError(
        `Image "${reference}" was not looked up. Legal are: ${[...this.images.keys()].join(", ")}.`,
        this,
      );
    }
    return image;
  }

  private parse(reference: string): ImageReference {
    const image = parseImageReference(reference);
    if (image === undefined) {
      throw new pulumi.ResourceError(
        `Image "${reference}" is no image reference. Write <repository>:<tag> or <repository>@sha256:<64 hexadecimal digits>, with the repository in lower case.`,
        this,
      );
    }
    return image;
  }

  private pinned(
    reference: string,
    image: ImageReference,
    registries: docker.Provider | undefined,
  ): ExternalImage {
    const { ecr } = image;
    const uri =
      image.digest === undefined
        ? pulumi.output(this.lookUp(reference, image, registries))
        : pulumi.output(reference);
    if (ecr === undefined) {
      return { uri };
    }
    const { partition } = aws.getPartitionOutput({}, { parent: this });
    return { uri, repositoryArn: partition.apply((id) => ecrRepositoryArn(ecr, id)) };
  }

  private async lookUp(
    reference: string,
    image: ImageReference,
    registries: docker.Provider | undefined,
  ): Promise<string> {
    const { name, tag = "latest", ecr } = image;
    try {
      const digest =
        ecr === undefined
          ? await this.registryDigest(`${name}:${tag}`, registries)
          : await this.ecrDigest(ecr, tag);
      return `${name}@${digest}`;
    } catch (error) {
      throw new pulumi.ResourceError(
        `Image "${reference}": its registry did not tell its digest (${reasonOf(error)}). Check the name, the tag, the network and that you may pull it, or pin it yourself: ${name}@sha256:<64 hexadecimal digits>.`,
        this,
        // The registry's answer is the reason; the stack of this file says nothing about it.
        true,
      );
    }
  }

  private async registryDigest(
    name: string,
    provider: docker.Provider | undefined,
  ): Promise<string> {
    const found = await docker.getRegistryImage(
      { name },
      { parent: this, ...(provider === undefined ? {} : { provider }) },
    );
    return found.sha256Digest;
  }

  /**
   * Through AWS, not through the registry: a registry wants a password that is new every twelve
   * hours, and a provider with a new password shows as a change in every preview.
   */
  private async ecrDigest(repository: EcrRepository, imageTag: string): Promise<string> {
    const { accountId: registryId, region, repositoryName } = repository;
    const found = await aws.ecr.getImage(
      { registryId, region, repositoryName, imageTag },
      { parent: this },
    );
    return found.imageDigest;
  }
}

function reasonOf(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line;
}
