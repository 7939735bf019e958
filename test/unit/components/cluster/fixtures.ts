import * as pulumi from "@pulumi/pulumi";

import { accountId, region } from "../../../support/outputs";

/** A network as clusters and balancers see it. Made anew: outputs belong to one run of a program. */
export function network(hostsHavePublicAddresses = false, ready: readonly pulumi.Resource[] = []) {
  return {
    vpcId: pulumi.output("vpc-0a1b2c3d"),
    cidrBlock: pulumi.output("10.20.0.0/16"),
    publicSubnetIds: pulumi.output(["subnet-public-a", "subnet-public-b"]),
    privateSubnetIds: pulumi.output(["subnet-private-a", "subnet-private-b"]),
    hostSubnetIds: pulumi.output(["subnet-private-a", "subnet-private-b"]),
    hostsHavePublicAddresses,
    ready,
  };
}

/** Whose account it is. */
export const account = { partition: "aws", region, accountId };
