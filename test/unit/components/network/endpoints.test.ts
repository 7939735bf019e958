import assert from "node:assert/strict";

import { interfaceServices } from "../../../../components/network/endpoints";
import { networkOf } from "./fixture";

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
