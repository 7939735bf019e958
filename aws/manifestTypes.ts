/**
 * Media types of manifests, indexes of several platforms first. A registry is asked for all of them:
 * a manifest of another type than was pushed has another digest.
 */
export const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;
