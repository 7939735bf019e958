import { type Revision } from "./format";

/** Images by the names of their containers. */
export type Images = Readonly<Record<string, string>>;

export function imagesOfRevision(revision: Revision): Images {
  return Object.fromEntries(revision.map(({ name, imageUri }) => [name, imageUri]));
}

/** Images of a task definition. */
export function imagesOfDefinition({
  containers,
}: {
  readonly containers: readonly { readonly name: string; readonly image: string }[];
}): Images {
  return Object.fromEntries(containers.map(({ name, image }) => [name, image]));
}

/** The same as a revision, in the order of the containers' names. */
export function revisionOf(images: Images): Revision {
  return Object.entries(images)
    .map(([name, imageUri]) => ({ name, imageUri }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
