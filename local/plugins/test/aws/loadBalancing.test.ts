import assert from "node:assert/strict";

import { attributeOutputs, attributeRequest, type AttributeTable } from "../../aws/attributes";
import { actionOutputs, actionProblems, actionRequests, sameActions } from "../../aws/elbActions";
import {
  conditionOutputs,
  conditionRequests,
  entries as rules,
  functions as ruleFunctions,
} from "../../aws/listenerRule";
import { entries as balancers } from "../../aws/loadBalancer";
import { healthCheckOutputs, healthCheckRequest } from "../../aws/targetGroupHealth";
import { refuseWhileInUse } from "../../aws/targetGroupUse";
import { context, entryOf, fakeClients, functionOf } from "./fakeClients";

const group = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:targetgroup/web/1";
const listener = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:listener/app/edge/1/2";

describe("attributes", () => {
  const table: AttributeTable = {
    idleTimeout: { key: "idle", type: "number", fallback: 60 },
    enableHttp2: { key: "http2", type: "boolean", fallback: true },
    mode: { key: "mode", type: "string" },
  };

  it("are texts for AWS, and written only when they change", () => {
    const inputs = { idleTimeout: 120, enableHttp2: false };
    assert.deepEqual(attributeRequest(table, inputs, { idleTimeout: 120 }), [
      { Key: "http2", Value: "false" },
    ]);
  });

  it("come back with their types, and with their defaults when AWS is silent", () => {
    assert.deepEqual(attributeOutputs(table, [{ Key: "http2", Value: "false" }]), {
      idleTimeout: 60,
      enableHttp2: false,
      mode: null,
    });
  });
});

describe("actions", () => {
  const byArn = [{ type: "forward", targetGroupArn: group }];
  const byBlock = [{ type: "forward", forward: { targetGroups: [{ arn: group }] } }];

  it("name a single group in both of AWS's forms", () => {
    assert.deepEqual(actionRequests(byBlock), [
      {
        Type: "forward",
        Order: 1,
        TargetGroupArn: group,
        ForwardConfig: { TargetGroups: [{ TargetGroupArn: group, Weight: 1 }] },
      },
    ]);
  });

  it("come back in the form in which they were declared", () => {
    const answer = [{ Type: "forward" as const, Order: 1, TargetGroupArn: group }];
    assert.deepEqual(actionOutputs(answer, byArn), [{ ...byArn[0], order: 1 }]);
    assert.deepEqual(actionOutputs(answer, byBlock), [
      { type: "forward", order: 1, forward: { targetGroups: [{ arn: group, weight: 1 }] } },
    ]);
  });

  it("take AWS's placeholders for the unsaid parts of a redirect", () => {
    const short = { type: "redirect", redirect: { protocol: "HTTPS", statusCode: "HTTP_301" } };
    const long = {
      ...short,
      order: 1,
      redirect: {
        ...short.redirect,
        host: "#{host}",
        path: "/#{path}",
        port: "#{port}",
        query: "#{query}",
      },
    };
    assert.ok(sameActions([long], [short]));
    assert.equal(sameActions([long], [{ ...short, redirect: { statusCode: "HTTP_302" } }]), false);
  });

  it("that the local AWS cannot do are refused by their place", () => {
    const properties = actionProblems("actions", [byArn[0], { type: "authenticate-oidc" }]);
    assert.deepEqual(
      properties.map(({ property }) => property),
      ["actions[1].type"],
    );
  });

  it("that share requests among groups are read with the weights that AWS has by now", () => {
    const groups = (blue: number, green: number) => [
      { TargetGroupArn: "blue", Weight: blue },
      { TargetGroupArn: "green", Weight: green },
    ];
    const declared = {
      type: "forward",
      forward: {
        targetGroups: [
          { arn: "blue", weight: 999 },
          { arn: "green", weight: 0 },
        ],
      },
    };
    assert.deepEqual(actionRequests([declared])[0]?.ForwardConfig?.TargetGroups, groups(999, 0));
    const [found] = actionOutputs(
      [{ Type: "forward", Order: 1, ForwardConfig: { TargetGroups: groups(0, 999) } }],
      [declared],
    );
    assert.deepEqual(found?.["forward"], {
      targetGroups: [
        { arn: "blue", weight: 0 },
        { arn: "green", weight: 999 },
      ],
    });
  });
});

describe("the look-up of a rule", () => {
  it("tells the weights that it has now", async () => {
    const ForwardConfig = { TargetGroups: [{ TargetGroupArn: "green", Weight: 999 }] };
    const clients = fakeClients({
      elbv2: {
        describeRules: () => ({
          Rules: [{ Priority: "7", Actions: [{ Type: "forward", Order: 1, ForwardConfig }] }],
        }),
      },
    });
    const arn = "arn:aws:elasticloadbalancing:eu-west-1:0:listener-rule/app/edge/1/2/3";
    const found = await functionOf(ruleFunctions, "getListenerRule").invoke(clients, { arn });
    assert.equal(found["priority"], 7);
    assert.deepEqual(found["actions"], [
      { type: "forward", order: 1, forwards: [{ targetGroups: [{ arn: "green", weight: 999 }] }] },
    ]);
  });

  it("fails where there is none", async () => {
    const clients = fakeClients({ elbv2: { describeRules: () => ({ Rules: [] }) } });
    await assert.rejects(
      functionOf(ruleFunctions, "getListenerRule").invoke(clients, { arn: "gone" }),
      /empty result/,
    );
  });
});

describe("conditions", () => {
  const declared = [
    { hostHeader: { values: ["web.example.com"] } },
    { httpHeader: { httpHeaderName: "X-Canary", values: ["1"] } },
    { queryStrings: [{ key: "v", value: "2" }] },
  ];

  it("survive the way to AWS and back", () => {
    assert.deepEqual(conditionOutputs(conditionRequests(declared)), declared);
  });

  it("are sets of sets", () => {
    const equivalent = entryOf(rules, "ListenerRule").equivalent?.["conditions"];
    const paths = (...values: string[]): object => ({ pathPattern: { values } });
    assert.equal(
      equivalent?.([declared[0], paths("/a", "/b")], [paths("/b", "/a"), declared[0]]),
      true,
    );
    assert.equal(equivalent([paths("/a")], [paths("/b")]), false);
  });
});

describe("priority of a rule", () => {
  const clients = (asked: unknown[]): ReturnType<typeof fakeClients> =>
    fakeClients({
      elbv2: {
        describeRules: () => ({ Rules: [{ Priority: "default" }, { Priority: "7" }] }),
        createRule: ({ Priority }: { Priority: number }) => {
          asked.push(Priority);
          return { Rules: [{ RuleArn: "rule" }] };
        },
      },
    });
  const entry = entryOf(rules, "ListenerRule");

  it("follows the highest one when none is declared", async () => {
    const asked: unknown[] = [];
    await entry.create(clients(asked), { listenerArn: listener }, context);
    assert.deepEqual(asked, [8]);
  });

  it("cannot be given twice", async () => {
    await assert.rejects(
      entry.create(clients([]), { listenerArn: listener, priority: 7 }, context),
      { name: "PriorityInUseException", message: "Priority '7' is currently in use" },
    );
  });

  it("must be between 1 and 50000", () => {
    assert.equal(entry.validate?.({ priority: 0 }).length, 1);
    assert.equal(entry.validate({ priority: 50000 }).length, 0);
  });
});

describe("deletions that AWS refuses", () => {
  const inUse = (actions: readonly object[]): ReturnType<typeof fakeClients> =>
    fakeClients({
      elbv2: {
        describeLoadBalancers: () => ({ LoadBalancers: [{ LoadBalancerArn: "lb" }] }),
        describeListeners: () => ({ Listeners: [{ ListenerArn: listener, DefaultActions: [] }] }),
        describeRules: () => ({ Rules: [{ Actions: actions }] }),
      },
    });

  it("a target group that a rule forwards to", async () => {
    await assert.rejects(refuseWhileInUse(inUse([{ TargetGroupArn: group }]), group), {
      name: "ResourceInUseException",
      message: `Target group '${group}' is currently in use by a listener or a rule`,
    });
    await refuseWhileInUse(inUse([{ TargetGroupArn: "another" }]), group);
  });

  it("a load balancer that is protected", async () => {
    const clients = fakeClients({
      elbv2: {
        describeLoadBalancerAttributes: () => ({
          Attributes: [{ Key: "deletion_protection.enabled", Value: "true" }],
        }),
      },
    });
    await assert.rejects(entryOf(balancers, "LoadBalancer").delete(clients, "lb", {}, context), {
      name: "OperationNotPermitted",
    });
  });
});

describe("health check of a target group", () => {
  it("has the real provider's defaults where it is declared in part", () => {
    assert.deepEqual(healthCheckRequest({ healthCheck: { path: "/healthz", interval: 5 } }), {
      HealthCheckEnabled: true,
      HealthCheckIntervalSeconds: 5,
      HealthCheckPath: "/healthz",
      HealthCheckPort: "traffic-port",
      HealthCheckProtocol: "HTTP",
      HealthyThresholdCount: 3,
      UnhealthyThresholdCount: 3,
    });
  });

  it("is AWS's own when it is not declared", () => {
    assert.deepEqual(healthCheckRequest({}), {});
  });

  it("reads codes of HTTP and of gRPC alike", () => {
    assert.equal(healthCheckOutputs({ Matcher: { HttpCode: "200-399" } })["matcher"], "200-399");
    assert.equal(healthCheckOutputs({ Matcher: { GrpcCode: "0" } })["matcher"], "0");
  });
});
