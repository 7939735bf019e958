import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { interfaceServices } from "../../../components/network/endpoints";
import { flowLogPermissions, flowLogTrust } from "../../../components/network/flowLogs";
import { Network, type NetworkArgs } from "../../../components/network/network";
import { graphOf, type Graph, isKnown, valueOf } from "../../support/graph";

const args: NetworkArgs = {
  vpc: "new",
  cidr: "10.20.0.0/16",
  availabilityZones: 2,
  natGateways: 1,
  endpoints: false,
  publicAddresses: false,
  flowLogs: true,
  logRetentionDays: 30,
};

const calls = {
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({ accountId: "000000000000" }),
  "aws:index/getRegion:getRegion": () => ({ region: "eu-west-1" }),
};

const outputs = {
  "awsx:ec2:Vpc": () => ({
    vpcId: "vpc-1",
    publicSubnetIds: ["subnet-public-1", "subnet-public-2"],
    privateSubnetIds: ["subnet-private-1", "subnet-private-2"],
    routeTables: [{ id: "rtb-1" }, { id: "rtb-2" }],
  }),
};

async function networkOf(changes: Partial<NetworkArgs> = {}): Promise<[Network, Graph]> {
  const made: Network[] = [];
  const graph = await graphOf(() => made.push(new Network("network", { ...args, ...changes })), {
    calls,
    outputs,
  });
  const [network] = made;
  assert.ok(network);
  return [network, graph];
}

function urnsOf(resources: readonly pulumi.Resource[]): Promise<string[]> {
  return Promise.all(resources.map(({ urn }) => valueOf(urn)));
}

function children(graph: Graph, type: string, name: string): string[] {
  return graph
    .childrenOf(graph.node(type, name).urn)
    .map((node) => `${node.type} ${node.name}`)
    .sort();
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

describe("flow logs", () => {
  const parent = "slipway:network:FlowLogs";

  it("are left out when they are not wanted", async () => {
    const [, graph] = await networkOf({ flowLogs: false });
    assert.deepEqual(graph.ofType(parent), []);
    assert.deepEqual(graph.ofType("aws:ec2/flowLog:FlowLog"), []);
  });

  it("record all traffic of the VPC in a log group of their own", async () => {
    const [, graph] = await networkOf({ logRetentionDays: 90 });
    assert.deepEqual(children(graph, parent, "network-flow-logs"), [
      "aws:cloudwatch/logGroup:LogGroup network-flow-logs-log-group",
      "aws:ec2/flowLog:FlowLog network-flow-logs-flow-log",
      "aws:iam/role:Role network-flow-logs-role",
      "aws:iam/rolePolicy:RolePolicy network-flow-logs-role-policy",
    ]);
    const logGroup = graph.node("aws:cloudwatch/logGroup:LogGroup", "network-flow-logs-log-group");
    assert.deepEqual(logGroup.inputs, { retentionInDays: 90 });
    assert.deepEqual(graph.node("aws:ec2/flowLog:FlowLog", "network-flow-logs-flow-log").inputs, {
      vpcId: "vpc-1",
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination:
        "arn:aws:cloudwatch:eu-west-1:000000000000:loggroup/network-flow-logs-log-group",
      iamRoleArn: "arn:aws:iam:eu-west-1:000000000000:role/network-flow-logs-role",
      maxAggregationInterval: 600,
    });
  });

  it("start only when their role may write", async () => {
    const [, graph] = await networkOf();
    const log = graph.node("aws:ec2/flowLog:FlowLog", "network-flow-logs-flow-log");
    const policy = graph.node("aws:iam/rolePolicy:RolePolicy", "network-flow-logs-role-policy");
    assert.ok(log.dependencies.includes(policy.urn));
  });

  it("have a role that only they of this account may take, and that writes to one log group", async () => {
    const [, graph] = await networkOf();
    const role = graph.node("aws:iam/role:Role", "network-flow-logs-role");
    const policy = graph.node("aws:iam/rolePolicy:RolePolicy", "network-flow-logs-role-policy");
    assert.equal(role.inputs.assumeRolePolicy, JSON.stringify(flowLogTrust("000000000000")));
    const logGroupArn =
      "arn:aws:cloudwatch:eu-west-1:000000000000:loggroup/network-flow-logs-log-group";
    assert.equal(policy.inputs.policy, JSON.stringify(flowLogPermissions(logGroupArn)));
    assert.deepEqual(flowLogPermissions("arn:x").Statement, [
      {
        Effect: "Allow",
        Action: [
          "logs:CreateLogStream",
          "logs:DescribeLogGroups",
          "logs:DescribeLogStreams",
          "logs:PutLogEvents",
        ],
        Resource: "arn:x:*",
      },
    ]);
    assert.deepEqual(flowLogTrust("000000000000").Statement, [
      {
        Effect: "Allow",
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": "000000000000" } },
      },
    ]);
  });
});

describe("VPC endpoints", () => {
  it("are made for every service that ECS needs, where the hosts are", async () => {
    const [, graph] = await networkOf({ natGateways: 0, endpoints: true });
    const endpoints = graph.ofType("aws:ec2/vpcEndpoint:VpcEndpoint");
    const group = graph.node(
      "aws:ec2/securityGroup:SecurityGroup",
      "network-endpoints-security-group",
    );
    assert.deepEqual(
      endpoints.map((node) => node.inputs.serviceName).sort(),
      [...interfaceServices, "s3"].map((service) => `com.amazonaws.eu-west-1.${service}`).sort(),
    );
    assert.deepEqual(
      graph.node("aws:ec2/vpcEndpoint:VpcEndpoint", "network-endpoints-ecr-api").inputs,
      {
        vpcId: "vpc-1",
        vpcEndpointType: "Interface",
        serviceName: "com.amazonaws.eu-west-1.ecr.api",
        subnetIds: ["subnet-private-1", "subnet-private-2"],
        securityGroupIds: ["network-endpoints-security-group-id"],
        privateDnsEnabled: true,
      },
    );
    assert.ok(endpoints.every((node) => node.parent === group.parent));
  });

  it("let sessions and ECS Exec reach a host without NAT gateway", async () => {
    const [, graph] = await networkOf({ natGateways: 0, endpoints: true });
    const session = graph.node("aws:ec2/vpcEndpoint:VpcEndpoint", "network-endpoints-ssmmessages");
    assert.equal(session.inputs.serviceName, "com.amazonaws.eu-west-1.ssmmessages");
  });

  it("lead to S3 through every route table", async () => {
    const [, graph] = await networkOf({ endpoints: true });
    assert.deepEqual(graph.node("aws:ec2/vpcEndpoint:VpcEndpoint", "network-endpoints-s3").inputs, {
      vpcId: "vpc-1",
      vpcEndpointType: "Gateway",
      serviceName: "com.amazonaws.eu-west-1.s3",
      routeTableIds: ["rtb-1", "rtb-2"],
    });
  });

  it("let only the VPC in, on 443, and nothing out", async () => {
    const [, graph] = await networkOf({ endpoints: true });
    const rules = graph.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    assert.deepEqual(
      rules.map((rule) => rule.inputs),
      [
        {
          securityGroupId: "network-endpoints-security-group-id",
          description: "HTTPS from the VPC",
          ipProtocol: "tcp",
          fromPort: 443,
          toPort: 443,
          cidrIpv4: "10.20.0.0/16",
        },
      ],
    );
    assert.deepEqual(graph.ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"), []);
    assert.deepEqual(
      graph.node("aws:ec2/securityGroup:SecurityGroup", "network-endpoints-security-group").inputs,
      { description: "AWS services for the hosts and tasks of this VPC", vpcId: "vpc-1" },
    );
    assert.deepEqual(graph.node("slipway:network:Endpoints", "network-endpoints").outputs, {
      securityGroupId: "network-endpoints-security-group-id",
    });
  });
});

describe("a network that cannot work", () => {
  const refused: [string, Partial<NetworkArgs>, string][] = [
    [
      "has no way out",
      { natGateways: 0 },
      'Network "network": natGateways is 0, so hosts could not reach ECS, ECR and the logs. Set natGateways to 1 or per-az, or endpoints to true, or publicAddresses to true.',
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
    [
      "is new and names subnets",
      { subnets: { public: ["subnet-1"], private: [] } },
      'Network "network": subnets belong to a VPC that exists, got vpc "new". Name that VPC, or leave subnets out.',
    ],
  ];
  for (const [what, changes, message] of refused) {
    it(`is refused when it ${what}`, async () => {
      await assert.rejects(networkOf(changes), { message });
    });
  }
});
