import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { type Outbound } from "../../../aws/outbound";
import { allowOutbound } from "../../cluster/outbound";
import { type Transform, transformed } from "../../transform";
import { type AppIdentity } from "../app";
import { type Ingress } from "./ingress";

/** What tasks with addresses of their own need to know of the network. */
export interface TaskNetworkArgs {
  readonly vpcId: pulumi.Output<string>;
  readonly cidrBlock: pulumi.Output<string>;
  readonly hostSubnetIds: pulumi.Output<string[]>;
  readonly hostsHavePublicAddresses: boolean;
}

/** The network of a service whose tasks have addresses, and the rules that its tasks are checked through. */
export interface TaskNetwork {
  readonly securityGroupId: pulumi.Output<string>;
  readonly configuration: {
    readonly subnets: pulumi.Output<string[]>;
    readonly securityGroups: pulumi.Output<string>[];
    readonly assignPublicIp: boolean;
  };
  readonly rules: readonly pulumi.Resource[];
}

/** Changes to the resources of {@link taskNetwork}, by child. */
export interface TaskNetworkTransform {
  readonly tasks?: Transform<aws.ec2.SecurityGroupArgs>;
  readonly tasksIngress?: Transform<aws.vpc.SecurityGroupIngressRuleArgs>;
  readonly tasksEgress?: Transform<aws.vpc.SecurityGroupEgressRuleArgs>;
  readonly balancerEgress?: Transform<aws.vpc.SecurityGroupEgressRuleArgs>;
}

/** With addresses of its own, each app has a security group of its own. */
export function taskNetwork(
  name: string,
  identity: AppIdentity,
  network: TaskNetworkArgs,
  ingress: Pick<Ingress, "port" | "sourceSecurityGroupId"> | undefined,
  outbound: readonly Outbound[],
  parent: pulumi.Resource,
  transform: TaskNetworkTransform,
): TaskNetwork {
  const title = `${identity.cluster}/${identity.app}`;
  const group = new aws.ec2.SecurityGroup(
    ...transformed(
      transform.tasks,
      `${name}-tasks`,
      { vpcId: network.vpcId, description: `Tasks of app ${title}` },
      { parent },
    ),
  );
  const inbound =
    ingress === undefined ? [] : allowRequests(name, title, group.id, ingress, parent, transform);
  return {
    securityGroupId: group.id,
    configuration: {
      subnets: network.hostSubnetIds,
      securityGroups: [group.id],
      assignPublicIp: network.hostsHavePublicAddresses,
    },
    rules: [
      ...inbound,
      ...allowOutbound(`${name}-tasks`, group.id, network, outbound, parent, transform.tasksEgress),
    ],
  };
}

/** One port from one group, and the way out of that group. */
function allowRequests(
  name: string,
  title: string,
  groupId: pulumi.Output<string>,
  ingress: Pick<Ingress, "port" | "sourceSecurityGroupId">,
  parent: pulumi.Resource,
  transform: TaskNetworkTransform,
): pulumi.Resource[] {
  const port = { ipProtocol: "tcp", fromPort: ingress.port, toPort: ingress.port };
  return [
    new aws.vpc.SecurityGroupIngressRule(
      ...transformed(
        transform.tasksIngress,
        `${name}-tasks-ingress`,
        {
          securityGroupId: groupId,
          description: "The port of the app from the load balancer alone",
          referencedSecurityGroupId: ingress.sourceSecurityGroupId,
          ...port,
        },
        { parent },
      ),
    ),
    new aws.vpc.SecurityGroupEgressRule(
      ...transformed(
        transform.balancerEgress,
        `${name}-balancer-egress`,
        {
          securityGroupId: ingress.sourceSecurityGroupId,
          description: `Port of app ${title}`,
          referencedSecurityGroupId: groupId,
          ...port,
        },
        { parent },
      ),
    ),
  ];
}
