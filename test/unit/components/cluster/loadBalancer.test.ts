import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { LoadBalancer, type LoadBalancerArgs } from "../../../../components/cluster/loadBalancer";
import { type Graph, graphOf, valueOf } from "../../../support/graph";
import { accountCalls, network } from "./fixtures";

const listenerType = "aws:lb/listener:Listener";
const certificateArn = "arn:aws:acm:eu-west-1:000000000000:certificate/one";
const calls = {
  ...accountCalls,
  "aws:route53/getZone:getZone": ({ name }: Record<string, unknown>) => {
    assert.equal(name, "example.com");
    return { zoneId: "Z0ZONE" };
  },
};

async function balancerOf(
  changes: Partial<LoadBalancerArgs> = {},
): Promise<{ graph: Graph; url: string | undefined; balancer: LoadBalancer | undefined }> {
  let balancer: LoadBalancer | undefined;
  const graph = await graphOf(
    () => {
      balancer = new LoadBalancer("main", {
        stack: "staging",
        cluster: "main",
        network: network(),
        ...changes,
      });
    },
    { calls },
  );
  return { graph, balancer, url: balancer && (await valueOf(balancer.url)) };
}

describe("LoadBalancer", () => {
  it("is an internet-facing balancer with the safe attributes, named so that it can be replaced", async () => {
    const { graph, url } = await balancerOf();
    const node = graph.node("aws:lb/loadBalancer:LoadBalancer", "main-load-balancer");
    const { name, ...inputs } = node.inputs;
    assert.match(String(name), /^staging-main-[0-9a-f]{8}$/);
    assert.deepEqual(inputs, {
      loadBalancerType: "application",
      internal: false,
      securityGroups: ["main-security-group-id"],
      subnets: ["subnet-public-a", "subnet-public-b"],
      accessLogs: { enabled: true, bucket: "main-access-logs-bucket-id" },
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "defensive",
      enableDeletionProtection: true,
      idleTimeout: 60,
    });
    assert.equal(node.deleteBeforeReplace, false);
    assert.equal(url, "http://main-load-balancer-1234567890.eu-west-1.elb.amazonaws.com");
  });

  it("refuses a network with too few subnets before anything is made", async () => {
    const one = { ...network(), privateSubnetIds: pulumi.output(["subnet-private-a"]) };
    await assert.rejects(
      balancerOf({ internetFacing: false, network: one }),
      /Load balancer "main": it needs private subnets in two zones, got 1\. Choose another VPC, name its subnets, or change internetFacing\./,
    );
  });

  it("takes another name when it is to be replaced, so that both can exist", async () => {
    const names = await Promise.all(
      [true, false].map(async (internetFacing) => {
        const { graph } = await balancerOf({ internetFacing });
        return graph.node("aws:lb/loadBalancer:LoadBalancer", "main-load-balancer").inputs.name;
      }),
    );
    assert.notEqual(names[0], names[1]);
  });

  it("stands in private subnets and lets only the network in when it is not internet-facing", async () => {
    const { graph } = await balancerOf({ internetFacing: false });
    const node = graph.node("aws:lb/loadBalancer:LoadBalancer", "main-load-balancer");
    assert.equal(node.inputs.internal, true);
    assert.deepEqual(node.inputs.subnets, ["subnet-private-a", "subnet-private-b"]);
    const rule = graph.node(
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      "main-ingress-80",
    );
    assert.equal(rule.inputs.cidrIpv4, "10.20.0.0/16");
  });

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
    const { graph, balancer } = await balancerOf({ certificateArn });
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

  it("takes a zone by id without looking it up, and writes no proof for a certificate that is given", async () => {
    const { graph } = await balancerOf({ domain: "a.example.com", zone: "Z123", certificateArn });
    assert.equal(graph.calls.filter(({ token }) => token.includes("getZone")).length, 0);
    assert.deepEqual(
      graph.ofType("aws:route53/record:Record").map(({ name, inputs }) => [name, inputs.zoneId]),
      [["main-alias", "Z123"]],
    );
  });

  it("keeps logs in a private, encrypted, expiring bucket, and waits for its policy", async () => {
    const { graph } = await balancerOf({ accessLogRetentionDays: 7 });
    const bucket = graph.node("aws:s3/bucket:Bucket", "main-access-logs-bucket");
    assert.equal(bucket.inputs.forceDestroy, false);
    assert.equal(bucket.protect, true);
    const inputsOf = (type: string, name: string) =>
      graph.node(type, `main-access-logs-${name}`).inputs;
    assert.deepEqual(
      inputsOf("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "public-access"),
      {
        bucket: "main-access-logs-bucket-id",
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
    );
    assert.deepEqual(
      inputsOf("aws:s3/bucketOwnershipControls:BucketOwnershipControls", "ownership").rule,
      { objectOwnership: "BucketOwnerEnforced" },
    );
    const encryption =
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    assert.deepEqual(inputsOf(encryption, "encryption").rules, [
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
    assert.deepEqual(
      inputsOf("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "expiry").rules,
      [
        {
          id: "expire",
          status: "Enabled",
          filter: {},
          expiration: { days: 7 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ],
    );
    const policy = graph.node("aws:s3/bucketPolicy:BucketPolicy", "main-access-logs-policy");
    const balancer = graph.node("aws:lb/loadBalancer:LoadBalancer", "main-load-balancer");
    assert.ok(balancer.propertyDependencies.accessLogs?.includes(policy.urn));
  });

  it("lets a destroy take the logs along when they are not protected", async () => {
    const { graph } = await balancerOf({ protectLogs: false, deletionProtection: false });
    const bucket = graph.node("aws:s3/bucket:Bucket", "main-access-logs-bucket");
    assert.equal(bucket.inputs.forceDestroy, true);
    assert.equal(bucket.protect, false);
  });

  it("makes no bucket when access logs are off", async () => {
    const { graph } = await balancerOf({ accessLogs: false });
    assert.deepEqual(graph.ofType("aws:s3/bucket:Bucket"), []);
    const node = graph.node("aws:lb/loadBalancer:LoadBalancer", "main-load-balancer");
    assert.equal(node.inputs.accessLogs, undefined);
  });

  it("hangs its children below itself and gives out exactly its fields", async () => {
    const { graph } = await balancerOf();
    const component = graph.node("slipway:cluster:LoadBalancer", "main");
    assert.deepEqual(Object.keys(component.outputs ?? {}).sort(), [
      "arn",
      "dnsName",
      "listenerArn",
      "securityGroupId",
      "url",
      "zoneId",
    ]);
    assert.deepEqual(
      graph
        .childrenOf(component.urn)
        .map(({ name }) => name)
        .sort(),
      [
        "main-access-logs",
        "main-ingress-80",
        "main-listener",
        "main-load-balancer",
        "main-security-group",
      ],
    );
  });

  const refusals: [string, Partial<LoadBalancerArgs>, string][] = [
    [
      "an idle time-out out of range",
      { idleTimeoutSeconds: 4001 },
      "idleTimeoutSeconds must be a whole number from 1 to 4000, got 4001.",
    ],
    [
      "logs that are kept for no time",
      { accessLogRetentionDays: 0 },
      "accessLogRetentionDays must be a whole number of at least 1, got 0.",
    ],
    [
      "a zone without a domain",
      { zone: "example.com" },
      'zone "example.com" is given without the domain that is to be written there. Add domain, or remove zone.',
    ],
    [
      "a domain that nothing can prove",
      { domain: "apps.example.com" },
      'domain "apps.example.com" needs zone, so that a certificate can be issued, or certificateArn.',
    ],
  ];
  for (const [title, changes, sentence] of refusals) {
    it(`refuses ${title}`, async () => {
      await assert.rejects(balancerOf(changes), { message: `Load balancer "main": ${sentence}` });
    });
  }
});
