import type * as pulumi from "@pulumi/pulumi";

import { imageRepositoryName, imageRepositoryPrefix } from "../../aws/naming";
import { type ImageSource } from "../app/app";
import { type ExternalImage } from "../existing/images";
import { AppImage, type AppImageArgs, type AppImageTransform } from "./appImage";

/** What an app says about its images: a key of the stack's images or a reference each. */
export interface NamedImages {
  readonly image: string;
  readonly sidecars: Readonly<Record<string, { readonly image: string }>>;
  readonly initContainers: Readonly<Record<string, { readonly image: string }>>;
}

/** What {@link Images.make} is made from. */
export interface ImagesArgs {
  readonly project: string;
  readonly stack: string;
  /** Whether the images outlive the stack. */
  readonly protect: boolean;
  /** The images that the stack builds, by their names. */
  readonly builds: Readonly<
    Record<string, Omit<AppImageArgs, "project" | "stack" | "protect" | "transform">>
  >;
  /** Changes to the resources of each image that is built. @default - none: everything is as written there */
  readonly transform?: ((image: string) => AppImageTransform) | undefined;
  /** Images from elsewhere, by their references. */
  readonly external: ReadonlyMap<string, ExternalImage>;
}

/** Every image that a container of the stack names: those that it builds, and those from elsewhere. */
export class Images {
  private constructor(
    private readonly stack: Pick<ImagesArgs, "project" | "stack">,
    private readonly built: ReadonlyMap<string, AppImage>,
    private readonly external: ReadonlyMap<string, ExternalImage>,
  ) {}

  /** Builds the stack's own images. */
  public static make(
    { project, stack, protect, builds, external, transform }: ImagesArgs,
    opts: pulumi.ComponentResourceOptions,
  ): Images {
    const built = Object.entries(builds).map(
      ([key, build]) =>
        [
          key,
          new AppImage(
            key,
            { ...build, project, stack, protect, transform: transform?.(key) },
            opts,
          ),
        ] as const,
    );
    return new Images({ project, stack }, new Map(built), external);
  }

  /** The images of an app by container; its own container has the app's key. */
  public of(
    app: string,
    { image, sidecars, initContainers }: NamedImages,
  ): Record<string, ImageSource> {
    const containers = Object.entries({ ...sidecars, ...initContainers }).map(
      ([name, beside]) => [name, this.source(beside.image)] as const,
    );
    return { ...Object.fromEntries(containers), [app]: this.source(image) };
  }

  /**
   * The repository of one of the stack's own images.
   *
   * @throws RangeError for an image that the stack does not have.
   */
  public repository(image: string): Pick<AppImage, "repositoryUrl" | "repositoryArn"> {
    const built = this.built.get(image);
    if (built === undefined) {
      throw new RangeError(`The stack has no image "${image}".`);
    }
    return built;
  }

  private source(image: string): ImageSource {
    const built = this.built.get(image);
    const external = this.external.get(image);
    if (built !== undefined) {
      const { project, stack } = this.stack;
      const repository = `/${imageRepositoryName(project, stack, image).slice(imageRepositoryPrefix(project, stack).length)}`;
      return { uri: built.uri, repository, repositoryArn: built.repositoryArn };
    }
    if (external === undefined) {
      throw new RangeError(`Image "${image}" was not looked up.`);
    }
    return { ...external, uri: external.pinned };
  }
}
