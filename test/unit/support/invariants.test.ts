import assert from "node:assert/strict";

import { graphFrom, type RecordedNode } from "../../support/graph";
import { handmade, node, urnOf } from "../../support/handmade";
import {
  invariants,
  protectedStackInvariants,
  type Invariant,
} from "../../support/invariants/index";
import { asksOneProvider } from "../../support/invariants/structure";
import { soundStack } from "../../support/soundStack";
import { accessMutations } from "./accessMutations";
import { inputs, type Mutation } from "./mutation";
import { structureMutations } from "./structureMutations";
import { trafficMutations } from "./trafficMutations";

const all: readonly Invariant[] = [...invariants, ...protectedStackInvariants];

/** One way or more to break the stack for each invariant. */
const mutations: readonly Mutation[] = [
  ...structureMutations,
  ...accessMutations,
  ...trafficMutations,
];

/** The hosts without NAT gateway, but with the endpoints that stand in for it. */
function endpointsOnly(guarded: boolean): RecordedNode[] {
  const endpoints = ["ecr.api", "ecr.dkr", "logs", "s3"].map((name) =>
    node("aws:ec2/vpcEndpoint:VpcEndpoint", `app-${name}`, {
      inputs: {
        serviceName: `com.amazonaws.eu-west-1.${name}`,
        vpcEndpointType: name === "s3" ? "Gateway" : "Interface",
        securityGroupIds: ["endpoints"],
      },
    }),
  );
  const entrance = node("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "app-in", {
    inputs: { securityGroupId: "endpoints", ipProtocol: "tcp", fromPort: 443, toPort: 443 },
  });
  const nodes = inputs("net-vpc", { natGateways: { strategy: "None" } })(soundStack());
  return [...nodes, ...endpoints, ...(guarded ? [] : [entrance])];
}

describe("invariants", () => {
  for (const { title, problems } of all) {
    it(`finds nothing in a sound stack: ${title}`, () => {
      assert.deepEqual(problems(handmade(...soundStack())), []);
    });
  }

  for (const [title, sentence, change] of mutations) {
    it(`${title}, or else: ${sentence}`, () => {
      const invariant = all.find((one) => one.title === title);
      assert.ok(invariant, `there is no invariant "${title}"`);
      const found = invariant.problems(handmade(...change(soundStack())));
      assert.ok(found.includes(sentence), found.join("\n"));
    });
  }

  it("takes endpoints in place of a NAT gateway only if the hosts may use them", () => {
    const title = "lets hosts and tasks out to ECS, ECR and the logs";
    const invariant = all.find((one) => one.title === title);
    assert.deepEqual(invariant?.problems(handmade(...endpointsOnly(false))), []);
    assert.equal(invariant.problems(handmade(...endpointsOnly(true))).length, 1);
  });

  it("asks AWS through the explicit provider, or else the call is named", () => {
    const call = { token: "aws:index/getRegion:getRegion", inputs: {} };
    const provider = `${urnOf("pulumi:providers:aws", "aws")}::aws-id`;
    const problemsWith = (asked: string) =>
      asksOneProvider.problems(graphFrom(soundStack(), [{ ...call, provider: asked }]));
    assert.deepEqual(problemsWith(provider), []);
    assert.deepEqual(problemsWith(""), [
      "aws:index/getRegion:getRegion is asked of the default provider",
    ]);
  });

  it("has a way to break each of them", () => {
    const broken = new Set([asksOneProvider.title, ...mutations.map(([title]) => title)]);
    assert.deepEqual(
      all.map(({ title }) => title).filter((title) => !broken.has(title)),
      [],
    );
  });
});
