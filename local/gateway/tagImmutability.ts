/** One exclusion from tag immutability, as ECR's API spells it. */
export interface ExclusionFilter {
  readonly filterType: string;
  readonly filter: string;
}

/** A repository as far as immutability is concerned. */
export interface Mutability {
  readonly imageTagMutability: string;
  readonly filters: readonly ExclusionFilter[];
}

/** Whether a tag that exists may be moved to another image. */
export function mayMoveTag(repository: Mutability, tag: string): boolean {
  const excluded = repository.filters.some((filter) => matches(filter.filter, tag));
  switch (repository.imageTagMutability) {
    case "IMMUTABLE":
      return false;
    case "IMMUTABLE_WITH_EXCLUSION":
      return excluded;
    case "MUTABLE_WITH_EXCLUSION":
      return !excluded;
    default:
      return true;
  }
}

/** ECR's only filter type is WILDCARD: `*` stands for any characters, all else for itself. */
function matches(wildcard: string, tag: string): boolean {
  const pattern = wildcard
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${pattern}$`).test(tag);
}

/** The sentence that ECR answers a push to an immutable tag with. */
export function tagExists(repository: string, tag: string): string {
  return `The image tag '${tag}' already exists in the '${repository}' repository and cannot be overwritten because the tag is immutable.`;
}

/** Repository and tag of a manifest upload; `undefined` for any other registry request. */
export function manifestUpload(
  method: string | undefined,
  url: string,
): { readonly repository: string; readonly tag: string } | undefined {
  if (method !== "PUT") {
    return undefined;
  }
  const [, repository, reference] = /^\/v2\/(.+)\/manifests\/([^/?]+)$/.exec(url) ?? [];
  if (repository === undefined || reference === undefined || reference.startsWith("sha256:")) {
    return undefined;
  }
  return { repository, tag: reference };
}
