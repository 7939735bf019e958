/** Where the emulator's own registry is, and whose registry it stands for. */
export interface RegistryAddress {
  /** `localhost:<port>`: Docker speaks plain HTTP to it without being configured to. */
  readonly local: string;
  /** `<account>.dkr.ecr.<region>.amazonaws.com`. */
  readonly aws: string;
}

/**
 * Points the images of an ECS request at the emulator's registry. Docker cannot reach the names of Amazon's
 * registries, so tasks pull the same repository from this machine. Other registries stay as they are.
 */
export function imagesToLocal(body: string, registry: RegistryAddress): string {
  return rewrite(body, registry.aws, registry.local);
}

/** Gives an ECS response the registry's name on AWS back, so that clients read what they wrote. */
export function imagesToAws(body: string, registry: RegistryAddress): string {
  return rewrite(body, registry.local, registry.aws);
}

/** Leads the address of a layer (ECR, GetDownloadUrlForLayer) to this machine's registry. */
export function layerToLocal(body: string, registry: RegistryAddress): string {
  return body.replace(`"https://${registry.aws}/v2/`, `"http://${registry.local}/v2/`);
}

function rewrite(body: string, from: string, to: string): string {
  const prefix = `${from}/`;
  if (!body.includes(prefix)) {
    return body;
  }
  // Only images: an environment variable may name the registry, too, and belongs to the app.
  return JSON.stringify(JSON.parse(body), (key, value: unknown) =>
    key === "image" && typeof value === "string" && value.startsWith(prefix)
      ? `${to}/${value.slice(prefix.length)}`
      : value,
  );
}
