import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { type LoadBalancerSettings } from "../../../../components/loadBalancer/loadBalancerSettings";
import { network } from "../cluster/fixtures";
import { balancerOf } from "./fixture";

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
      balancerOf({ internetFacing: false }, { network: one }),
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

  it("hangs its children below itself and gives out exactly its fields", async () => {
    const { graph } = await balancerOf();
    const component = graph.node("slipway:loadBalancer:LoadBalancer", "main");
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

  const refusals: [string, LoadBalancerSettings, string][] = [
    [
      "an idle timeout out of range",
      { idleTimeoutSeconds: 4001 },
      "idleTimeoutSeconds must be an integer from 1 to 4000, got 4001.",
    ],
    [
      "logs that are kept for no time",
      { accessLogRetentionDays: 0 },
      "accessLogRetentionDays must be an integer of at least 1, got 0.",
    ],
    [
      "a zone without a domain",
      { zone: "example.com" },
      "zone: has no meaning without domain; add the domain, or remove the zone.",
    ],
    [
      "a domain that nothing can prove",
      { domain: "apps.example.com" },
      'domain: certificateArn required for HTTPS, or zone, in which a certificate for "apps.example.com" can be validated.',
    ],
  ];
  for (const [title, changes, sentence] of refusals) {
    it(`refuses ${title}`, async () => {
      await assert.rejects(balancerOf(changes), { message: `Load balancer "main": ${sentence}` });
    });
  }

  const everything = { hosts: [], paths: ["/*"] };

  it("orders the rules of its own listener alone", async () => {
    const routes = { web: { ...everything, priority: 7 }, api: { hosts: [], paths: ["/api/*"] } };
    const { balancer } = await balancerOf({}, { routes });
    const { balancer: other } = await balancerOf({}, { routes: { web: routes.web } });
    assert.ok(balancer);
    assert.equal(balancer.priorityOf("web"), 7);
    assert.equal(other?.priorityOf("web"), 7);
    assert.throws(() => balancer.priorityOf("wbe"), {
      message: 'App "wbe" has no route on this load balancer. Legal are: web, api.',
    });
  });

  it("refuses two apps that choose one priority, in its own name", async () => {
    const chosen = { ...everything, priority: 7 };
    await assert.rejects(balancerOf({}, { routes: { web: chosen, api: chosen } }), {
      message:
        'Load balancer "main": Listener priority 7 is used by "web" and "api". Change one, or leave both out.',
    });
  });

  it("takes a hundred apps, and refuses one more before anything is made", async () => {
    const routes = Object.fromEntries(
      Array.from({ length: 101 }, (_, index) => [`app${index}`, everything] as const),
    );
    const hundred = Object.fromEntries(Object.entries(routes).slice(1));
    assert.ok((await balancerOf({}, { routes: hundred })).balancer);
    await assert.rejects(balancerOf({}, { routes }), {
      message:
        'Load balancer "main": its cluster has 101 apps behind its load balancer, which takes at most 100 (100 target groups, 100 rules); move 1 or more of them to another cluster.',
    });
  });
});
