import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { type LookUps, type Named } from "./lookUps";
import { isCutOff, type RouteTableFacts, type SubnetTiers } from "./subnetTiers";

/** What every task needs before it starts: to sign in to ECR, its image (whose layers are in S3), and its log. */
const services = ["ecr.api", "ecr.dkr", "logs", "s3"] as const;

/** The subnets that the stack file names, and what decides about them. */
interface NamedSubnets {
  readonly vpcId: string;
  readonly region: string;
  /** Whether the stack makes the endpoints. */
  readonly endpoints: boolean;
  /** Whether hosts and tasks are in the public subnets. */
  readonly publicAddresses: boolean;
  /** Those that the VPC has. */
  readonly named: readonly Named[];
  readonly tiers: SubnetTiers;
  readonly routeTables: readonly RouteTableFacts[];
}

/**
 * Refuses subnets for hosts and tasks from which these could not fetch their images: by their routes, and where
 * these lead nowhere, by the endpoints that the VPC has.
 */
export async function refuseCutOffSubnets(
  args: NamedSubnets,
  lookUps: LookUps,
  opts: pulumi.InvokeOptions,
): Promise<void> {
  const { endpoints, publicAddresses, tiers, routeTables } = args;
  const isFor =
    (tier: string) =>
    ({ key }: Named) =>
      key.includes(`.subnets.${tier}[`);
  if (publicAddresses) {
    for (const subnet of args.named.filter(isFor("public"))) {
      if (!tiers.public.includes(subnet.value)) {
        lookUps.refuse(
          [subnet],
          "has no route to an internet gateway, so the public addresses of hosts and tasks lead nowhere there. Name a subnet that has one, or set publicAddresses to false.",
        );
      }
    }
    return;
  }
  if (endpoints) {
    return;
  }
  const hosts = args.named.filter(isFor("private"));
  for (const subnet of hosts.filter(({ value }) => tiers.public.includes(value))) {
    lookUps.refuse(
      [subnet],
      "has its way out through an internet gateway, which takes public addresses alone, and hosts and tasks there have none: they would reach neither ECR nor their logs. Name a subnet with a route to a NAT gateway, set publicAddresses to true, or set endpoints to true.",
    );
  }
  const cutOff = hosts.filter(({ value }) => isCutOff(value, routeTables));
  const missing = cutOff.length === 0 ? [] : await missingEndpoints(args, cutOff, lookUps, opts);
  if (missing.length > 0) {
    for (const subnet of cutOff) {
      lookUps.refuse(
        [subnet],
        `has no route out of its VPC, which has no endpoint for ${missing.join(", ")}: tasks could not start. Name a subnet with a route to a NAT gateway, or set endpoints to true.`,
      );
    }
  }
}

async function missingEndpoints(
  { vpcId, region }: NamedSubnets,
  cutOff: readonly Named[],
  lookUps: LookUps,
  opts: pulumi.InvokeOptions,
): Promise<readonly string[]> {
  const missing = await Promise.all(
    services.map(async (service) => {
      try {
        const serviceName = `com.amazonaws.${region}.${service}`;
        await aws.ec2.getVpcEndpoint({ vpcId, serviceName }, opts);
        return [];
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        if (/no matching EC2 VPC Endpoint/.test(text)) {
          return [service];
        }
        // Several endpoints of one service are as good as one.
        if (!/multiple EC2 VPC Endpoints/.test(text)) {
          lookUps.leaveOpen(cutOff, error);
        }
        return [];
      }
    }),
  );
  return missing.flat();
}
