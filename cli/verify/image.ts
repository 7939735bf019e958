import { parseImageReference } from "../../aws/imageReference";
import { imageIdOf, type Ecr, type EcrImage, type FoundImage } from "../../delivery/aws/ecr";
import { type TaskDefinition } from "../../delivery/aws/ecs";
import { shortImage } from "../../delivery/words";
import { failed, ok, unchecked, type Finding } from "./check";

/** An image that was looked for in ECR; not looked for when it is elsewhere. */
export interface LookedAt {
  readonly uri: string;
  readonly image: (EcrImage & { readonly region: string }) | undefined;
  readonly found: FoundImage | undefined;
}

/** @param region that the client asks */
export async function lookAt(
  ecr: Pick<Ecr, "image">,
  uri: string,
  region: string,
): Promise<LookedAt> {
  const image = ecrImageOf(uri);
  return { uri, image, found: image?.region === region ? await ecr.image(image) : undefined };
}

/** Where an image is in ECR; undefined for an image of another registry. */
export function ecrImageOf(imageUri: string): LookedAt["image"] {
  const reference = parseImageReference(imageUri);
  if (reference?.ecr === undefined) {
    return undefined;
  }
  const { accountId: registryId, region, repositoryName } = reference.ecr;
  const imageId = imageIdOf(reference.digest ?? reference.tag ?? "latest");
  return { registryId, region, repositoryName, imageId };
}

/** Whether the image exists. */
export function existence({ uri, image, found }: LookedAt): Finding {
  if (image === undefined) {
    return unchecked(`${uri} is not in ECR`);
  }
  if (found === undefined) {
    return unchecked(`${uri} is in another region, ${image.region}`);
  }
  return "absent" in found
    ? failed(`${uri} cannot be pulled: ${found.absent}`)
    : ok(`${shortImage(uri)} exists`);
}

/** What ECS calls the architectures of OCI. */
const ecsWords: Readonly<Record<string, string>> = { amd64: "X86_64", arm64: "ARM64" };

/** The architecture that tasks run on, with where that is written. */
export interface Wanted {
  readonly architecture: string;
  readonly because: string;
}

/** What the task definition asks for; without a word of it Fargate runs X86_64, and a host decides for itself. */
export function wantedArchitecture(
  definition: TaskDefinition,
  hosts: readonly string[],
): Wanted | undefined {
  const asked = definition.architecture;
  if (asked !== undefined) {
    return { architecture: asked, because: "the task definition asks for" };
  }
  if (definition.fargate) {
    return { architecture: "X86_64", because: "Fargate runs" };
  }
  const [first, second] = hosts;
  return first === undefined || second !== undefined
    ? undefined
    : { architecture: first, because: "the cluster's hosts are" };
}

/** Whether the image runs where the tasks run. */
export async function architecture(
  ecr: Pick<Ecr, "downloadUrl">,
  { image, found }: LookedAt,
  wanted: Wanted | undefined,
  download: (url: string) => Promise<string>,
): Promise<Finding> {
  if (image === undefined || found === undefined) {
    return unchecked("the image could not be read");
  }
  if ("absent" in found) {
    return unchecked("there is no image");
  }
  if (wanted === undefined) {
    return unchecked("neither the task definition nor the hosts tell one architecture");
  }
  const made = (await architecturesOf(ecr, image, found.text, download)).map(
    (one) => ecsWords[one] ?? one,
  );
  const because = `${wanted.because} ${wanted.architecture}`;
  if (made.length === 0) {
    return unchecked("the image does not say what it is made for");
  }
  return made.includes(wanted.architecture)
    ? ok(`the image is made for ${made.join(", ")}; ${because}`)
    : failed(
        `the image is made for ${made.join(", ")}, but ${because}: it would end with "exec format error"`,
      );
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
async function architecturesOf(
  ecr: Pick<Ecr, "downloadUrl">,
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
  const url = await ecr.downloadUrl(image, config?.digest ?? "");
  if (url === undefined) {
    return [];
  }
  const { architecture } = JSON.parse(await download(url)) as Platform;
  return architecture === undefined ? [] : [architecture];
}
