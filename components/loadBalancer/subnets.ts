import type * as pulumi from "@pulumi/pulumi";

import { resourceError } from "../resourceError";

/** What the balancer needs to know of the network. */
export interface LoadBalancerNetwork {
  readonly vpcId: pulumi.Output<string>;
  readonly cidrBlock: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string[]>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
}

/**
 * Where a balancer stands. Known in the preview for a VPC that exists: AWS would refuse too few in
 * the middle of an update.
 */
export function balancerSubnets(
  name: string,
  internetFacing: boolean,
  network: LoadBalancerNetwork,
  balancer: pulumi.Resource,
): pulumi.Output<string[]> {
  const kind = internetFacing ? "public" : "private";
  return (internetFacing ? network.publicSubnetIds : network.privateSubnetIds).apply((ids) => {
    if (ids.length >= 2) {
      return ids;
    }
    throw resourceError(
      `Load balancer "${name}": it needs ${kind} subnets in two zones, got ${ids.length}. Choose another VPC, name its subnets, or change internetFacing.`,
      balancer,
    );
  });
}
