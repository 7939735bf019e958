import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { onePerZone, type SubnetTiers, subnetTiers } from "./subnetTiers";

/** Which VPC to look at, and what the stack wants of it. */
export interface ExistingVpcArgs {
  readonly vpc: "default" | `vpc-${string}`;
  readonly endpoints: boolean;
  readonly publicAddresses: boolean;
  readonly subnets?: SubnetChoice | undefined;
}

/** Subnets that the caller names instead of having them found. */
export interface SubnetChoice {
  readonly public: readonly string[];
  readonly private: readonly string[];
}

/** What the network needs to know of a VPC that it did not make. */
export interface ExistingVpc {
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly publicSubnetIds: string[];
  readonly privateSubnetIds: string[];
  readonly routeTableIds: string[];
}

/**
 * Reads a VPC that exists, under the component's own provider.
 *
 * @throws pulumi.ResourceError when there is no such VPC, or when hosts would have no way to ECS.
 */
export async function existingVpc(
  name: string,
  args: ExistingVpcArgs,
  component: pulumi.Resource,
): Promise<ExistingVpc> {
  const options = { parent: component };
  const vpc = await findVpc(name, args.vpc, component);
  const subnetIds = await aws.ec2.getSubnets(
    { filters: [{ name: "vpc-id", values: [vpc.id] }, ...foundSubnetsOnly(args)] },
    options,
  );
  const subnets = await Promise.all(
    subnetIds.ids.map(async (id) => {
      const subnet = await aws.ec2.getSubnet({ id }, options);
      return { id, zone: subnet.availabilityZone };
    }),
  );
  const tables = await aws.ec2.getRouteTables({ vpcId: vpc.id }, options);
  const unknown = unknownSubnets(args.subnets, subnetIds.ids);
  if (unknown !== undefined) {
    throw mistake(`Network "${name}": VPC "${vpc.id}" ${unknown}`, component);
  }
  const routeTables = await Promise.all(
    tables.ids.map((routeTableId) => aws.ec2.getRouteTable({ routeTableId }, options)),
  );
  const tiers = chosenTiers(args, subnetTiers(subnets, routeTables));
  const found = {
    vpcId: vpc.id,
    cidrBlock: vpc.cidrBlock,
    publicSubnetIds: onePerZone(tiers.public, subnets),
    privateSubnetIds: onePerZone(tiers.private, subnets),
    routeTableIds: [...tables.ids].sort(),
  };
  const problem = missingSubnets(found, args);
  if (problem !== undefined) {
    throw mistake(`Network "${name}": VPC "${vpc.id}" ${problem}`, component);
  }
  return found;
}

async function findVpc(
  name: string,
  vpc: ExistingVpcArgs["vpc"],
  component: pulumi.Resource,
): Promise<aws.ec2.GetVpcResult> {
  try {
    return await aws.ec2.getVpc(vpc === "default" ? { default: true } : { id: vpc }, {
      parent: component,
    });
  } catch (error) {
    // Anything else (no credentials, no permission) must not look like a VPC that is missing.
    if (!/no matching EC2 VPC found|InvalidVpcID\.NotFound/.test(String(error))) {
      throw error;
    }
    throw mistake(
      vpc === "default"
        ? `Network "${name}": this account has no default VPC in this region. Set vpc to "new" or to the id of a VPC.`
        : `Network "${name}": there is no VPC "${vpc}" in this account and region. Check aws:region and the profile, or set vpc to "new".`,
      component,
    );
  }
}

/** What the account does not have is told without the stack of this file, which says nothing about it. */
function mistake(message: string, component: pulumi.Resource): pulumi.ResourceError {
  return new pulumi.ResourceError(message, component, true);
}

/**
 * Of the default VPC only the subnets that AWS made with it: others serve a purpose of their own, which
 * only the configuration can know.
 */
function foundSubnetsOnly({
  vpc,
  subnets,
}: ExistingVpcArgs): aws.types.input.ec2.GetSubnetsFilter[] {
  return vpc === "default" && subnets === undefined
    ? [{ name: "default-for-az", values: ["true"] }]
    : [];
}

/** Subnets that the configuration names and the VPC does not have, all at once. */
function unknownSubnets(
  choice: SubnetChoice | undefined,
  ids: readonly string[],
): string | undefined {
  const missing = Object.entries(choice ?? {}).flatMap(([tier, named]: [string, string[]]) =>
    named.filter((id) => !ids.includes(id)).map((id) => `"${id}" (subnets.${tier})`),
  );
  return missing.length === 0
    ? undefined
    : `has no subnet ${missing.join(", ")}. It has: ${[...ids].sort().join(", ")}. Name some of these, or leave subnets out to have them found.`;
}

/** With endpoints a subnet without any way out will do for hosts, too. */
function chosenTiers(args: ExistingVpcArgs, tiers: SubnetTiers): SubnetChoice {
  if (args.subnets !== undefined) {
    return args.subnets;
  }
  return args.endpoints
    ? { public: tiers.public, private: [...tiers.private, ...tiers.isolated] }
    : tiers;
}

function missingSubnets(found: ExistingVpc, args: ExistingVpcArgs): string | undefined {
  if (args.publicAddresses) {
    return found.publicSubnetIds.length > 0
      ? undefined
      : "has no subnet with a route to an internet gateway, so public addresses lead nowhere. Set publicAddresses to false, or choose another VPC.";
  }
  return found.privateSubnetIds.length > 0
    ? undefined
    : 'has no private subnet from which hosts can reach ECS, ECR and the logs. Add a NAT gateway to it, set endpoints to true, place hosts in its public subnets with publicAddresses: true, or set vpc to "new".';
}
