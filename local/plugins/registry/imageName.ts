/** Where an image lives: the registry's address, the repository in it, and which of its images. */
export interface ImageName {
  /** Host as written, e.g. `docker.io` or `123456789012.dkr.ecr.eu-west-1.amazonaws.com`. */
  readonly host: string;
  readonly repository: string;
  /** A tag or a digest; `latest` where none is written. */
  readonly reference: string;
}

const ecrHost = /^\d{12}\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$/;

/** Reads a reference as Docker does: no host means Docker Hub, and there no folder means `library`. */
export function parseImageName(text: string): ImageName {
  const [named = "", digest] = text.split("@");
  const slash = named.indexOf("/");
  const first = slash < 0 ? "" : named.slice(0, slash);
  const hasHost = first.includes(".") || first.includes(":") || first === "localhost";
  const host = hasHost ? first : "docker.io";
  const path = hasHost ? named.slice(slash + 1) : named;
  const colon = path.lastIndexOf(":");
  const bare = colon < 0 ? path : path.slice(0, colon);
  const tag = colon < 0 ? "latest" : path.slice(colon + 1);
  return {
    host,
    repository: host === "docker.io" && !bare.includes("/") ? `library/${bare}` : bare,
    reference: digest ?? tag,
  };
}

/**
 * Address of a registry. Amazon's private registries are the emulator's own on this machine: local AWS
 * tells their real names, as AWS does, and everything that pushes or pulls goes to the emulator.
 */
export function registryUrl(host: string, emulator: string): string {
  if (ecrHost.test(host)) {
    return new URL(emulator).origin;
  }
  if (isLocalHost(host)) {
    return `http://${host}`;
  }
  return host === "docker.io" ? "https://registry-1.docker.io" : `https://${host}`;
}

/** True for registries that stand on this machine, the emulator's among them. */
export function isLocalRegistry(host: string): boolean {
  return ecrHost.test(host) || isLocalHost(host);
}

function isLocalHost(host: string): boolean {
  const name = host.replace(/:\d+$/, "");
  return name === "localhost" || name.endsWith(".localhost") || /^127(\.\d+){3}$/.test(name);
}
