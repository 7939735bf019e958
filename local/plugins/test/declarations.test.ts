import assert from "node:assert/strict";

import { entries, functions } from "../aws";
import { checkInputs, nearestName } from "../declarations/check";
import { generateDeclarations } from "../declarations/generate";
import * as dockerBuild from "../docker-build/standIn";

const aws = generateDeclarations(
  "@pulumi/aws",
  entries.map(({ type }) => type),
  functions.map(({ token }) => token),
);
const build = generateDeclarations("@pulumi/docker-build", ["docker-build:index:Image"], []);

describe("each entry agrees with the declarations of the real package", () => {
  for (const [declarations, entry] of [
    ...entries.map((entry) => [aws, entry] as const),
    ...dockerBuild.entries.map((entry) => [build, entry] as const),
  ]) {
    it(entry.type, () => {
      const declared = declarations.resources[entry.type];
      assert.ok(declared !== undefined);
      const inputs = Object.keys(declared.inputs);
      const outputs = [...declared.outputs, "id"];
      const missing = {
        inputs: entry.inputs.filter((name) => !inputs.includes(name)),
        defaults: Object.keys(entry.defaults ?? {}).filter((name) => !entry.inputs.includes(name)),
        replaceOn: entry.replaceOn.filter((name) => !inputs.includes(name)),
        equivalent: Object.keys(entry.equivalent ?? {}).filter((name) => !inputs.includes(name)),
        computed: [...entry.computed, ...(entry.computedOnUpdate ?? [])].filter(
          (name) => !outputs.includes(name),
        ),
        required: Object.entries(declared.inputs)
          .filter(([name, { required }]) => required && !entry.inputs.includes(name))
          .map(([name]) => name),
      };
      assert.deepEqual(missing, {
        inputs: [],
        defaults: [],
        replaceOn: [],
        equivalent: [],
        computed: [],
        required: [],
      });
    });
  }

  it("serves each type and each function once", () => {
    const names = [...entries.map(({ type }) => type), ...functions.map(({ token }) => token)];
    assert.deepEqual(names, [...new Set(names)]);
  });
});

describe("inputs checked against @pulumi/aws", () => {
  const problems = (type: string, inputs: Record<string, unknown>) =>
    checkInputs(aws, aws.resources[type]?.inputs ?? {}, inputs).map(
      ({ property, reason }) => `${property}: ${reason}`,
    );

  it("finds a misspelled name in a nested type", () => {
    assert.deepEqual(
      problems("aws:ecs/cluster:Cluster", { settings: [{ nam: "containerInsights", value: "x" }] }),
      [
        'settings[0].nam: "nam" is not an input of this type; did you mean "name"?',
        "settings[0].name: is required and missing",
      ],
    );
  });

  it("finds what is required and missing", () => {
    assert.deepEqual(problems("aws:ec2/subnet:Subnet", {}), ["vpcId: is required and missing"]);
  });

  it("takes a policy as text or as a document", () => {
    for (const assumeRolePolicy of ["{}", { Version: "2012-10-17", Statement: [] }]) {
      assert.deepEqual(problems("aws:iam/role:Role", { assumeRolePolicy }), []);
    }
    assert.equal(problems("aws:iam/role:Role", { assumeRolePolicy: 1 }).length, 1);
  });

  it("suggests no name that is far away", () => {
    assert.equal(nearestName("cidrBlok", ["cidrBlock", "vpcId"]), "cidrBlock");
    assert.equal(nearestName("zzz", ["cidrBlock", "vpcId"]), undefined);
  });
});
