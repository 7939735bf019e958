import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of {@link awsProvider}. */
export interface ProviderArgs {
  /** The stack's `aws:*` values by the name after the colon, checked and with `region` set. */
  readonly provider: Readonly<Record<string, unknown>>;
  /** Name of the Pulumi project, the value of the tag `slipway:project`. */
  readonly project: string;
  /** Name of the stack, the value of the tag `slipway:stack`. */
  readonly stack: string;
  /** Tags of every resource. They win over those of `aws:defaultTags`. */
  readonly tags: Readonly<Record<string, string>>;
}

type DefaultTags = { readonly tags?: Readonly<Record<string, string>> } | undefined;

/**
 * The tags of everything in the stack, those of `aws:defaultTags` included; ours win, because people
 * and policies look for them. An output, as default tags may be secret.
 */
export function stackTags({
  provider,
  project,
  stack,
  tags,
}: ProviderArgs): pulumi.Output<Record<string, string>> {
  // The shape was checked when the configuration was read.
  return pulumi
    .output(provider.defaultTags as pulumi.Input<DefaultTags>)
    .apply((given): Record<string, string> => ({
      ...given?.tags,
      ...tags,
      "slipway:project": project,
      "slipway:stack": stack,
    }));
}

/**
 * The stack's one AWS provider. An explicit one, because only a provider tags everything that is made
 * under it, resources inside awsx included. It does not read the stack's `aws:*` configuration by
 * itself, so it gets all of it here.
 */
export function awsProvider(args: ProviderArgs): aws.Provider {
  return new aws.Provider("aws", {
    // The names and shapes were checked when the configuration was read.
    ...(args.provider as aws.ProviderArgs),
    // Last: with the stack's own in place of those given.
    defaultTags: { tags: stackTags(args) },
  });
}
