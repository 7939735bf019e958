import { parseImageReference } from "../../aws/imageReference";
import { type Revision } from "../../delivery/format";
import { type TaskDefinition } from "./ports";

/** Images by container. */
export type Images = Readonly<Record<string, string>>;

export function imagesOfRevision(revision: Revision): Images {
  return Object.fromEntries(revision.map(({ name, imageUri }) => [name, imageUri]));
}

export function imagesOfDefinition({ containers }: Pick<TaskDefinition, "containers">): Images {
  return Object.fromEntries(containers.map(({ name, image }) => [name, image]));
}

/**
 * Whether two references name the same bytes in the same place. With a digest the tag beside it says
 * nothing; without one nothing but the text can be compared.
 */
function isSameImage(one: string, other: string): boolean {
  if (one === other) {
    return true;
  }
  const [a, b] = [parseImageReference(one), parseImageReference(other)];
  return a?.digest !== undefined && a.name === b?.name && a.digest === b.digest;
}

/** Whether every container that was asked for has the image that was asked for. */
export function hasImages(actual: Images, asked: Images): boolean {
  const names = Object.keys(asked);
  return (
    names.length > 0 && names.every((name) => isSameImage(actual[name] ?? "", asked[name] ?? "-"))
  );
}
