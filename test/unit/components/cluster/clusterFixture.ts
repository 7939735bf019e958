import assert from "node:assert/strict";

import { EcsCluster, type EcsClusterArgs } from "../../../../components/cluster/ecsCluster";
import { type Graph, graphOf } from "../../../support/graph";
import { account, network } from "./fixtures";

/** Hosts as most clusters have them. */
export const capacity = { type: "ec2", instanceType: "t3.small", min: 1, max: 4 } as const;

type Changes = Partial<EcsClusterArgs>;

/** @param changes as a function where they hold resources: those belong to the run of a program. */
export async function clusterOf(
  changes: Changes | (() => Changes) = {},
): Promise<[Graph, EcsCluster]> {
  let cluster: EcsCluster | undefined;
  const graph = await graphOf(() => {
    cluster = new EcsCluster("main", {
      stack: "staging",
      cluster: "main",
      network: network(),
      capacity,
      account,
      loadBalancer: {},
      apps: {},
      protect: true,
      logRetentionDays: 30,
      ...(typeof changes === "function" ? changes() : changes),
    });
  });
  assert.ok(cluster);
  return [graph, cluster];
}
