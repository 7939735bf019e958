import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { type Architecture } from "../../aws/architecture";
import { clusterName, typeToken } from "../../aws/naming";
import { type AccountContext } from "../accountContext";
import { LoadBalancer, type LoadBalancerTransform } from "../loadBalancer/loadBalancer";
import { type LoadBalancerSettings } from "../loadBalancer/loadBalancerSettings";
import {
  NetworkLoadBalancer,
  type NetworkLoadBalancerSettings,
  type NetworkLoadBalancerTransform,
} from "../loadBalancer/networkLoadBalancer";
import { routesOf } from "../loadBalancer/routes";
import { type LoadBalancerNetwork } from "../loadBalancer/subnets";
import { resourceError } from "../resourceError";
import { type Transform, transformed } from "../transform";
import {
  capacityProblem,
  clusterCapacity,
  type ClusterCapacityTransform,
  defaultArchitecture,
} from "./clusterCapacity";
import { type Capacity, type ClusterApps, type ClusterNetwork } from "./clusterSettings";
import { execAudit } from "./execAudit";
import { type CapacityShare } from "./fargateStrategy";

/** Changes to the resources of {@link EcsCluster}, by child. */
export interface EcsClusterTransform extends ClusterCapacityTransform {
  readonly loadBalancer?: LoadBalancerTransform;
  readonly networkLoadBalancer?: NetworkLoadBalancerTransform;
  readonly cluster?: Transform<aws.ecs.ClusterArgs>;
  readonly namespace?: Transform<aws.servicediscovery.HttpNamespaceArgs>;
  readonly providers?: Transform<aws.ecs.ClusterCapacityProvidersArgs>;
}

/** Arguments of {@link EcsCluster}. */
export interface EcsClusterArgs {
  /** Name of the stack, first part of the cluster's name. */
  readonly stack: string;
  /** Key of the cluster, second part of its name. */
  readonly cluster: string;
  readonly account: AccountContext;
  readonly network: ClusterNetwork & LoadBalancerNetwork;
  /** What tasks run on. Decides which resources there are. */
  readonly capacity: Capacity;
  /**
   * Processor of the tasks.
   * @default - that of the instance type; X86_64 on Fargate
   * @throws ResourceError when it is not that of the instance type.
   */
  readonly architecture?: Architecture | undefined;
  /**
   * The cluster's own load balancer, whose requests the hosts let in.
   * @default - none: nobody can open a connection to a host
   */
  readonly loadBalancer?: LoadBalancerSettings | undefined;
  /**
   * The load balancer that the cluster's TCP apps share.
   * @default - none
   */
  readonly networkLoadBalancer?: NetworkLoadBalancerSettings | undefined;
  /**
   * Id of the hosted zone that the load balancer's settings name.
   * @default - they name none
   */
  readonly zoneId?: string | undefined;
  /** The apps by their keys, as far as balancer and hosts must know them: requests and connections. */
  readonly apps: ClusterApps;
  /** Whether Pulumi refuses to delete what holds data: the load balancer's logs. */
  readonly protect: boolean;
  /** Days that logs are kept, one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
  /**
   * Metrics of CloudWatch Container Insights.
   * @default "enabled"
   */
  readonly containerInsights?: "enhanced" | "enabled" | "disabled" | undefined;
  /**
   * Tags of hosts and their disks, which the provider's default tags do not reach.
   * @default - none
   */
  readonly tags?: pulumi.Input<Record<string, string>> | undefined;
  /** @default - none: everything is as written here */
  readonly transform?: EcsClusterTransform | undefined;
}

/** An ECS cluster with capacity that follows its tasks. */
export class EcsCluster extends pulumi.ComponentResource {
  public readonly arn: pulumi.Output<string>;
  /** Name, known when the cluster exists. */
  public readonly clusterName: pulumi.Output<string>;
  /** The same name, known in advance. */
  public readonly name: string;
  /** Where tasks run by default. */
  public readonly capacityProviderName: pulumi.Output<string>;
  /** Strategy for services. */
  public readonly capacityProviderStrategies: pulumi.Output<CapacityShare[]>;
  public readonly launch: "ec2" | "fargate";
  public readonly architecture: Architecture;
  /** Group of the hosts; none on Fargate, where each app has its own. */
  public readonly hostSecurityGroupId: pulumi.Output<string> | undefined;
  /** The cluster's load balancer, if it has one. */
  public readonly loadBalancer: LoadBalancer | undefined;
  /** The one of its TCP apps, if it has one. */
  public readonly networkLoadBalancer: NetworkLoadBalancer | undefined;
  /** The namespace of its internal apps, if it has such. */
  public readonly namespaceArn: pulumi.Output<string> | undefined;
  public readonly account: AccountContext;
  /** What a service depends on: so it starts after the capacity and is gone before it. */
  public readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: EcsClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const { stack, cluster: key, network, capacity, transform = {} } = args;
    super(typeToken("cluster", "EcsCluster"), name, { stack, cluster: key, capacity }, opts);
    const architecture = args.architecture ?? defaultArchitecture(capacity);
    const problem = capacityProblem(capacity, architecture);
    if (problem !== undefined) {
      throw resourceError(`Cluster "${name}": ${problem}`, this);
    }
    const physicalName = clusterName(stack, key);
    const { account } = args;
    this.loadBalancer =
      args.loadBalancer === undefined
        ? undefined
        : new LoadBalancer(
            name,
            {
              stack,
              cluster: key,
              settings: args.loadBalancer,
              account,
              zoneId: args.zoneId,
              network,
              routes: routesOf(args.apps),
              protectLogs: args.protect,
              transform: transform.loadBalancer,
            },
            { parent: this },
          );
    this.networkLoadBalancer =
      args.networkLoadBalancer === undefined
        ? undefined
        : new NetworkLoadBalancer(
            `${name}-nlb`,
            {
              stack,
              cluster: key,
              settings: args.networkLoadBalancer,
              listeners: Object.values(args.apps).filter(({ kind }) => kind === "tcp").length,
              network,
              transform: transform.networkLoadBalancer,
            },
            { parent: this },
          );

    const configuration = execAudit(name, args, this);
    const cluster = new aws.ecs.Cluster(
      ...transformed(
        transform.cluster,
        `${name}-cluster`,
        {
          name: physicalName,
          settings: [{ name: "containerInsights", value: args.containerInsights ?? "enabled" }],
          ...(configuration && { configuration }),
        },
        { parent: this },
      ),
    );
    const hasInternalApps = Object.values(args.apps).some(({ kind }) => kind === "internal");
    this.namespaceArn = hasInternalApps
      ? new aws.servicediscovery.HttpNamespace(
          ...transformed(
            transform.namespace,
            `${name}-namespace`,
            { name: physicalName, description: `Internal apps of cluster ${key}` },
            { parent: this },
          ),
        ).arn
      : undefined;
    const { hosts, strategies } = clusterCapacity(
      name,
      {
        cluster: key,
        capacity,
        hosts: {
          network,
          loadBalancer: this.loadBalancer,
          networkLoadBalancer: this.networkLoadBalancer,
          hasInternalApps,
          outbound: Object.values(args.apps).flatMap(({ outbound = [] }) => outbound),
        },
        ecsCluster: cluster,
        clusterName: physicalName,
        account,
        architecture,
        tags: args.tags,
        transform,
      },
      this,
    );
    const providers = new aws.ecs.ClusterCapacityProviders(
      ...transformed(
        transform.providers,
        `${name}-providers`,
        {
          clusterName: cluster.name,
          capacityProviders: strategies.apply((shares) =>
            shares.map((share) => share.capacityProvider),
          ),
          defaultCapacityProviderStrategies: strategies,
        },
        { parent: this },
      ),
    );

    this.arn = cluster.arn;
    this.clusterName = cluster.name;
    this.name = physicalName;
    this.capacityProviderName = strategies.apply(([first]) => first?.capacityProvider ?? "FARGATE");
    this.capacityProviderStrategies = strategies;
    this.launch = capacity.type;
    this.architecture = architecture;
    this.account = account;
    // Tasks on Fargate need the way out themselves; those on hosts have hosts that need it.
    this.ready = [providers, ...(hosts?.rules ?? []), ...network.ready];
    this.hostSecurityGroupId = hosts?.groupId;
    const { arn, capacityProviderName, launch, hostSecurityGroupId } = this;
    this.registerOutputs({
      arn,
      clusterName: this.clusterName,
      name: physicalName,
      capacityProviderName,
      capacityProviderStrategies: strategies,
      launch,
      architecture,
      hostSecurityGroupId,
    });
  }
}
