import { z } from "zod";

import { availabilityZones } from "../../aws/limits";
import { ec2IdPattern, subnetIdPattern } from "../../aws/resourceIds";
import { flag, integerIn, mapping, oneOf, text } from "./fields";

const vpc = z.union(
  [z.enum(["new", "default"]), z.templateLiteral(["vpc-", z.string().regex(ec2IdPattern)])],
  { error: 'must be "new", "default" or the id of a VPC such as "vpc-0a1b2c3d4e5f60718"' },
);

const subnetIds = z.array(
  text(subnetIdPattern, "must be the id of a subnet such as subnet-0a1b2c3d4e5f60718"),
);

const subnets = mapping({
  public: subnetIds.describe("For load balancers, and for hosts with public addresses"),
  private: subnetIds.describe("For hosts, and for load balancers inside the VPC"),
});

/** Where the hosts and the load balancers live. */
export const network = mapping({
  vpc: vpc
    .default("new")
    .describe(
      "`new` makes a VPC with a public and a private subnet in each zone, `default` takes the account's default VPC, an id takes that VPC",
    ),
  cidr: z
    .string()
    .default("10.20.0.0/16")
    .describe("Addresses of a new VPC, /16 to /28. Choose a range that no peer of the VPC uses"),
  availabilityZones: integerIn(availabilityZones)
    .default(2)
    .describe("How many zones a new VPC spans. A load balancer needs 2"),
  natGateways: oneOf([0, 1, "per-az"])
    .default(1)
    .describe(
      "NAT gateways of a new VPC: through them hosts reach ECS, ECR and the logs. One for all zones costs least; `per-az` survives the loss of a zone; 0 needs `endpoints` or `publicAddresses`",
    ),
  endpoints: flag()
    .default(false)
    .describe(
      "Makes VPC endpoints for ECS, ECR, S3, logs, SSM and Secrets Manager. Without a NAT gateway or public addresses, images then come from private ECR of the region alone",
    ),
  publicAddresses: flag()
    .default(false)
    .describe(
      "Places hosts and Fargate tasks in public subnets, with public addresses. Cheapest way out; security groups alone then keep the world out",
    ),
  subnets: subnets
    .exactOptional()
    .describe(
      "Subnets to use of a VPC that exists; else they are told apart by their routes, one a zone",
    ),
  flowLogs: flag().default(true).describe("Records the traffic of a new VPC, for audits"),
});
