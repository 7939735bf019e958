import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { type Architecture, architectureOf, architectureProblem } from "../../aws/architecture";
import { rangeProblem, spotPercent } from "../../aws/limits";
import { type AccountContext } from "../accountContext";
import { type Capacity, type ClusterNetwork } from "./clusterSettings";
import { Ec2Capacity, type Ec2CapacityTransform } from "./ec2Capacity";
import { type CapacityShare, fargateStrategy } from "./fargateStrategy";
import {
  type HostSecurityGroup,
  hostSecurityGroup,
  type HostSecurityGroupArgs,
  type HostSecurityGroupTransform,
} from "./hostSecurityGroup";

/** Changes to the resources of {@link clusterCapacity}. */
export interface ClusterCapacityTransform extends HostSecurityGroupTransform {
  readonly capacity?: Ec2CapacityTransform;
}

/** Arguments of {@link clusterCapacity}. */
export interface ClusterCapacityArgs {
  /** Key of the cluster. */
  readonly cluster: string;
  readonly capacity: Capacity;
  /** What may reach hosts, and what they may reach. */
  readonly hosts: Omit<HostSecurityGroupArgs, "cluster" | "network" | "transform"> & {
    readonly network: ClusterNetwork;
  };
  readonly ecsCluster: aws.ecs.Cluster;
  /** Physical name. */
  readonly clusterName: string;
  readonly account: AccountContext;
  readonly architecture: Architecture;
  readonly tags?: pulumi.Input<Record<string, string>> | undefined;
  readonly transform: ClusterCapacityTransform;
}

/** What the tasks of a cluster run on: hosts behind one capacity provider, or Fargate. */
export function clusterCapacity(
  name: string,
  args: ClusterCapacityArgs,
  parent: pulumi.Resource,
): {
  readonly hosts: HostSecurityGroup | undefined;
  readonly strategies: pulumi.Output<CapacityShare[]>;
} {
  const { cluster, capacity, ecsCluster, clusterName, account, architecture, transform } = args;
  if (capacity.type === "fargate") {
    return {
      hosts: undefined,
      strategies: pulumi.output(fargateStrategy(capacity.spotPercent)),
    };
  }
  const { network } = args.hosts;
  const hosts = hostSecurityGroup(name, { ...args.hosts, cluster, transform }, parent);
  const { capacityProviderName } = new Ec2Capacity(
    `${name}-capacity`,
    {
      ...capacity,
      clusterName,
      needs: [ecsCluster, ...hosts.rules, ...network.ready],
      account,
      architecture,
      subnetIds: network.hostSubnetIds,
      securityGroupId: hosts.groupId,
      publicAddresses: network.hostsHavePublicAddresses,
      tags: args.tags,
      transform: transform.capacity,
    },
    { parent },
  );
  const strategies = capacityProviderName.apply((capacityProvider) => [
    { capacityProvider, weight: 1, base: 0 },
  ]);
  return { hosts, strategies };
}

/** The processor of the tasks where none is configured. */
export function defaultArchitecture(capacity: Capacity): Architecture {
  return capacity.type === "ec2" ? architectureOf(capacity.instanceType) : "X86_64";
}

/** Why a cluster cannot have this capacity. */
export function capacityProblem(
  capacity: Capacity,
  architecture: Architecture,
): string | undefined {
  if (capacity.type === "fargate") {
    return rangeProblem([["spotPercent", capacity.spotPercent, spotPercent]]);
  }
  const wrong = architectureProblem(capacity.instanceType, architecture);
  return wrong && `architecture: ${wrong}.`;
}
