import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { allowOutbound } from "../../cluster/outbound";
import { type AppIdentity } from "../task/taskDefinition";

/** What tasks with addresses of their own need to know of the network. */
export interface TaskNetwork {
  readonly vpcId: pulumi.Output<string>;
  readonly cidrBlock: pulumi.Output<string>;
  readonly hostSubnetIds: pulumi.Output<string[]>;
  readonly hostsHavePublicAddresses: boolean;
}

/** Who is let in where. */
export interface TaskNetworkArgs {
  readonly identity: AppIdentity;
  readonly network: TaskNetwork;
  readonly app: { readonly port: number };
  readonly loadBalancer: { readonly securityGroupId: pulumi.Output<string> };
}

/** The network of a service on Fargate, and the rules that must exist before its tasks are checked. */
export interface OwnNetwork {
  readonly configuration: aws.types.input.ecs.ServiceNetworkConfiguration;
  readonly rules: readonly pulumi.Resource[];
}

/** On Fargate each app has addresses, and so a security group, of its own. */
export function taskNetwork(
  name: string,
  { identity, network, app, loadBalancer }: TaskNetworkArgs,
  parent: pulumi.Resource,
): OwnNetwork {
  const title = `${identity.cluster}/${identity.app}`;
  const group = new aws.ec2.SecurityGroup(
    `${name}-tasks`,
    { vpcId: network.vpcId, description: `Tasks of app ${title}` },
    { parent },
  );
  const port = { ipProtocol: "tcp", fromPort: app.port, toPort: app.port };
  const ingress = new aws.vpc.SecurityGroupIngressRule(
    `${name}-tasks-ingress`,
    {
      securityGroupId: group.id,
      description: "The port of the app from the load balancer alone",
      referencedSecurityGroupId: loadBalancer.securityGroupId,
      ...port,
    },
    { parent },
  );
  const egress = new aws.vpc.SecurityGroupEgressRule(
    `${name}-balancer-egress`,
    {
      securityGroupId: loadBalancer.securityGroupId,
      description: `Port of app ${title}`,
      referencedSecurityGroupId: group.id,
      ...port,
    },
    { parent },
  );
  return {
    configuration: {
      subnets: network.hostSubnetIds,
      securityGroups: [group.id],
      assignPublicIp: network.hostsHavePublicAddresses,
    },
    rules: [ingress, egress, ...allowOutbound(`${name}-tasks`, group.id, network, parent)],
  };
}
