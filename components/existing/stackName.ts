import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { stackParameterName } from "../../delivery/stackParameter";

/**
 * Refuses a stack whose name another project has taken in this account and region: AWS would answer with the
 * clusters, services and roles of that one, and this update would change them.
 *
 * @throws RunError that names the other project, and for a parameter that cannot be read.
 */
export async function refuseOtherProject(
  project: string,
  stack: string,
  opts: pulumi.InvokeOptions,
): Promise<void> {
  const name = stackParameterName(stack);
  const owner = await projectIn(name, opts);
  if (owner !== undefined && owner !== project) {
    throw new pulumi.RunError(
      `Nothing is changed: the project "${owner}" has a stack "${stack}" in this account and region (SSM parameter ${name}), and both would own the same clusters and services. Name this one otherwise: pulumi stack rename.`,
    );
  }
}

/** The project that the stack of this name belongs to; `undefined` while there is none. */
async function projectIn(name: string, opts: pulumi.InvokeOptions): Promise<string | undefined> {
  let value: string;
  try {
    ({ value } = await aws.ssm.getParameter({ name }, opts));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (reason.includes("couldn't find resource")) {
      return undefined;
    }
    throw new pulumi.RunError(
      `Nothing is changed: cannot read whose the stack's name is (SSM parameter ${name}). ${reason}`,
    );
  }
  try {
    // Whatever form the rest has: another version of this program may have written it.
    const { project } = JSON.parse(value) as { readonly project?: unknown };
    return typeof project === "string" ? project : undefined;
  } catch {
    return undefined;
  }
}
