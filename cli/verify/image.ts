import { type ECRClient } from "@aws-sdk/client-ecr";
import { type TaskDefinition } from "@aws-sdk/client-ecs";

import {
  architecturesOf,
  ecrImageOf,
  manifestOf,
  type EcrImage,
  type Found,
} from "../aws/imageManifest";
import { shortImage } from "../words";
import { failed, ok, unchecked, type Finding } from "./check";

type Client = Pick<ECRClient, "send">;

/** An image that was looked for in ECR; not looked for when it is elsewhere. */
export interface LookedAt {
  readonly uri: string;
  readonly image: EcrImage | undefined;
  readonly found: Found | undefined;
}

/** @param region that the client asks */
export async function lookAt(ecr: Client, uri: string, region: string): Promise<LookedAt> {
  const image = ecrImageOf(uri);
  const isHere = image?.region === region;
  return { uri, image, found: isHere ? await manifestOf(ecr, image) : undefined };
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
  const asked = definition.runtimePlatform?.cpuArchitecture;
  if (asked !== undefined) {
    return { architecture: asked, because: "the task definition asks for" };
  }
  if (definition.requiresCompatibilities?.includes("FARGATE") === true) {
    return { architecture: "X86_64", because: "Fargate runs" };
  }
  const [first, second] = hosts;
  return first === undefined || second !== undefined
    ? undefined
    : { architecture: first, because: "the cluster's hosts are" };
}

/** Whether the image runs where the tasks run. */
export async function architecture(
  ecr: Client,
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
  const made = (await architecturesOf(ecr, image, found.manifest, download)).map(
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
