import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { elbName } from "../../aws/elbName";
import { typeToken } from "../../aws/naming";
import { tcpAppsProblem } from "../../aws/networkLoadBalancer";
import { resourceError } from "../resourceError";
import { type Transform, transformed } from "../transform";
import { balancerSubnets, type LoadBalancerNetwork } from "./subnets";

/** What the configuration says of a network load balancer. */
export interface NetworkLoadBalancerSettings {
  /**
   * Whether the Internet reaches it. If not, it stands in the private subnets and only addresses
   * of the network may connect.
   * @default true
   */
  readonly internetFacing?: boolean | undefined;
  /**
   * Whether AWS refuses to delete the balancer.
   * @default true
   */
  readonly deletionProtection?: boolean | undefined;
}

/** Changes to the resources of {@link NetworkLoadBalancer}, by child. */
export interface NetworkLoadBalancerTransform {
  readonly securityGroup?: Transform<aws.ec2.SecurityGroupArgs>;
  readonly loadBalancer?: Transform<aws.lb.LoadBalancerArgs>;
}

/** Arguments of {@link NetworkLoadBalancer}. */
export interface NetworkLoadBalancerArgs {
  readonly settings: NetworkLoadBalancerSettings;
  /** Name of the stack, part of the balancer's name. */
  readonly stack: string;
  /** Key of the cluster that it serves, part of the balancer's name. */
  readonly cluster: string;
  /**
   * Number of apps that get a listener.
   * @throws ResourceError when there are more than a load balancer takes.
   */
  readonly listeners: number;
  /** The network; a balancer needs subnets in two zones. */
  readonly network: LoadBalancerNetwork;
  /** @default - none: everything is as written here */
  readonly transform?: NetworkLoadBalancerTransform | undefined;
}

/** A network load balancer, which the TCP apps of a cluster share. Each has a listener of its own. */
export class NetworkLoadBalancer extends pulumi.ComponentResource {
  public readonly arn: pulumi.Output<string>;
  /** Name that AWS gave it. */
  public readonly dnsName: pulumi.Output<string>;
  /** Hosts and tasks let this group in; apps add the rules of their ports to it. */
  public readonly securityGroupId: pulumi.Output<string>;
  /** Addresses that may connect. */
  public readonly clients: {
    readonly cidr: pulumi.Input<string>;
    /** In words. */
    readonly title: string;
  };

  constructor(name: string, args: NetworkLoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    const { stack, cluster, network, settings, listeners, transform = {} } = args;
    super(
      typeToken("loadBalancer", "NetworkLoadBalancer"),
      name,
      { stack, cluster, settings, vpcId: network.vpcId },
      opts,
    );
    const crowded = tcpAppsProblem(listeners);
    if (crowded !== undefined) {
      throw resourceError(`Load balancer "${name}": its cluster ${crowded}.`, this);
    }
    const internetFacing = settings.internetFacing ?? true;

    // There from the start: one that is made without a group never gets one.
    const securityGroup = new aws.ec2.SecurityGroup(
      ...transformed(
        transform.securityGroup,
        `${name}-security-group`,
        {
          vpcId: network.vpcId,
          // Rules are resources of their own: apps add the ports that they need.
          description: `Network load balancer of cluster ${cluster}`,
        },
        { parent: this },
      ),
    );
    const balancer = new aws.lb.LoadBalancer(
      ...transformed(
        transform.loadBalancer,
        `${name}-load-balancer`,
        {
          name: network.vpcId.apply((vpcId) =>
            elbName([stack, cluster, "tcp"], [vpcId, internetFacing ? "public" : "internal"]),
          ),
          loadBalancerType: "network",
          internal: !internetFacing,
          securityGroups: [securityGroup.id],
          subnets: balancerSubnets(name, internetFacing, network, this),
          // Else a zone with one task gets as many connections as a zone with three.
          enableCrossZoneLoadBalancing: true,
          enableDeletionProtection: settings.deletionProtection ?? true,
        },
        // Its name changes with whatever forces a new one, so the new one can come first.
        { parent: this, deleteBeforeReplace: false },
      ),
    );

    this.arn = balancer.arn;
    this.dnsName = balancer.dnsName;
    this.securityGroupId = securityGroup.id;
    this.clients = internetFacing
      ? { cidr: "0.0.0.0/0", title: "everywhere" }
      : { cidr: network.cidrBlock, title: "the network" };
    const { arn, dnsName, securityGroupId } = this;
    this.registerOutputs({ arn, dnsName, securityGroupId });
  }
}
