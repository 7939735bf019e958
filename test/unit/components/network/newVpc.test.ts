import type * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { Network, type NetworkArgs } from "../../../../components/network/network";
import { graphOf, isKnown, valueOf } from "../../../support/graph";
import { args, calls, children, networkOf } from "./fixture";

function urnsOf(resources: readonly pulumi.Resource[]): Promise<string[]> {
  return Promise.all(resources.map(({ urn }) => valueOf(urn)));
}

describe("a new network", () => {
  it("has a VPC, an empty default security group and flow logs, and nothing else", async () => {
    const [, graph] = await networkOf();
    assert.deepEqual(children(graph, "slipway:network:Network", "network"), [
      "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup network-default-security-group",
      "awsx:ec2:Vpc network-vpc",
      "slipway:network:FlowLogs network-flow-logs",
    ]);
  });

  it("has a public and a private subnet in each zone, with names in DNS", async () => {
    const [, graph] = await networkOf({ cidr: "10.9.0.0/18", availabilityZones: 3 });
    assert.deepEqual(graph.node("awsx:ec2:Vpc", "network-vpc").inputs, {
      cidrBlock: "10.9.0.0/18",
      numberOfAvailabilityZones: 3,
      subnetStrategy: "Auto",
      subnetSpecs: [
        { type: "Public", name: "public" },
        { type: "Private", name: "private" },
      ],
      natGateways: { strategy: "Single" },
      enableDnsHostnames: true,
      enableDnsSupport: true,
    });
  });

  for (const [natGateways, strategy] of [
    [0, "None"],
    [1, "Single"],
    ["per-az", "OnePerAz"],
  ] as const) {
    it(`asks awsx for the strategy ${strategy} when natGateways is ${natGateways}`, async () => {
      const [, graph] = await networkOf({ natGateways, publicAddresses: natGateways === 0 });
      assert.deepEqual(graph.node("awsx:ec2:Vpc", "network-vpc").inputs.natGateways, { strategy });
    });
  }

  it("empties the default security group, ingress and egress", async () => {
    const [, graph] = await networkOf();
    const group = graph.node(
      "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
      "network-default-security-group",
    );
    assert.deepEqual(group.inputs, { vpcId: "vpc-1", ingress: [], egress: [] });
  });

  it("places hosts in private subnets", async () => {
    const [network] = await networkOf();
    assert.deepEqual(await valueOf(network.hostSubnetIds), [
      "subnet-private-1",
      "subnet-private-2",
    ]);
    assert.equal(network.hostsHavePublicAddresses, false);
  });

  it("places hosts in public subnets when public addresses are asked for", async () => {
    const [network] = await networkOf({ natGateways: 0, publicAddresses: true });
    assert.deepEqual(await valueOf(network.hostSubnetIds), ["subnet-public-1", "subnet-public-2"]);
    assert.equal(network.hostsHavePublicAddresses, true);
  });

  it("is ready with the whole VPC and its endpoints: routes and gateways are not in subnet ids", async () => {
    const [plain, graph] = await networkOf();
    assert.deepEqual(await urnsOf(plain.ready), [graph.node("awsx:ec2:Vpc", "network-vpc").urn]);
    const [closed, withEndpoints] = await networkOf({ natGateways: 0, endpoints: true });
    assert.deepEqual(await urnsOf(closed.ready), [
      withEndpoints.node("awsx:ec2:Vpc", "network-vpc").urn,
      withEndpoints.node("slipway:network:Endpoints", "network-endpoints").urn,
    ]);
  });

  it("registers its configuration as inputs and exactly its public fields as outputs", async () => {
    const [, graph] = await networkOf();
    const node = graph.node("slipway:network:Network", "network");
    assert.deepEqual(node.inputs, { ...args });
    assert.deepEqual(node.outputs, {
      vpcId: "vpc-1",
      cidrBlock: "10.20.0.0/16",
      publicSubnetIds: ["subnet-public-1", "subnet-public-2"],
      privateSubnetIds: ["subnet-private-1", "subnet-private-2"],
      hostSubnetIds: ["subnet-private-1", "subnet-private-2"],
      hostsHavePublicAddresses: false,
    });
  });

  it("knows its addresses before the VPC exists", async () => {
    const made: Network[] = [];
    await graphOf(() => made.push(new Network("network", args)), { calls, preview: true });
    const [network] = made;
    assert.ok(network);
    assert.equal(await valueOf(network.cidrBlock), "10.20.0.0/16");
    assert.equal(await isKnown(network.vpcId), false);
  });
});

describe("a network in a VPC that exists", () => {
  const existing: NonNullable<NetworkArgs["existing"]> = {
    vpcId: "vpc-1",
    cidrBlock: "172.31.0.0/16",
    publicSubnetIds: ["subnet-public"],
    privateSubnetIds: ["subnet-private"],
    routeTableIds: ["rtb-1"],
  };

  it("makes nothing: neither VPC nor flow logs nor rules", async () => {
    const [, graph] = await networkOf({ existing });
    const made = graph.nodes.map(({ type }) => type);
    assert.deepEqual(
      made.filter((type) => type !== "pulumi:pulumi:Stack"),
      ["slipway:network:Network"],
    );
    assert.deepEqual(graph.node("slipway:network:Network", "network").outputs, {
      vpcId: "vpc-1",
      cidrBlock: "172.31.0.0/16",
      publicSubnetIds: ["subnet-public"],
      privateSubnetIds: ["subnet-private"],
      hostSubnetIds: ["subnet-private"],
      hostsHavePublicAddresses: false,
    });
  });

  it("places hosts in public subnets when public addresses are asked for", async () => {
    const [network] = await networkOf({ existing, publicAddresses: true });
    assert.deepEqual(await valueOf(network.hostSubnetIds), ["subnet-public"]);
    assert.equal(network.hostsHavePublicAddresses, true);
  });

  it("makes endpoints in the subnets of hosts, and in its route tables", async () => {
    const [, graph] = await networkOf({ existing, endpoints: true });
    const endpoint = (service: string) =>
      graph.node("aws:ec2/vpcEndpoint:VpcEndpoint", `network-endpoints-${service}`).inputs;
    assert.deepEqual(endpoint("ecs").subnetIds, ["subnet-private"]);
    assert.deepEqual(endpoint("s3").routeTableIds, ["rtb-1"]);
  });
});

describe("a network that cannot work", () => {
  const refused: [string, Partial<NetworkArgs>, string][] = [
    [
      "has no way out",
      { natGateways: 0 },
      'Network "network": natGateways 0 leaves hosts without a way to ECS, ECR and the logs; set endpoints: true, or publicAddresses: true, or natGateways: 1.',
    ],
    [
      "has no zone",
      { availabilityZones: 0 },
      'Network "network": availabilityZones must be an integer from 1 to 6, got 0.',
    ],
    [
      "has half a zone",
      { availabilityZones: 1.5 },
      'Network "network": availabilityZones must be an integer from 1 to 6, got 1.5.',
    ],
  ];
  for (const [what, changes, message] of refused) {
    it(`is refused when it ${what}`, async () => {
      await assert.rejects(networkOf(changes), { message });
    });
  }
});
