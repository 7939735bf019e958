import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { EcsCluster, type EcsClusterArgs } from "../../../../components/cluster/ecsCluster";
import { type Graph, graphOf } from "../../../support/graph";
import { accountCalls, network } from "./fixtures";

/** Hosts as most clusters have them. */
export const capacity = { type: "ec2", instanceType: "t3.small", min: 1, max: 4 } as const;

type Changes = Partial<EcsClusterArgs>;

/** @param changes as a function where they hold resources: those belong to the run of a program. */
export async function clusterOf(
  changes: Changes | (() => Changes) = {},
): Promise<[Graph, EcsCluster]> {
  let cluster: EcsCluster | undefined;
  const graph = await graphOf(
    () => {
      cluster = new EcsCluster("main", {
        stack: "staging",
        cluster: "main",
        network: network(),
        capacity,
        loadBalancer: { securityGroupId: pulumi.output("sg-balancer") },
        ...(typeof changes === "function" ? changes() : changes),
      });
    },
    { calls: accountCalls },
  );
  assert.ok(cluster);
  return [graph, cluster];
}
