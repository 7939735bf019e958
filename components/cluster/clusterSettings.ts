import type * as pulumi from "@pulumi/pulumi";

import { type Outbound } from "../../aws/outbound";
import { type RoutedApps } from "../loadBalancer/routes";
import { type Ec2CapacitySettings } from "./ec2Capacity";
import { type ExecAuditArgs } from "./execAudit";

/** What the cluster needs to know of the network. */
export interface ClusterNetwork {
  readonly vpcId: pulumi.Output<string>;
  readonly cidrBlock: pulumi.Output<string>;
  /** Subnets that hosts stand in. */
  readonly hostSubnetIds: pulumi.Output<string[]>;
  readonly hostsHavePublicAddresses: boolean;
  /** The way out: there before hosts and tasks, and gone after them. */
  readonly ready: readonly pulumi.Resource[];
}

/** What tasks run on. */
export type Capacity =
  | ({ readonly type: "ec2" } & Ec2CapacitySettings)
  | {
      readonly type: "fargate";
      /** Part of the tasks on spare capacity, 0 to 100: cheaper, may be stopped at any time. */
      readonly spotPercent: number;
    };

/** Apps by their keys, with the requests that they ask for and the connections that they open. */
export type ClusterApps = RoutedApps &
  ExecAuditArgs["apps"] &
  Readonly<Record<string, { readonly outbound?: readonly Outbound[] | undefined }>>;
