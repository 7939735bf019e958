import assert from "node:assert/strict";

import { valueOf } from "../../../support/graph";
import { balancerOf, certificateArn } from "./fixture";

const listenerType = "aws:lb/listener:Listener";

describe("the listeners of a LoadBalancer", () => {
  it("answers 404 on HTTP, opens port 80 alone and no way out, when there is no certificate", async () => {
    const { graph } = await balancerOf();
    assert.deepEqual(
      graph.ofType(listenerType).map(({ inputs }) => inputs),
      [
        {
          loadBalancerArn: "arn:aws:lb:eu-west-1:000000000000:loadbalancer/main-load-balancer",
          port: 80,
          protocol: "HTTP",
          defaultActions: [
            {
              type: "fixed-response",
              fixedResponse: {
                contentType: "text/plain",
                statusCode: "404",
                messageBody: "Not found",
              },
            },
          ],
        },
      ],
    );
    const rules = graph.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    assert.deepEqual(
      rules.map(({ inputs }) => inputs),
      [
        {
          securityGroupId: "main-security-group-id",
          description: "Port 80 from everywhere",
          ipProtocol: "tcp",
          fromPort: 80,
          toPort: 80,
          cidrIpv4: "0.0.0.0/0",
        },
      ],
    );
    assert.deepEqual(graph.ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"), []);
    const group = graph.node("aws:ec2/securityGroup:SecurityGroup", "main-security-group");
    assert.deepEqual(Object.keys(group.inputs).sort(), ["description", "vpcId"]);
  });

  it("serves HTTPS with the given certificate and redirects HTTP to it", async () => {
    const { graph, balancer } = await balancerOf({ domain: "a.example.com", certificateArn });
    const https = graph.node(listenerType, "main-listener-https");
    assert.equal(https.inputs.certificateArn, certificateArn);
    assert.equal(https.inputs.sslPolicy, "ELBSecurityPolicy-TLS13-1-2-Res-2021-06");
    assert.deepEqual(graph.node(listenerType, "main-listener-http").inputs.defaultActions, [
      {
        type: "redirect",
        redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" },
      },
    ]);
    assert.ok(balancer);
    assert.match(await valueOf(balancer.listenerArn), /main-listener-https$/);
    assert.deepEqual(
      graph
        .ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
        .map(({ inputs }) => inputs.fromPort),
      [80, 443],
    );
    assert.deepEqual(graph.ofType("aws:acm/certificate:Certificate"), []);
  });

  it("issues a certificate for its domain, proves it by DNS, and points the domain to itself", async () => {
    const { graph, url } = await balancerOf({ domain: "apps.example.com", zone: "example.com" });
    assert.deepEqual(
      graph.node("aws:acm/certificate:Certificate", "main-domain-certificate").inputs,
      {
        domainName: "apps.example.com",
        validationMethod: "DNS",
      },
    );
    assert.deepEqual(graph.node("aws:route53/record:Record", "main-domain-proof").inputs, {
      zoneId: "Z0ZONE",
      name: "_validation.apps.example.com.",
      type: "CNAME",
      records: ["_value.acm-validations.aws."],
      ttl: 60,
      allowOverwrite: true,
    });
    const validation = graph.node(
      "aws:acm/certificateValidation:CertificateValidation",
      "main-domain-validation",
    );
    assert.deepEqual(validation.inputs.validationRecordFqdns, ["_validation.apps.example.com."]);
    assert.equal(validation.customTimeouts.create, "15m", "a zone that nobody asks is soon told");
    const https = graph.node(listenerType, "main-listener-https");
    assert.ok(
      https.propertyDependencies.certificateArn?.includes(validation.urn),
      "the listener waits until the certificate is issued",
    );
    assert.deepEqual(graph.node("aws:route53/record:Record", "main-alias").inputs, {
      zoneId: "Z0ZONE",
      name: "apps.example.com",
      type: "A",
      aliases: [
        {
          name: "main-load-balancer-1234567890.eu-west-1.elb.amazonaws.com",
          zoneId: "Z32O12XQLNTSW2",
          evaluateTargetHealth: true,
        },
      ],
    });
    assert.equal(url, "https://apps.example.com");
  });

  it("writes no proof for a certificate that is given", async () => {
    const { graph } = await balancerOf({ domain: "a.example.com", zone: "Z1234", certificateArn });
    assert.deepEqual(
      graph.ofType("aws:route53/record:Record").map(({ name, inputs }) => [name, inputs.zoneId]),
      [["main-alias", "Z0ZONE"]],
    );
  });
});
