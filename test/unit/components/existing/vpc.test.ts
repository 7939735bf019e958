import assert from "node:assert/strict";

import { type ExistingArgs } from "../../../../components/existing/existing";
import { type CallMocks } from "../../../support/graph";
import { asked, existingOf, refuses } from "./fixture";

type NetworkArgs = ExistingArgs["network"];

const network: NetworkArgs = { vpc: "vpc-0a1b2c3d", endpoints: false, publicAddresses: false };

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
};

function vpcOf(change: Partial<NetworkArgs> = {}, otherCalls: CallMocks = {}) {
  return existingOf({ network: { ...network, ...change } }, { ...calls, ...otherCalls });
}

describe("a VPC that exists", () => {
  it("has tiers by their routes, one subnet a zone, and its isolated subnets are left alone", async () => {
    const [{ vpc }, graph] = await vpcOf();
    assert.deepEqual(vpc, {
      vpcId: "vpc-0a1b2c3d",
      cidrBlock: "172.31.0.0/16",
      publicSubnetIds: ["subnet-public-a", "subnet-public-b"],
      privateSubnetIds: ["subnet-private-a", "subnet-private-b"],
      routeTableIds: ["rtb-isolated", "rtb-main", "rtb-nat"],
    });
    assert.deepEqual(asked(graph, "aws:ec2/getSubnets:getSubnets"), [
      { filters: [{ name: "vpc-id", values: ["vpc-0a1b2c3d"] }] },
    ]);
  });

  it("gives, as the default one, only the subnets that came with it", async () => {
    const [{ vpc }, graph] = await vpcOf({ vpc: "default" });
    assert.equal(vpc?.vpcId, "vpc-default");
    assert.deepEqual(asked(graph, "aws:ec2/getVpc:getVpc"), [{ default: true }]);
    assert.deepEqual(asked(graph, "aws:ec2/getSubnets:getSubnets"), [
      {
        filters: [
          { name: "vpc-id", values: ["vpc-default"] },
          { name: "default-for-az", values: ["true"] },
        ],
      },
    ]);
  });

  it("gives the subnets that the stack file names", async () => {
    const [{ vpc }] = await vpcOf({
      subnets: { public: ["subnet-public-b"], private: ["subnet-private-b2"] },
    });
    assert.deepEqual(vpc?.publicSubnetIds, ["subnet-public-b"]);
    assert.deepEqual(vpc.privateSubnetIds, ["subnet-private-b2"]);
  });

  it("has subnets without a way out for hosts where endpoints are made, one subnet a zone", async () => {
    const [{ vpc }] = await vpcOf({ endpoints: true });
    assert.deepEqual(vpc?.privateSubnetIds, ["subnet-isolated-a", "subnet-private-b"]);
  });

  it("is not asked for where the stack makes its own", async () => {
    const [{ vpc }, graph] = await vpcOf({ vpc: "new" });
    assert.equal(vpc, undefined);
    assert.deepEqual(graph.calls, []);
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
      vpcOf({ vpc: "default" }, onlyPublic),
      refuses(
        'slipway:network.vpc "default": has no private subnet from which hosts can reach ECS, ECR and the logs. Add a NAT gateway to it, set endpoints to true, place hosts in its public subnets with publicAddresses: true, or set vpc to "new".',
      ),
    );
  });

  it("is refused when public addresses would lead nowhere", async () => {
    await assert.rejects(
      vpcOf({ publicAddresses: true }, onlyPrivate),
      refuses(
        'slipway:network.vpc "vpc-0a1b2c3d": has no subnet with a route to an internet gateway, so public addresses lead nowhere. Set publicAddresses to false, or choose another VPC.',
      ),
    );
  });

  it("is named when it is not there", async () => {
    await assert.rejects(
      vpcOf({}, missing),
      refuses(
        'slipway:network.vpc "vpc-0a1b2c3d": there is no such VPC in this account and region. Check aws:region and the profile, or set vpc to "new".',
      ),
    );
    await assert.rejects(
      vpcOf({ vpc: "default" }, missing),
      refuses(
        'slipway:network.vpc "default": this account has no default VPC in this region. Set vpc to "new" or to the id of a VPC.',
      ),
    );
  });

  it("does not have the subnets that are named: each is said, with its key", async () => {
    const subnets = {
      public: ["subnet-public-b", "subnet-gone"],
      private: ["subnet-elsewhere"],
    };
    const has = `the VPC "vpc-0a1b2c3d" has no such subnet. It has: ${Object.keys(zones).join(", ")}. Name some of these, or leave subnets out to have them found.`;
    await assert.rejects(
      vpcOf({ subnets }),
      refuses(
        `slipway:network.subnets.private[0] "subnet-elsewhere": ${has}`,
        `slipway:network.subnets.public[1] "subnet-gone": ${has}`,
      ),
    );
  });

  it("is not taken for missing when the question itself fails", async () => {
    const denied: CallMocks = {
      "aws:ec2/getVpc:getVpc": () => {
        throw new Error("UnauthorizedOperation: You are not authorized");
      },
    };
    await assert.rejects(
      vpcOf({}, denied),
      refuses(
        'slipway:network.vpc "vpc-0a1b2c3d": cannot be looked up. UnauthorizedOperation: You are not authorized',
      ),
    );
  });
});

describe("subnets that the stack file names for tasks", () => {
  const named = (subnet: string, change: Partial<NetworkArgs> = {}, otherCalls: CallMocks = {}) =>
    vpcOf({ subnets: { public: ["subnet-public-a"], private: [subnet] }, ...change }, otherCalls);
  const endpoint = "aws:ec2/getVpcEndpoint:getVpcEndpoint";
  const having = (...services: readonly string[]): CallMocks => ({
    [endpoint]: ({ serviceName }) => {
      if (!services.some((service) => serviceName === `com.amazonaws.eu-west-1.${service}`)) {
        throw new Error("no matching EC2 VPC Endpoint found");
      }
      return {};
    },
  });

  it("are refused where an internet gateway is the only way out, and addresses are private", async () => {
    await assert.rejects(
      named("subnet-public-b"),
      refuses(
        'slipway:network.subnets.private[0] "subnet-public-b": has its way out through an internet gateway, which takes public addresses alone, and hosts and tasks there have none: they would reach neither ECR nor their logs. Name a subnet with a route to a NAT gateway, set publicAddresses to true, or set endpoints to true.',
      ),
    );
    await named("subnet-public-b", { endpoints: true });
  });

  it("are refused where public addresses lead nowhere", async () => {
    const subnets = { public: ["subnet-private-a"], private: [] };
    await assert.rejects(
      vpcOf({ publicAddresses: true, subnets }),
      refuses(
        'slipway:network.subnets.public[0] "subnet-private-a": has no route to an internet gateway, so the public addresses of hosts and tasks lead nowhere there. Name a subnet that has one, or set publicAddresses to false.',
      ),
    );
  });

  it("need endpoints where no route leaves the VPC", async () => {
    await named("subnet-isolated-a", {}, having("ecr.api", "ecr.dkr", "logs", "s3"));
    await assert.rejects(
      named("subnet-isolated-a", {}, having("ecr.api", "logs")),
      refuses(
        'slipway:network.subnets.private[0] "subnet-isolated-a": has no route out of its VPC, which has no endpoint for ecr.dkr, s3: tasks could not start. Name a subnet with a route to a NAT gateway, or set endpoints to true.',
      ),
    );
  });

  it("pass where nobody may look at endpoints, or several serve", async () => {
    for (const text of ["UnauthorizedOperation: no", "multiple EC2 VPC Endpoints matched"]) {
      const answer: CallMocks = {
        [endpoint]: () => {
          throw new Error(text);
        },
      };
      await named("subnet-isolated-a", {}, answer);
    }
  });

  it("pass with a route to a peer or an appliance, behind which endpoints may be shared", async () => {
    const peer = { cidrBlock: "10.0.0.0/8", gatewayId: "" };
    const isolated = tables["rtb-isolated"] as Record<string, unknown>;
    const [, graph] = await named(
      "subnet-isolated-a",
      {},
      {
        "aws:ec2/getRouteTable:getRouteTable": ({ routeTableId }) =>
          routeTableId === "rtb-isolated"
            ? { ...isolated, routes: [local, peer] }
            : (tables[String(routeTableId)] as Record<string, unknown>),
      },
    );
    assert.deepEqual(asked(graph, endpoint), []);
  });
});
