import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { type Outbound } from "../../aws/outbound";
import { dynamicHostPorts } from "./dynamicHostPorts";
import { allowOutbound, type OutboundNetwork } from "./outbound";

/** Arguments of {@link hostSecurityGroup}. */
export interface HostSecurityGroupArgs {
  /** Key of the cluster. */
  readonly cluster: string;
  readonly network: OutboundNetwork & { readonly vpcId: pulumi.Output<string> };
  /** @default - none: nobody can open a connection to a host */
  readonly loadBalancer?: { readonly securityGroupId: pulumi.Output<string> } | undefined;
  /** What apps ask for: on a host's bridge their connections are the host's. */
  readonly outbound: readonly Outbound[];
}

/** The group of the hosts, and the rules that must exist before tasks are checked. */
export interface HostSecurityGroup {
  readonly groupId: pulumi.Output<string>;
  readonly rules: readonly pulumi.Resource[];
}

/** Lets the balancer in on the ports that containers get, and nobody else. */
export function hostSecurityGroup(
  name: string,
  args: HostSecurityGroupArgs,
  parent: pulumi.Resource,
): HostSecurityGroup {
  const group = new aws.ec2.SecurityGroup(
    `${name}-hosts`,
    { vpcId: args.network.vpcId, description: `Container hosts of cluster ${args.cluster}` },
    { parent },
  );
  const outbound = allowOutbound(`${name}-hosts`, group.id, args.network, args.outbound, parent);
  if (args.loadBalancer === undefined) {
    return { groupId: group.id, rules: outbound };
  }
  const balancerGroup = args.loadBalancer.securityGroupId;
  const ports = {
    ipProtocol: "tcp",
    fromPort: dynamicHostPorts.from,
    toPort: dynamicHostPorts.to,
  };
  const ingress = new aws.vpc.SecurityGroupIngressRule(
    `${name}-hosts-ingress`,
    {
      securityGroupId: group.id,
      description: "Dynamic host ports from the load balancer alone",
      referencedSecurityGroupId: balancerGroup,
      ...ports,
    },
    { parent },
  );
  const egress = new aws.vpc.SecurityGroupEgressRule(
    `${name}-balancer-egress`,
    {
      securityGroupId: balancerGroup,
      description: `Dynamic host ports of cluster ${args.cluster}`,
      referencedSecurityGroupId: group.id,
      ...ports,
    },
    { parent },
  );
  return { groupId: group.id, rules: [ingress, egress, ...outbound] };
}
