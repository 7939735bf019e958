import assert from "node:assert/strict";

import { flowLogPermissions, flowLogTrust } from "../../../../components/network/flowLogs";
import { children, networkOf } from "./fixture";

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
      iamRoleArn: "arn:aws:iam::000000000000:role/network-flow-logs-role-1234567",
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
