import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of {@link providerOptions}. */
export interface ProviderOptionsArgs {
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
}: ProviderOptionsArgs): pulumi.Output<Record<string, string>> {
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
 * Options for every component of `index.ts`. They carry one explicit AWS provider, because only a
 * provider tags whatever is made under it, resources inside awsx included. An explicit provider does
 * not read the stack's `aws:*` configuration by itself, so it gets all of it here.
 */
export function providerOptions(args: ProviderOptionsArgs): pulumi.ComponentResourceOptions {
  const provider = new aws.Provider("aws", {
    // The names and shapes were checked when the configuration was read.
    ...(args.provider as aws.ProviderArgs),
    // Last: with the stack's own in place of those given.
    defaultTags: { tags: stackTags(args) },
  });
  return { providers: { aws: provider } };
}
