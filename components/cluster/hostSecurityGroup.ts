import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { type Outbound } from "../../aws/outbound";
import { type LoadBalancer } from "../loadBalancer/loadBalancer";
import { type Transform, transformed } from "../transform";
import { dynamicHostPorts } from "./dynamicHostPorts";
import { allowOutbound, type OutboundNetwork } from "./outbound";

/** Changes to the resources of {@link hostSecurityGroup}, by child. */
export interface HostSecurityGroupTransform {
  readonly hosts?: Transform<aws.ec2.SecurityGroupArgs>;
  readonly hostsIngress?: Transform<aws.vpc.SecurityGroupIngressRuleArgs>;
  readonly hostsEgress?: Transform<aws.vpc.SecurityGroupEgressRuleArgs>;
  readonly balancerEgress?: Transform<aws.vpc.SecurityGroupEgressRuleArgs>;
}

const dynamicPorts = {
  ipProtocol: "tcp",
  fromPort: dynamicHostPorts.from,
  toPort: dynamicHostPorts.to,
};

type Balancer = Pick<LoadBalancer, "securityGroupId">;

/** Arguments of {@link hostSecurityGroup}. */
export interface HostSecurityGroupArgs {
  /** Key of the cluster. */
  readonly cluster: string;
  readonly network: OutboundNetwork & { readonly vpcId: pulumi.Output<string> };
  /** @default - none: nobody can open a connection to a host */
  readonly loadBalancer?: Balancer | undefined;
  /** @default - none: the cluster has no TCP apps */
  readonly networkLoadBalancer?: Balancer | undefined;
  /** Whether tasks call each other: by the ports that their containers got on their hosts. */
  readonly hasInternalApps: boolean;
  /** What apps ask for: on a host's bridge their connections are the host's. */
  readonly outbound: readonly Outbound[];
  /** @default - none: everything is as written here */
  readonly transform?: HostSecurityGroupTransform | undefined;
}

/** The group of the hosts, and the rules that must exist before tasks are checked. */
export interface HostSecurityGroup {
  readonly groupId: pulumi.Output<string>;
  readonly rules: readonly pulumi.Resource[];
}

/** Lets the balancers in on the ports that containers get, other hosts for internal apps, and nobody else. */
export function hostSecurityGroup(
  name: string,
  args: HostSecurityGroupArgs,
  parent: pulumi.Resource,
): HostSecurityGroup {
  const { transform = {} } = args;
  const group = new aws.ec2.SecurityGroup(
    ...transformed(
      transform.hosts,
      `${name}-hosts`,
      { vpcId: args.network.vpcId, description: `Container hosts of cluster ${args.cluster}` },
      { parent },
    ),
  );
  const outbound = allowOutbound(
    `${name}-hosts`,
    group.id,
    args.network,
    args.outbound,
    parent,
    transform.hostsEgress,
  );
  const { loadBalancer, networkLoadBalancer } = args;
  return {
    groupId: group.id,
    rules: [
      ...admit([name, ""], "load balancer", loadBalancer, group, args, parent),
      ...admit([name, "-tcp"], "network load balancer", networkLoadBalancer, group, args, parent),
      ...(args.hasInternalApps ? [admitHosts(name, group, transform, parent)] : []),
      ...outbound,
    ],
  };
}

/**
 * The way from host to host: a proxy of Service Connect calls the port that another task got on its host, and no rule
 * can tell tasks on a bridge apart.
 */
function admitHosts(
  name: string,
  group: aws.ec2.SecurityGroup,
  transform: HostSecurityGroupTransform,
  parent: pulumi.Resource,
): pulumi.Resource {
  return new aws.vpc.SecurityGroupIngressRule(
    ...transformed(
      transform.hostsIngress,
      `${name}-hosts-ingress-hosts`,
      {
        securityGroupId: group.id,
        description: "Dynamic host ports from the cluster's own hosts, for internal apps",
        referencedSecurityGroupId: group.id,
        ...dynamicPorts,
      },
      { parent },
    ),
  );
}

/** The way from a balancer to the ports that containers get. */
function admit(
  [name, suffix]: readonly [name: string, suffix: string],
  title: string,
  balancer: Balancer | undefined,
  group: aws.ec2.SecurityGroup,
  { cluster, transform = {} }: HostSecurityGroupArgs,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  if (balancer === undefined) {
    return [];
  }
  const ingress = new aws.vpc.SecurityGroupIngressRule(
    ...transformed(
      transform.hostsIngress,
      `${name}-hosts-ingress${suffix}`,
      {
        securityGroupId: group.id,
        description: `Dynamic host ports from the ${title} alone`,
        referencedSecurityGroupId: balancer.securityGroupId,
        ...dynamicPorts,
      },
      { parent },
    ),
  );
  const egress = new aws.vpc.SecurityGroupEgressRule(
    ...transformed(
      transform.balancerEgress,
      `${name}-balancer-egress${suffix}`,
      {
        securityGroupId: balancer.securityGroupId,
        description: `Dynamic host ports of cluster ${cluster}`,
        referencedSecurityGroupId: group.id,
        ...dynamicPorts,
      },
      { parent },
    ),
  );
  return [ingress, egress];
}
