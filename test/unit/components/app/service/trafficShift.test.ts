import assert from "node:assert/strict";

import { type CallMocks } from "../../../../support/graph";
import { appOf, running, serviceToken, serviceType, settings, type Setup } from "../fixtures";

const ruleType = "aws:lb/listenerRule:ListenerRule";
const ruleToken = "aws:lb/getListenerRule:getListenerRule";
const shifted = (deploy: Partial<typeof settings.deploy>): Setup => ({
  launch: "fargate",
  app: { cpuUnits: 256, memoryMiB: 512, deploy: { ...settings.deploy, ...deploy } },
});

/** An account in which ECS moves the requests of the app; by now they are where the weights say. */
function shifting(blue: number, green: number): CallMocks {
  const calls = running({ web: "web@sha256:live" });
  return {
    ...calls,
    [serviceToken]: async (inputs) => ({
      ...(await calls[serviceToken]?.(inputs)),
      loadBalancers: [
        {
          targetGroupArn: "blue",
          containerPort: 8080,
          advancedConfigurations: [
            { alternateTargetGroupArn: "green", productionListenerRule: "rule", roleArn: "role" },
          ],
        },
      ],
    }),
    [ruleToken]: ({ arn }) => {
      assert.equal(arn, "rule");
      const targetGroups = [
        { arn: "blue", weight: blue },
        { arn: "green", weight: green },
      ];
      return { actions: [{ type: "forward", forwards: [{ targetGroups }] }] };
    },
  };
}

describe("an app whose requests move from group to group", () => {
  it("has two target groups, alike but for their names, and a rule that leads to the first", async () => {
    const [graph] = await appOf(shifted({ strategy: "blue-green" }));
    const [one, other] = ["group", "alternate-group"].map((role) =>
      graph.node("aws:lb/targetGroup:TargetGroup", `main-web-ingress-${role}`),
    );
    assert.notEqual(one?.inputs.name, other?.inputs.name);
    assert.deepEqual({ ...one?.inputs, name: "" }, { ...other?.inputs, name: "" });
    const rule = graph.node(ruleType, "main-web-ingress-rule");
    const [{ forward }] = rule.inputs.actions as [{ forward: { targetGroups: unknown[] } }];
    assert.deepEqual(
      forward.targetGroups.map((group) => (group as { weight: number }).weight),
      [100, 0],
    );
    assert.deepEqual(rule.ignoreChanges, []);
  });

  it("tells ECS the other group, the rule, and the role to change it with", async () => {
    const [graph] = await appOf(shifted({ strategy: "blue-green" }));
    const [balancer] = serviceOf(graph).inputs.loadBalancers as Record<string, unknown>[];
    assert.deepEqual(Object.keys(balancer?.["advancedConfiguration"] ?? {}).sort(), [
      "alternateTargetGroupArn",
      "productionListenerRule",
      "roleArn",
    ]);
    const policy = graph.node(
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      "main-web-ingress-infrastructure-policy",
    );
    assert.equal(
      policy.inputs.policyArn,
      "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers",
    );
    const role = graph.node("aws:iam/role:Role", "main-web-ingress-infrastructure-role");
    assert.match(String(role.inputs.assumeRolePolicy), /"Service":"ecs.amazonaws.com"/);
  });

  const table: [Partial<typeof settings.deploy>, unknown, minutes: number][] = [
    [{ strategy: "blue-green" }, { strategy: "BLUE_GREEN", bakeTimeInMinutes: "15" }, 30],
    [
      { strategy: "linear", stepPercent: 25, stepMinutes: 2, bakeMinutes: 1 },
      {
        strategy: "LINEAR",
        bakeTimeInMinutes: "1",
        linearConfiguration: { stepPercent: 25, stepBakeTimeInMinutes: "2" },
      },
      22,
    ],
    [
      { strategy: "canary", bakeMinutes: 0 },
      {
        strategy: "CANARY",
        bakeTimeInMinutes: "0",
        canaryConfiguration: { canaryPercent: 5, canaryBakeTimeInMinutes: "10" },
      },
      25,
    ],
  ];
  for (const [deploy, configuration, minutes] of table) {
    it(`rolls out as ${deploy.strategy ?? ""} says, and is given the time for it`, async () => {
      const [graph, app] = await appOf(shifted(deploy));
      assert.deepEqual(serviceOf(graph).inputs.deploymentConfiguration, configuration);
      assert.equal(app.deployed.timeoutMinutes, minutes);
    });
  }

  it("leaves the weights to ECS from then on, and does not even look at them", async () => {
    const [graph] = await appOf({
      ...shifted({ strategy: "canary" }),
      calls: { ...shifting(0, 999), [ruleToken]: () => assert.fail("it was asked") },
    });
    const rule = graph.node(ruleType, "main-web-ingress-rule");
    assert.deepEqual(rule.ignoreChanges, ["actions"]);
  });

  it("goes back to one group and says so, where the first one gets the requests", async () => {
    const [graph] = await appOf({ ...shifted({}), calls: shifting(999, 0) });
    const rule = graph.node(ruleType, "main-web-ingress-rule");
    assert.deepEqual(rule.ignoreChanges, []);
    assert.equal((rule.inputs.actions as [{ forward?: unknown }])[0].forward, undefined);
    assert.deepEqual(serviceOf(graph).inputs.deploymentConfiguration, { strategy: "ROLLING" });
  });

  it("does not go back while requests go to the group that would go", async () => {
    await assert.rejects(appOf({ ...shifted({}), calls: shifting(0, 999) }), {
      message:
        /App "web": deploy.strategy: its requests go to the second of its two target groups, which "rolling" does not have. Release it once more/,
    });
  });

  it("does not say what it always was, where it never shifted", async () => {
    const calls = running({ web: "web@sha256:live" });
    const [graph] = await appOf({ ...shifted({}), calls });
    assert.equal(serviceOf(graph).inputs.deploymentConfiguration, undefined);
  });
});

function serviceOf(graph: Awaited<ReturnType<typeof appOf>>[0]) {
  return graph.node(serviceType, "main-web-service");
}
