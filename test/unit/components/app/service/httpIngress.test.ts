import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { appOf, type settings } from "../fixtures";

describe("the traffic of a WebApp", () => {
  it("checks the port that traffic takes, with the configured timing", async () => {
    const [graph] = await appOf();
    const group = graph.node("aws:lb/targetGroup:TargetGroup", "main-web-ingress-group");
    const { name, ...inputs } = group.inputs;
    assert.match(String(name), /^test-main-web-[0-9a-f]{8}$/);
    assert.equal(group.deleteBeforeReplace, false);
    assert.deepEqual(inputs, {
      vpcId: "vpc-0a1b2c3d",
      targetType: "instance",
      protocol: "HTTP",
      port: 80,
      deregistrationDelay: 30,
      stickiness: { enabled: false, type: "lb_cookie" },
      healthCheck: {
        enabled: true,
        protocol: "HTTP",
        port: "traffic-port",
        path: "/healthz",
        interval: 5,
        timeout: 2,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
        matcher: "200",
      },
    });
  });

  it("grows slowly and keeps visitors where they were, where that is asked for", async () => {
    const groupOf = async (app: Partial<typeof settings>) => {
      const [graph] = await appOf({ app });
      return graph.node("aws:lb/targetGroup:TargetGroup", "main-web-ingress-group").inputs;
    };
    assert.equal((await groupOf({ slowStartSeconds: 60 })).slowStart, 60);
    assert.deepEqual((await groupOf({ stickiness: { seconds: 600 } })).stickiness, {
      enabled: true,
      type: "lb_cookie",
      cookieDuration: 600,
    });
    const own = await groupOf({ stickiness: { seconds: 600, cookie: "session" } });
    assert.deepEqual(own.stickiness, {
      enabled: true,
      type: "app_cookie",
      cookieName: "session",
      cookieDuration: 600,
    });
  });

  it("keeps its target group when its port changes, so that the rule never leads to an empty one", async () => {
    const [one, other] = await Promise.all(
      [8080, 9090].map(async (port) => {
        const [graph] = await appOf({ app: { port } });
        return graph.node("aws:lb/targetGroup:TargetGroup", "main-web-ingress-group").inputs;
      }),
    );
    assert.deepEqual(one, other);
  });

  it("gets another target group when another balancer takes over, as no group serves two", async () => {
    const names = await Promise.all(
      ["arn:balancer", "arn:other"].map(async (arn) => {
        const [graph] = await appOf({
          args: () => ({
            loadBalancer: {
              arn: pulumi.output(arn),
              listenerArn: pulumi.output("arn:listener"),
              securityGroupId: pulumi.output("sg-balancer"),
              url: pulumi.output("http://lb.example.com"),
            },
          }),
        });
        return graph.node("aws:lb/targetGroup:TargetGroup", "main-web-ingress-group").inputs.name;
      }),
    );
    assert.notEqual(names[0], names[1]);
  });

  it("leads its hosts and paths to its target group at its priority", async () => {
    const [graph] = await appOf({
      app: { route: { paths: ["/api/*", "/v1/*"], hosts: ["a.example.com"] } },
    });
    assert.deepEqual(
      graph.node("aws:lb/listenerRule:ListenerRule", "main-web-ingress-rule").inputs,
      {
        listenerArn: "arn:listener",
        priority: 17,
        conditions: [
          { hostHeader: { values: ["a.example.com"] } },
          { pathPattern: { values: ["/api/*", "/v1/*"] } },
        ],
        actions: [
          {
            type: "forward",
            targetGroupArn: "arn:aws:lb:eu-west-1:000000000000:targetgroup/main-web-ingress-group",
          },
        ],
      },
    );
  });
});
