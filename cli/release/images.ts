import {
  digestPattern,
  parseImageReference,
  type EcrRepository,
  type ImageReference,
} from "../../aws/imageReference";
import { imageIdOf, type Ecr } from "../../delivery/aws/ecr";
import { isIn, type ImageOrigins } from "../../delivery/imageOrigins";
import { type AppPlace } from "../apps";
import { UserError } from "../userError";

/** The images of a registry. */
export interface Images {
  /** Digest of an image by its tag or digest; undefined when there is no such image or repository. */
  digest(repositoryName: string, reference: string): Promise<string | undefined>;
}

/** Where an app's images may come from. */
export type ImageHome = Pick<AppPlace, "key" | "containerName" | "origins">;

const example =
  "For example: --image 111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop-prod/web@sha256:…, or an immutable tag.";

/**
 * The parts of an image that an app may run, whether it exists or not.
 *
 * @throws UserError when the app may not run it.
 */
export function imageOf(uri: string, home: ImageHome): ImageReference {
  const { key, origins } = home;
  if (digestPattern.test(uri)) {
    throw new UserError(`"${uri}" is a digest without its repository.`, {
      hint: `Put the repository before it: ${origins.repositories.get(home.containerName) ?? "<repository>"}@${uri}`,
    });
  }
  const reference = parseImageReference(uri);
  if (reference === undefined) {
    throw new UserError(`"${uri}" is not an image.`, { hint: example });
  }
  const { tag, digest, name, ecr } = reference;
  if (digest === undefined && (tag === undefined || tag === "latest")) {
    throw new UserError(
      `${uri}: an immutable tag or a digest is required; "latest" can name another image at any time.`,
      { hint: example },
    );
  }
  const repository = origins.repositories.get(home.containerName) ?? "";
  const problem = otherRepositoryProblem(reference, repository, origins);
  if (problem !== undefined) {
    throw new UserError(`The image ${uri} does not belong to ${key}: ${problem}.`, {
      hint: `Its images are in ${repository}, as the stack file says. slipway promote brings one from another stack.`,
    });
  }
  if (digest === undefined && !isHere(ecr, origins)) {
    throw new UserError(`${uri}: a digest is required, because its tags cannot be looked up.`, {
      hint: `${name}@sha256:… always names the same image.`,
    });
  }
  return reference;
}

/**
 * The image as it is committed: by its digest, so that what was looked at is what runs.
 *
 * @throws UserError when it is none that the app may run, or when it does not exist.
 */
export async function imageToRelease(
  uri: string,
  home: ImageHome,
  images: Images,
): Promise<string> {
  const { tag, digest, name, ecr } = imageOf(uri, home);
  if (!isHere(ecr, home.origins)) {
    return `${name}@${digest ?? ""}`;
  }
  const found = await images.digest(ecr.repositoryName, digest ?? tag ?? "");
  if (found !== undefined) {
    return `${name}@${found}`;
  }
  throw new UserError(`The image ${uri} was not found in ECR.`, {
    hint: `aws ecr list-images --region ${home.origins.region} --repository-name ${ecr.repositoryName} shows what is there.`,
  });
}

/** Whether an image that was released once can still be pulled; one outside this registry is taken for granted. */
export async function stillExists(uri: string, home: ImageHome, images: Images): Promise<boolean> {
  const reference = parseImageReference(uri);
  const ecr = reference?.ecr;
  if (reference === undefined || !isHere(ecr, home.origins)) {
    return true;
  }
  const { digest, tag = "" } = reference;
  return (await images.digest(ecr.repositoryName, digest ?? tag)) !== undefined;
}

/** Why an image is none of the app's. */
function otherRepositoryProblem(
  reference: ImageReference,
  repository: string,
  origins: ImageOrigins,
): string | undefined {
  const { ecr } = reference;
  if (isIn(reference, repository)) {
    return undefined;
  }
  if (ecr === undefined) {
    return "it is in another registry";
  }
  if (ecr.accountId !== origins.accountId) {
    return `it is in the account ${ecr.accountId}`;
  }
  return ecr.region === origins.region
    ? `the repository ${ecr.repositoryName} is not the app's`
    : `it is in the region ${ecr.region}`;
}

function isHere(
  ecr: EcrRepository | undefined,
  { accountId, region }: ImageOrigins,
): ecr is EcrRepository {
  return ecr?.accountId === accountId && ecr.region === region;
}

/** The images in ECR. */
export function ecrImages(ecr: Pick<Ecr, "image">): Images {
  return {
    digest: async (repositoryName, reference) => {
      const found = await ecr.image({ repositoryName, imageId: imageIdOf(reference) });
      return "absent" in found ? undefined : found.digest;
    },
  };
}
