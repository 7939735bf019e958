import * as aws from "@pulumi/aws";
import * as dockerBuild from "@pulumi/docker-build";
import * as pulumi from "@pulumi/pulumi";
import { posix } from "node:path";

import { cacheTag, runningTags } from "../../aws/imageTags";
import { keptImages, rangeProblem } from "../../aws/limits";
import { imageRepositoryName, typeToken } from "../../aws/naming";
import { resourceError } from "../resourceError";
import { type Transform, transformed } from "../transform";
import { knownDigest } from "./knownDigest";
import { lifecyclePolicy } from "./lifecyclePolicy";

/** Changes to the resources of {@link AppImage}, by child. */
export interface AppImageTransform {
  readonly repository?: Transform<aws.ecr.RepositoryArgs>;
  readonly lifecyclePolicy?: Transform<aws.ecr.LifecyclePolicyArgs>;
  readonly build?: Transform<dockerBuild.ImageArgs>;
}

/** Arguments of {@link AppImage}. */
export interface AppImageArgs {
  /** Name of the Pulumi project, part of the repository's name. */
  readonly project: string;
  /** Name of the stack, part of the repository's name. */
  readonly stack: string;
  /** Folder that the build sees, relative to `Pulumi.yaml`. @default - none: the repository has an initial image */
  readonly context?: string | undefined;
  /**
   * Reference of the image that the repository starts with a copy of, where builds elsewhere fill it. Takes the place
   * of all that says what is built.
   * @default - none: the image is built from its context
   * @throws ResourceError when there is a context as well, or neither.
   */
  readonly initial?: string | undefined;
  /** Path of the Dockerfile, relative to the context and inside it. */
  readonly dockerfile: string;
  /** Platform to build for: that of the clusters that run the image. */
  readonly platform: "linux/amd64" | "linux/arm64";
  /**
   * Stage of the Dockerfile to build.
   * @default - its last
   */
  readonly target?: string | undefined;
  /** Build arguments. They stay readable in the image. */
  readonly args: Readonly<Record<string, string>>;
  /** Secrets that the build may mount, by id. They are neither in the image nor readable in the state. */
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
  /** Whether to build in a preview, too. Never pushes then. */
  readonly buildOnPreview: boolean;
  /**
   * Released images to keep, 1 to 1000: the depth of a rollback.
   * @throws ResourceError when it is no integer in that range.
   */
  readonly keepReleases: number;
  /**
   * Newest images to keep whether they were released or not, 1 to 1000. A build adds four: an
   * index with the image and its attestation, and the cache that its own cache replaces. Only the
   * environment of the build could turn attestations off (BUILDX_NO_DEFAULT_ATTESTATIONS).
   * @default 200
   * @throws ResourceError when it is no integer in that range.
   */
  readonly keepNewest?: number | undefined;
  /**
   * Whether the images outlive the stack: Pulumi then refuses to delete the repository, and leaves
   * it where it is when made to forget it. If not, a destroy deletes all its images.
   */
  readonly protect: boolean;
  /** @default - none: everything is as written here */
  readonly transform?: AppImageTransform | undefined;
}

/** An image of the stack: its repository, its build or first copy, and the digest that this gave. */
export class AppImage extends pulumi.ComponentResource {
  /** The image pinned to its digest. Unknown in a preview of a build that is still to come. */
  public readonly uri: pulumi.Output<string>;
  public readonly repositoryUrl: pulumi.Output<string>;
  public readonly repositoryArn: pulumi.Output<string>;
  public readonly repositoryName: pulumi.Output<string>;

  constructor(name: string, args: AppImageArgs, opts?: pulumi.ComponentResourceOptions) {
    const { secrets, transform = {}, ...plain } = args;
    const { keepReleases, keepNewest = 200, protect } = args;
    super(
      typeToken("image", "AppImage"),
      name,
      // Of the secrets the names only: policies and the state have no need of the values.
      { ...plain, keepNewest, secretNames: Object.keys(secrets).sort() },
      opts,
    );
    const wrong = rangeProblem([
      ["keepReleases", keepReleases, keptImages],
      ["keepNewest", keepNewest, keptImages],
    ]);
    if (wrong !== undefined) {
      throw resourceError(`Image "${name}": ${wrong}`, this);
    }
    if ((args.context === undefined) === (args.initial === undefined)) {
      throw resourceError(`Image "${name}": it needs either a context or an initial image.`, this);
    }

    // An app that leaves the configuration leaves its image alone; an image that leaves it, or a
    // destroy, meets `protect`. Past that, a repository that may be full is let go, not emptied:
    // rollbacks of other stacks and of the task definitions that still exist pull from it.
    const repository = new aws.ecr.Repository(
      ...transformed(
        transform.repository,
        `${name}-repository`,
        {
          name: imageRepositoryName(args.project, args.stack, name),
          imageScanningConfiguration: { scanOnPush: true },
          imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
          imageTagMutabilityExclusionFilters: [cacheTag, runningTags].map((filter) => ({
            filter,
            filterType: "WILDCARD",
          })),
          encryptionConfigurations: [{ encryptionType: "AES256" }],
          forceDelete: !protect,
        },
        { parent: this, protect, retainOnDelete: protect },
      ),
    );
    new aws.ecr.LifecyclePolicy(
      ...transformed(
        transform.lifecyclePolicy,
        `${name}-lifecycle-policy`,
        {
          repository: repository.name,
          policy: JSON.stringify(lifecyclePolicy({ keepReleases, keepNewest })),
        },
        // Without it a repository that was let go would keep everything forever.
        { parent: this, retainOnDelete: protect },
      ),
    );

    const build = new dockerBuild.Image(
      ...transformed(
        transform.build,
        `${name}-build`,
        {
          ...source(args),
          ...(isEmpty(secrets) ? {} : { secrets: pulumi.secret(secrets) }),
          buildOnPreview: args.buildOnPreview,
          ...destination(repository.repositoryUrl),
          registries: [this.registry(repository.repositoryUrl)],
        },
        // Deleting a build deletes what it pushed, from under the services that still run it.
        { parent: this, retainOnDelete: true },
      ),
    );

    this.repositoryUrl = repository.repositoryUrl;
    this.repositoryArn = repository.arn;
    this.repositoryName = repository.name;
    this.uri = pulumi.interpolate`${repository.repositoryUrl}@${knownDigest(name, build.digest, this)}`;
    this.registerOutputs({
      uri: this.uri,
      repositoryUrl: this.repositoryUrl,
      repositoryArn: this.repositoryArn,
      repositoryName: this.repositoryName,
    });
  }

  /** The right to push, good for twelve hours. The build ignores a password that alone is new. */
  private registry(address: pulumi.Output<string>): dockerBuild.types.input.RegistryArgs {
    const token = aws.ecr.getAuthorizationTokenOutput({}, { parent: this });
    return { address, username: token.userName, password: pulumi.secret(token.password) };
  }
}

/** The build keeps no empty mapping in its state, and would find one new in every preview. */
function isEmpty(mapping: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(mapping).length === 0;
}

/** A Dockerfile that copies the image of its argument IMAGE. */
const copies = "components/image/initial";

/** What is built. A copy of an initial image is a build like any other: its digest is known after it alone. */
function source({
  initial,
  ...args
}: AppImageArgs): Pick<
  dockerBuild.ImageArgs,
  "context" | "dockerfile" | "target" | "buildArgs" | "platforms"
> {
  const { context = copies } = args;
  if (initial !== undefined) {
    return {
      context: { location: context },
      dockerfile: { location: posix.join(context, "Dockerfile") },
      buildArgs: { IMAGE: initial },
      platforms: [args.platform],
    };
  }
  return {
    context: { location: context },
    dockerfile: { location: posix.join(context, args.dockerfile) },
    ...(args.target === undefined ? {} : { target: args.target }),
    ...(isEmpty(args.args) ? {} : { buildArgs: { ...args.args } }),
    platforms: [args.platform],
  };
}

/**
 * Where it goes: by its digest, without a tag. A tag would have to be unique for what was built, which
 * only the build itself knows; one computed beforehand meets itself with another digest as soon as a
 * build is repeated (after an interrupted run, or on a newer base image), and an immutable repository
 * then refuses the push. A digest can be pushed as often as one likes.
 */
function destination(
  repositoryUrl: pulumi.Output<string>,
): Pick<dockerBuild.ImageArgs, "push" | "exports" | "cacheFrom" | "cacheTo"> {
  const cache = pulumi.interpolate`${repositoryUrl}:${cacheTag}`;
  return {
    // Stands for an export by tag; the export below pushes.
    push: false,
    exports: [
      {
        // As text, not as properties: in the first preview the name is unknown, and the build would
        // refuse an export to nowhere, but leaves out a text that it does not know.
        raw: pulumi.interpolate`type=image,name=${repositoryUrl},push=true,push-by-digest=true`,
      },
    ],
    cacheFrom: [{ registry: { ref: cache } }],
    cacheTo: [
      {
        registry: {
          ref: cache,
          mode: dockerBuild.CacheMode.Max,
          // ECR takes a cache only as an image manifest of OCI types.
          imageManifest: true,
          ociMediaTypes: true,
          // A cache that cannot be written costs time in the next build, not this deployment.
          ignoreError: true,
        },
      },
    ],
  };
}
