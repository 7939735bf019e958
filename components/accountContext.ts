import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Where the stack lives; every ARN that is known in advance is built from these three. */
export interface AccountContext {
  /** `aws`: the configuration refuses regions of other partitions, whose services have other names. */
  readonly partition: string;
  /** Such as `eu-west-1`. */
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

/**
 * Asks AWS once, before anything is made, whose account it is. Plain, not an output: what is built
 * from it can be compared with what runs, and a first preview shows the names of roles.
 *
 * @param opts the program's options, with the provider that asks.
 * @throws RunError when the credentials are missing, expired or refused.
 */
export async function accountContext(
  region: string,
  opts: pulumi.InvokeOptions,
): Promise<AccountContext> {
  try {
    const { accountId } = await aws.getCallerIdentity({}, opts);
    return { partition: "aws", region, accountId };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new pulumi.RunError(
      `AWS does not say which account this is, so nothing is made: ${reason.trim()}. Check the profile or the credentials (aws sts get-caller-identity), and aws:region.`,
    );
  }
}
