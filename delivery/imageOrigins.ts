import { type ImageReference, isSameRepository, parseImageReference } from "../aws/imageReference";

/** Where the images of an app's containers may come from, as the stack file says. */
export interface ImageOrigins {
  /** The stack's own. */
  readonly accountId: string;
  readonly region: string;
  /** Host and path of the repository of each container that delivery owns. */
  readonly repositories: ReadonlyMap<string, string>;
}

/** Containers that delivery does not own, and images from elsewhere; a sentence each. */
export function originProblems(
  revision: readonly { readonly name: string; readonly imageUri: string }[],
  { repositories }: ImageOrigins,
): string[] {
  return revision.flatMap(({ name, imageUri }, index) => {
    const repository = repositories.get(name);
    if (repository === undefined) {
      const owned = [...repositories.keys()].map((key) => JSON.stringify(key)).join(", ");
      return [
        `[${index}].name: delivery owns no container ${JSON.stringify(name)} of this app; it owns ${owned || "none"}, and the stack file says all other images`,
      ];
    }
    const image = parseImageReference(imageUri);
    return image !== undefined && isIn(image, repository)
      ? []
      : [
          `[${index}].imageUri: must be an image of ${repository}, which the stack file names for the container ${JSON.stringify(name)}, got ${JSON.stringify(imageUri.slice(0, 200))}`,
        ];
  });
}

/** Whether an image is in a repository, by whichever of its hosts it is named. */
export function isIn(image: ImageReference, repository: string): boolean {
  const wanted = parseImageReference(repository);
  return wanted !== undefined && isSameRepository(image, wanted);
}
