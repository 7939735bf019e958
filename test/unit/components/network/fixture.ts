import assert from "node:assert/strict";

import { Network, type NetworkArgs } from "../../../../components/network/network";
import { graphOf, type Graph } from "../../../support/graph";
import { account } from "../cluster/fixtures";

/** A new network with a NAT gateway. */
export const args: NetworkArgs = {
  account,
  cidr: "10.20.0.0/16",
  availabilityZones: 2,
  natGateways: 1,
  endpoints: false,
  publicAddresses: false,
  flowLogs: true,
  logRetentionDays: 30,
};

/** It asks AWS nothing: the program knows whose account it is. */
export const calls = {};

const outputs = {
  "awsx:ec2:Vpc": () => ({
    vpcId: "vpc-1",
    publicSubnetIds: ["subnet-public-1", "subnet-public-2"],
    privateSubnetIds: ["subnet-private-1", "subnet-private-2"],
    routeTables: [{ id: "rtb-1" }, { id: "rtb-2" }],
  }),
};

/** The network of these arguments, and its graph. */
export async function networkOf(changes: Partial<NetworkArgs> = {}): Promise<[Network, Graph]> {
  const made: Network[] = [];
  const graph = await graphOf(() => made.push(new Network("network", { ...args, ...changes })), {
    calls,
    outputs,
  });
  const [network] = made;
  assert.ok(network);
  return [network, graph];
}

/** Types and names of what a component made itself. */
export function children(graph: Graph, type: string, name: string): string[] {
  return graph
    .childrenOf(graph.node(type, name).urn)
    .map((node) => `${node.type} ${node.name}`)
    .sort();
}
