import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { EcsCluster, type EcsClusterArgs } from "../../../../components/cluster/ecsCluster";
import { type Graph, graphOf } from "../../../support/graph";
import { accountCalls, network } from "./fixtures";

/** Hosts as most clusters have them. */
export const capacity = { type: "ec2", instanceType: "t3.small", min: 1, max: 4 } as const;

export async function clusterOf(
  changes: Partial<EcsClusterArgs> = {},
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
        ...changes,
      });
    },
    { calls: accountCalls },
  );
  assert.ok(cluster);
  return [graph, cluster];
}
