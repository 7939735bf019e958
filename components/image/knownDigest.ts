import * as pulumi from "@pulumi/pulumi";

import { resourceError } from "../resourceError";

/**
 * The digest of a build, unknown in a preview of one that is still to come. For a build whose context alone
 * has changed the provider previews an empty text in its place, which would go on as `<repository>@`.
 *
 * @throws ResourceError when a build that has run gave none.
 */
export function knownDigest(
  name: string,
  digest: pulumi.Output<string>,
  component: pulumi.Resource,
): pulumi.Output<string> {
  return digest.apply((value) => {
    if (value !== "") {
      return value;
    }
    if (pulumi.runtime.isDryRun()) {
      return pulumi.unknown as string;
    }
    throw resourceError(
      `Image "${name}": its build gave no digest, so nothing can be deployed from it. Run the update again; if it stays so, docker buildx build with the same context says why.`,
      component,
    );
  });
}
