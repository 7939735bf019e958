import assert from "node:assert/strict";

import { Network, type NetworkArgs } from "../../../../components/network/network";
import { type CallMocks, graphOf, type Graph, valueOf } from "../../../support/graph";
import { account } from "../cluster/fixtures";

const args: NetworkArgs = {
  account,
  vpc: "vpc-0a1b2c3d",
  cidr: "10.20.0.0/16",
  availabilityZones: 2,
  natGateways: 1,
  endpoints: false,
  publicAddresses: false,
  flowLogs: true,
  logRetentionDays: 30,
};

const zones: Record<string, string> = {
  "subnet-isolated-a": "eu-west-1a",
  "subnet-private-a": "eu-west-1a",
  "subnet-private-b": "eu-west-1b",
  "subnet-private-b2": "eu-west-1b",
  "subnet-public-a": "eu-west-1a",
  "subnet-public-b": "eu-west-1b",
};

const local = { cidrBlock: "172.31.0.0/16", gatewayId: "local" };
const tables: Record<string, unknown> = {
  "rtb-main": {
    associations: [{ main: true, subnetId: "" }],
    routes: [local, { cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }],
  },
  "rtb-nat": {
    associations: ["subnet-private-a", "subnet-private-b", "subnet-private-b2"].map((subnetId) => ({
      main: false,
      subnetId,
    })),
    routes: [local, { cidrBlock: "0.0.0.0/0", gatewayId: "" }],
  },
  "rtb-isolated": {
    associations: [{ main: false, subnetId: "subnet-isolated-a" }],
    routes: [local],
  },
};

const calls: CallMocks = {
  "aws:ec2/getVpc:getVpc": (inputs) => ({
    id: typeof inputs.id === "string" ? inputs.id : "vpc-default",
    cidrBlock: "172.31.0.0/16",
  }),
  "aws:ec2/getSubnets:getSubnets": () => ({ ids: Object.keys(zones).reverse() }),
  "aws:ec2/getSubnet:getSubnet": ({ id }) => ({ id, availabilityZone: zones[String(id)] }),
  "aws:ec2/getRouteTables:getRouteTables": () => ({ ids: Object.keys(tables) }),
  "aws:ec2/getRouteTable:getRouteTable": ({ routeTableId }) =>
    tables[String(routeTableId)] as Record<string, unknown>,
  "aws:index/getRegion:getRegion": () => ({ region: "eu-west-1" }),
};

async function networkOf(
  changes: Partial<NetworkArgs> = {},
  otherCalls: CallMocks = {},
): Promise<[Network, Graph]> {
  const made: Network[] = [];
  const graph = await graphOf(() => made.push(new Network("network", { ...args, ...changes })), {
    calls: { ...calls, ...otherCalls },
  });
  const [network] = made;
  assert.ok(network);
  return [network, graph];
}

/** Pulumi puts before the sentence which property it could not read. */
function says(sentence: string): (error: Error) => boolean {
  return (error) => error.message.endsWith(sentence);
}

function callsOf(graph: Graph, token: string) {
  return graph.calls.filter((call) => call.token === token).map((call) => call.inputs);
}

describe("a network in a VPC that exists", () => {
  it("makes nothing: neither VPC nor flow logs nor rules", async () => {
    const [, graph] = await networkOf();
    assert.deepEqual(
      graph.nodes.map((node) => node.type).filter((type) => type !== "pulumi:pulumi:Stack"),
      ["slipway:network:Network"],
    );
  });

  it("finds the tiers by their routes, one subnet a zone, and leaves isolated subnets alone", async () => {
    const [, graph] = await networkOf();
    assert.deepEqual(graph.node("slipway:network:Network", "network").outputs, {
      vpcId: "vpc-0a1b2c3d",
      cidrBlock: "172.31.0.0/16",
      publicSubnetIds: ["subnet-public-a", "subnet-public-b"],
      privateSubnetIds: ["subnet-private-a", "subnet-private-b"],
      hostSubnetIds: ["subnet-private-a", "subnet-private-b"],
      hostsHavePublicAddresses: false,
    });
    assert.deepEqual(callsOf(graph, "aws:ec2/getSubnets:getSubnets"), [
      { filters: [{ name: "vpc-id", values: ["vpc-0a1b2c3d"] }] },
    ]);
  });

  it("takes of the default VPC only the subnets that came with it", async () => {
    const [network, graph] = await networkOf({ vpc: "default" });
    assert.equal(await valueOf(network.vpcId), "vpc-default");
    assert.deepEqual(callsOf(graph, "aws:ec2/getVpc:getVpc"), [{ default: true }]);
    assert.deepEqual(callsOf(graph, "aws:ec2/getSubnets:getSubnets"), [
      {
        filters: [
          { name: "vpc-id", values: ["vpc-default"] },
          { name: "default-for-az", values: ["true"] },
        ],
      },
    ]);
  });

  it("takes the subnets that it is given", async () => {
    const [network] = await networkOf({
      subnets: { public: ["subnet-public-b"], private: ["subnet-private-b2"] },
    });
    assert.deepEqual(await valueOf(network.publicSubnetIds), ["subnet-public-b"]);
    assert.deepEqual(await valueOf(network.hostSubnetIds), ["subnet-private-b2"]);
  });

  it("places hosts in public subnets when public addresses are asked for", async () => {
    const [network] = await networkOf({ publicAddresses: true });
    assert.deepEqual(await valueOf(network.hostSubnetIds), ["subnet-public-a", "subnet-public-b"]);
    assert.equal(network.hostsHavePublicAddresses, true);
  });

  it("uses subnets without a way out when endpoints are made, one subnet a zone", async () => {
    const [, graph] = await networkOf({ endpoints: true });
    const { inputs } = graph.node("aws:ec2/vpcEndpoint:VpcEndpoint", "network-endpoints-ecs");
    assert.deepEqual(inputs.subnetIds, ["subnet-isolated-a", "subnet-private-b"]);
    assert.deepEqual(
      graph.node("aws:ec2/vpcEndpoint:VpcEndpoint", "network-endpoints-s3").inputs.routeTableIds,
      ["rtb-isolated", "rtb-main", "rtb-nat"],
    );
  });
});

describe("a VPC that will not do", () => {
  const onlyPublic: CallMocks = {
    "aws:ec2/getRouteTables:getRouteTables": () => ({ ids: ["rtb-main"] }),
  };
  const onlyPrivate: CallMocks = {
    "aws:ec2/getSubnets:getSubnets": () => ({ ids: ["subnet-private-a"] }),
  };
  const missing: CallMocks = {
    "aws:ec2/getVpc:getVpc": () => {
      throw new Error(
        "invocation of aws:ec2/getVpc:getVpc returned an error: no matching EC2 VPC found",
      );
    },
  };

  it("is refused when hosts would have no way out", async () => {
    await assert.rejects(
      networkOf({ vpc: "default" }, onlyPublic),
      says(
        'Network "network": VPC "vpc-default" has no private subnet from which hosts can reach ECS, ECR and the logs. Add a NAT gateway to it, set endpoints to true, place hosts in its public subnets with publicAddresses: true, or set vpc to "new".',
      ),
    );
  });

  it("is refused when public addresses would lead nowhere", async () => {
    await assert.rejects(
      networkOf({ publicAddresses: true }, onlyPrivate),
      says(
        'Network "network": VPC "vpc-0a1b2c3d" has no subnet with a route to an internet gateway, so public addresses lead nowhere. Set publicAddresses to false, or choose another VPC.',
      ),
    );
  });

  it("is named when it is not there", async () => {
    await assert.rejects(
      networkOf({}, missing),
      says(
        'Network "network": there is no VPC "vpc-0a1b2c3d" in this account and region. Check aws:region and the profile, or set vpc to "new".',
      ),
    );
    await assert.rejects(
      networkOf({ vpc: "default" }, missing),
      says(
        'Network "network": this account has no default VPC in this region. Set vpc to "new" or to the id of a VPC.',
      ),
    );
  });

  it("is told, in one sentence, of subnets that are named and are not in it", async () => {
    const subnets = {
      public: ["subnet-public-b", "subnet-gone"],
      private: ["subnet-elsewhere"],
    };
    await assert.rejects(networkOf({ subnets }), {
      message:
        /Network "network": VPC "vpc-[0-9a-z]+" has no subnet "subnet-gone" \(subnets\.public\), "subnet-elsewhere" \(subnets\.private\)\. It has: .*subnet-public-b.*\. Name some of these, or leave subnets out/,
      hideStack: true,
    });
  });

  it("is told without a stack trace when it is no right one", async () => {
    for (const calls of [missing, onlyPublic]) {
      await assert.rejects(networkOf({}, calls), { hideStack: true });
    }
  });

  it("is not taken for missing when the question itself fails", async () => {
    const denied: CallMocks = {
      "aws:ec2/getVpc:getVpc": () => {
        throw new Error("UnauthorizedOperation: You are not authorized");
      },
    };
    await assert.rejects(networkOf({}, denied), /UnauthorizedOperation/);
  });
});
