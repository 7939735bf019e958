import { type ResourceValidationArgs, type ResourceValidationPolicy } from "@pulumi/policy";
import assert from "node:assert/strict";

import { Focus } from "../focus";
import { rules } from "../pack";
import { policiesOf } from "../policies";
import { emptyOptions } from "./engine";

const policy = (name: string): ResourceValidationPolicy => ({ name, description: name });
const check = () => undefined;
const counts = (policies: readonly ResourceValidationPolicy[]) =>
  policies.map(({ validateResource = [] }) => [validateResource].flat().length);

describe("the focus on a type", () => {
  it("leaves functions to the policies about that type alone", () => {
    const focus = new Focus();
    const policies = [
      focus.add(["a"], policy("one"), check),
      focus.add(["a", "b"], policy("both"), check),
      focus.add(["b"], policy("two"), check),
    ];
    assert.deepEqual(counts(policies), [1, 1, 1], "before the first type is known");
    focus.on("a");
    assert.deepEqual(counts(policies), [1, 1, 0]);
    focus.on("b");
    assert.deepEqual(counts(policies), [0, 1, 1]);
    focus.on("c");
    assert.deepEqual(counts(policies), [0, 0, 0]);
  });

  it("is set by the first policy of the pack, for every rule about one resource", () => {
    const policies = policiesOf(rules, () => new Date());
    const about = policies.filter(
      (one): one is ResourceValidationPolicy => "validateResource" in one,
    );
    const [first, ...others] = about;
    const names = (type: string) => {
      void [first?.validateResource ?? []].flat()[0]?.(argsOf(type), () => assert.fail());
      return others.filter((one) => counts([one])[0] === 1).map(({ name }) => name);
    };
    const types = [...new Set(rules.flatMap((rule) => rule.types))];
    assert.ok(types.length > 40);
    for (const type of types) {
      const expected = rules.filter(
        (rule) => rule.scope === "resource" && rule.types.includes(type),
      );
      assert.deepEqual(
        names(type),
        expected.map(({ name }) => name),
        type,
      );
    }
  });
});

function argsOf(type: string): ResourceValidationArgs {
  const urn = `urn:pulumi:test::test::${type}::it`;
  const args = { type, name: "it", urn, props: {}, opts: emptyOptions, getConfig: () => ({}) };
  return args as unknown as ResourceValidationArgs;
}
