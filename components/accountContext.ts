import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Where the stack lives; every ARN that a policy document needs is built from these three. */
export interface AccountContext {
  /** `aws`: the configuration refuses regions of other partitions, whose services have other names. */
  readonly partition: string;
  /** Such as `eu-west-1`. */
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

/** Asks AWS under the parent's provider. Once per cluster, so that a hundred apps do not ask again. */
export function accountContext(parent: pulumi.Resource): pulumi.Output<AccountContext> {
  return pulumi
    .all([
      aws.getPartitionOutput({}, { parent }),
      aws.getRegionOutput({}, { parent }),
      aws.getCallerIdentityOutput({}, { parent }),
    ])
    .apply(([partition, region, identity]) => ({
      partition: partition.partition,
      region: region.region,
      accountId: identity.accountId,
    }));
}
