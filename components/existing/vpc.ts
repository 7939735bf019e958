import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { type LookUps, type Named } from "./lookUps";
import { onePerZone, type SubnetTiers, subnetTiers } from "./subnetTiers";
import { refuseCutOffSubnets } from "./waysOut";

/** Which VPC to look at, and what the stack wants of it. */
export interface ExistingVpcArgs {
  readonly vpc: "default" | `vpc-${string}`;
  readonly region: string;
  readonly endpoints: boolean;
  readonly publicAddresses: boolean;
  /** @default - by their routes: with one to an internet gateway public, else private; the first a zone */
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

/** Reads a VPC that exists, and refuses one from which hosts would have no way to ECS. */
export async function existingVpc(
  args: ExistingVpcArgs,
  lookUps: LookUps,
  opts: pulumi.InvokeOptions,
): Promise<ExistingVpc | undefined> {
  const named = [{ key: "slipway:network.vpc", value: args.vpc }];
  const read = (await lookUps.each(named, () => readVpc(args, opts), explained)).get(args.vpc);
  if (read === undefined) {
    return undefined;
  }
  const { vpc, subnets, routeTables, routeTableIds } = read;
  const ids = subnets.map(({ id }) => id);
  const unknown = namedSubnets(args.subnets).filter(({ value }) => !ids.includes(value));
  for (const subnet of unknown) {
    lookUps.refuse(
      [subnet],
      `the VPC "${vpc.id}" has no such subnet. It has: ${[...ids].sort().join(", ")}. Name some of these, or leave subnets out to have them found.`,
    );
  }
  const byRoutes = subnetTiers(subnets, routeTables);
  const tiers = chosenTiers(args, byRoutes);
  const known = namedSubnets(args.subnets).filter(({ value }) => ids.includes(value));
  await refuseCutOffSubnets(
    { ...args, vpcId: vpc.id, named: known, tiers: byRoutes, routeTables },
    lookUps,
    opts,
  );
  const found = {
    vpcId: vpc.id,
    cidrBlock: vpc.cidrBlock,
    publicSubnetIds: onePerZone(tiers.public, subnets),
    privateSubnetIds: onePerZone(tiers.private, subnets),
    routeTableIds,
  };
  const problem = missingSubnets(found, args);
  if (unknown.length === 0 && problem !== undefined) {
    lookUps.refuse(named, problem);
  }
  return found;
}

async function readVpc(args: ExistingVpcArgs, opts: pulumi.InvokeOptions) {
  const vpc = await aws.ec2.getVpc(
    args.vpc === "default" ? { default: true } : { id: args.vpc },
    opts,
  );
  const [{ ids }, tables] = await Promise.all([
    aws.ec2.getSubnets(
      { filters: [{ name: "vpc-id", values: [vpc.id] }, ...foundSubnetsOnly(args)] },
      opts,
    ),
    aws.ec2.getRouteTables({ vpcId: vpc.id }, opts),
  ]);
  const [subnets, routeTables] = await Promise.all([
    Promise.all(
      ids.map(async (id) => {
        const { availabilityZone } = await aws.ec2.getSubnet({ id }, opts);
        return { id, zone: availabilityZone };
      }),
    ),
    Promise.all(tables.ids.map((routeTableId) => aws.ec2.getRouteTable({ routeTableId }, opts))),
  ]);
  return { vpc, subnets, routeTables, routeTableIds: [...tables.ids].sort() };
}

function explained(vpc: string, text: string): string {
  // Anything else (no credentials, no permission) must not look like a VPC that is missing.
  if (!/no matching EC2 VPC found|InvalidVpcID\.NotFound/.test(text)) {
    return `cannot be looked up. ${text}`;
  }
  return vpc === "default"
    ? 'this account has no default VPC in this region. Set vpc to "new" or to the id of a VPC.'
    : 'there is no such VPC in this account and region. Check aws:region and the profile, or set vpc to "new".';
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

function namedSubnets(choice: SubnetChoice | undefined): Named[] {
  return Object.entries(choice ?? {}).flatMap(([tier, ids]: [string, readonly string[]]) =>
    ids.map((value, index) => ({ key: `slipway:network.subnets.${tier}[${index}]`, value })),
  );
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
