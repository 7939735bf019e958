import {
  hostNote,
  imageText,
  isFargate,
  keyOf,
  lowered,
  throttled,
  verify,
  wayOut,
  whatDenied,
  type Cause,
  type Place,
} from "./cause";
import { type Message } from "./message";

/** What kept the tasks from signing in to ECR, which comes before each pull. */
export function signInCause(message: Message, place: Place): Cause {
  switch (message.problem) {
    case "denied":
      return {
        sentence: `The execution role of the app may not sign in to ECR${whatDenied(message)}.`,
        remedy:
          "The stack grants ecr:GetAuthorizationToken, so the role was changed outside of it, or a boundary or an organisation's policy forbids it: run pulumi up --refresh, then look at the role.",
      };
    case "unreachable":
    case "timeout":
      return {
        sentence: "The tasks cannot reach ECR over the network to sign in.",
        remedy: `${wayOut}; with endpoints, ecr.api, ecr.dkr and S3 are all needed.`,
      };
    case "throttled":
      return throttled("ECR");
    default:
      return {
        sentence: "The tasks could not sign in to ECR.",
        remedy: `The stopped reason below says why${hostNote(place)}.`,
      };
  }
}

/** What kept an image from being pulled. */
export function pullCause(message: Message, place: Place): Cause {
  const image = imageText(place, message.resource);
  const key = keyOf(place, "image");
  switch (message.problem) {
    case "other platform":
      return otherPlatform(place, message.resource);
    case "not found":
      return {
        sentence: `${image} does not exist in its repository.`,
        remedy: `Push it, and ${isOwn(place) ? "release the digest that the push prints" : `name a tag that exists: ${key}`}. ${verify}`,
      };
    case "not found or denied":
      return {
        sentence: `${image} does not exist, or its repository is private: the registry does not say which.`,
        remedy: `Check the name in ${key}; for a private registry write registryCredentials beside it, or copy the image to ECR.`,
      };
    case "denied":
      return {
        sentence: `The tasks may not pull ${lowered(image)}${whatDenied(message)}.`,
        remedy: `The execution role may pull the repositories that the configuration names: check ${key} and run pulumi up; in another account the repository's own policy must allow it, too.`,
      };
    case "throttled":
      return {
        sentence: `${image} was not pulled: its registry's pull limit is reached.`,
        remedy: `Anonymous pulls are few and shared by address. Copy the image to ECR, or use a pull-through cache, and name it in ${key}.`,
      };
    case "unreachable":
    case "timeout":
      return message.source === "S3"
        ? {
            sentence: `The tasks cannot reach S3, where ECR keeps the layers of images, over the network (${lowered(image)}).`,
            remedy: `${wayOut}; with endpoints, the gateway endpoint of S3 must be in the route tables of their subnets.`,
          }
        : {
            sentence: `The tasks cannot reach the registry of ${lowered(image)} over the network.`,
            remedy: `${wayOut}; endpoints reach ECR of the region alone, and need that of S3 for the layers.`,
          };
    case "disk full":
      return diskFull(place, image);
    case "canceled":
      return {
        sentence: `The pull of ${lowered(image)} was broken off: the disk is full, or the task was stopped meanwhile.`,
        remedy: `${moreDisk(place)} The events below say whether the task was stopped.`,
      };
    default:
      return {
        sentence: `${image} could not be pulled.`,
        remedy: `The stopped reason below says why${hostNote(place)}. ${verify}`,
      };
  }
}

const isOwn = ({ container, own }: Place) => container === undefined || own.includes(container);

const moreDisk = (place: Place) =>
  isFargate(place)
    ? "A Fargate task has 20 GiB: make the image smaller."
    : "Raise capacity.diskGiB of the cluster, or make the image smaller.";

export const diskFull = (place: Place, image: string): Cause => ({
  sentence: `The disk ${isFargate(place) ? "of the task" : "of the host"} is full: ${lowered(image)} does not fit.`,
  remedy: moreDisk(place),
});

/** An image whose processor is not that of the tasks. */
export function otherPlatform(place: Place, named?: string): Cause {
  const architecture = place.evidence.definition?.architecture ?? "X86_64";
  return {
    sentence: `${imageText(place, named)} is built for another processor than the tasks run on (${architecture}).`,
    remedy: `Build it for ${architecture === "ARM64" ? "linux/arm64" : "linux/amd64"} (docker buildx build --platform …), or change architecture of the cluster. ${verify}`,
  };
}
