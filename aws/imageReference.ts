/** A repository in someone's private ECR registry. */
export interface EcrRepository {
  readonly accountId: string;
  readonly region: string;
  readonly repositoryName: string;
}

/** The parts of an image reference such as `nginx:1.27` or `ghcr.io/acme/app@sha256:…`. */
export interface ImageReference {
  /** Host and path as written, without tag and digest. */
  readonly name: string;
  /** As written, else `latest` where there is no digest either. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** Set where the host is a private ECR registry. */
  readonly ecr: EcrRepository | undefined;
}

const digest = "sha256:[0-9a-f]{64}";
export const digestPattern = new RegExp(`^${digest}$`);

/**
 * Host, path, tag and digest: the grammar of github.com/distribution/reference. The first part is a
 * host only if it has a dot, a port or is `localhost`; a path is lower case.
 */
const grammar = new RegExp(
  "^(?<name>" +
    "(?:(?:localhost|[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+)(?::\\d+)?/|[A-Za-z0-9-]+:\\d+/)?" +
    "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*" +
    ")(?::(?<tag>\\w[\\w.-]{0,127}))?(?:@(?<digest>" +
    digest +
    "))?$",
);

/** Also the hosts of FIPS endpoints, of dual-stack endpoints and of the regions in China. */
const ecrHost =
  /^(?<accountId>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)\/(?<repositoryName>.+)$/;

/** The parts of a reference, or undefined if it is none. */
export function parseImageReference(reference: string): ImageReference | undefined {
  const { name, tag, digest } = grammar.exec(reference)?.groups ?? {};
  if (name === undefined) {
    return undefined;
  }
  return {
    name,
    tag: tag ?? (digest === undefined ? "latest" : undefined),
    digest,
    ecr: ecrRepositoryOf(name),
  };
}

/** Whether a text is a reference with a tag or digest of its own, so that it never means "latest". */
export function hasTagOrDigest(reference: string): boolean {
  const parsed = parseImageReference(reference);
  return parsed !== undefined && parsed.name !== reference;
}

/** ARN of an ECR repository, which permission to pull from it is written with. */
export function ecrRepositoryArn(repository: EcrRepository, partition: string): string {
  const { accountId, region, repositoryName } = repository;
  return `arn:${partition}:ecr:${region}:${accountId}:repository/${repositoryName}`;
}

function ecrRepositoryOf(name: string): EcrRepository | undefined {
  const { accountId, region, repositoryName } = ecrHost.exec(name)?.groups ?? {};
  return accountId === undefined || region === undefined || repositoryName === undefined
    ? undefined
    : { accountId, region, repositoryName };
}

/** Whether two images come from one repository, however they are written. */
export function isSameRepository(one: ImageReference, other: ImageReference): boolean {
  if (one.ecr !== undefined && other.ecr !== undefined) {
    // One registry has several hosts: FIPS and dual-stack endpoints.
    const [a, b] = [one.ecr, other.ecr];
    return (
      a.accountId === b.accountId && a.region === b.region && a.repositoryName === b.repositoryName
    );
  }
  return fullName(one.name) === fullName(other.name);
}

/** `nginx` is `docker.io/library/nginx`. */
function fullName(name: string): string {
  const [host = "", ...rest] = name.replace(/^index\.docker\.io\//i, "docker.io/").split("/");
  // A host has no case; a path is lower case.
  const first = host.toLowerCase();
  if (first === "docker.io" && rest.length === 1) {
    return `docker.io/library/${rest.join("")}`;
  }
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  if (isHost) {
    return [first, ...rest].join("/");
  }
  return rest.length === 0
    ? `docker.io/library/${first}`
    : `docker.io/${[first, ...rest].join("/")}`;
}
