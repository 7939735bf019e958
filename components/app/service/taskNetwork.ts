import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { type Outbound } from "../../../aws/outbound";
import { allowOutbound } from "../../cluster/outbound";
import { type Transform, transformed } from "../../transform";
import { type AppIdentity } from "../app";
import { type Ingress } from "./ingress";
import { type ConnectServer } from "./serviceConnect";

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
  /** At the internal apps that it calls. */
  readonly serverIngress?: Transform<aws.vpc.SecurityGroupIngressRuleArgs>;
}

/** What opens connections to the tasks, and what they open connections to by name. */
export interface TaskTraffic {
  readonly ingress?: Pick<Ingress, "port" | "sourceSecurityGroupId"> | undefined;
  readonly servers?: readonly ConnectServer[] | undefined;
}

/** With addresses of its own, each app has a security group of its own. */
export function taskNetwork(
  name: string,
  identity: AppIdentity,
  network: TaskNetworkArgs,
  { ingress, servers = [] }: TaskTraffic,
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
      ...admitClient(name, identity, group.id, servers, parent, transform.serverIngress),
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

/** Lets an app in at the port of each app that it calls: rules of the groups of these. */
function admitClient(
  name: string,
  client: AppIdentity,
  groupId: pulumi.Output<string>,
  servers: readonly ConnectServer[],
  parent: pulumi.Resource,
  transform: TaskNetworkTransform["serverIngress"],
): pulumi.Resource[] {
  return servers.flatMap(({ name: server, port, securityGroupId }) =>
    securityGroupId === undefined
      ? []
      : [
          new aws.vpc.SecurityGroupIngressRule(
            ...transformed(
              transform,
              `${name}-${server}-ingress`,
              {
                securityGroupId,
                description: `Port of app ${client.cluster}/${server} from app ${client.app}`,
                referencedSecurityGroupId: groupId,
                ipProtocol: "tcp",
                fromPort: port,
                toPort: port,
              },
              { parent },
            ),
          ),
        ],
  );
}
