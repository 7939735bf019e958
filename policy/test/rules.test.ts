import assert from "node:assert/strict";

import { rules, themes } from "../pack";
import { type Rule } from "../rule";
import { fixtures } from "./fixtures";
import { disagreements } from "./support";

const fixturesOf = (rule: Rule) => fixtures.filter((fixture) => fixture.rule === rule.name);
/** Rules about resources that should not exist at all; in order is whoever uses another type. */
const forbiddenTypes = ["no-users", "no-access-keys"];

describe("the rules of the pack", () => {
  for (const { title, rules: themed } of themes) {
    describe(title, () => {
      for (const rule of themed) {
        it(`${rule.name}: ${rule.description}`, () => {
          assert.deepEqual(
            fixturesOf(rule).flatMap((fixture) => disagreements(rule, fixture)),
            [],
          );
        });
      }
    });
  }

  it("each have a compliant fixture and a mutation that fails", () => {
    const lacking = rules.filter((rule) => {
      const own = fixturesOf(rule);
      return own.length === 0 || own.some(({ good, bad }) => good.length === 0 || bad.length === 0);
    });
    assert.deepEqual(
      lacking.map(({ name }) => name),
      [],
    );
  });

  it("are judged by fixtures of a type that they apply to", () => {
    const astray = fixtures.filter(({ rule: name, good, bad }) => {
      const types = rules.find((rule) => rule.name === name)?.types ?? [];
      const subjects = [
        ...(forbiddenTypes.includes(name) ? [] : [good]),
        ...bad.map(({ nodes }) => nodes),
      ];
      return subjects.some(([subject]) => !types.includes(subject?.type ?? ""));
    });
    assert.deepEqual(
      astray.map(({ rule }) => rule),
      [],
    );
  });

  it("are found out by their fixtures when they check nothing", () => {
    const unnoticed = rules.filter((rule) =>
      fixturesOf(rule).every(
        (fixture) => disagreements({ ...rule, check: () => undefined }, fixture).length === 0,
      ),
    );
    assert.deepEqual(
      unnoticed.map(({ name }) => name),
      [],
    );
  });

  it("are found out by their fixtures when they object to everything", () => {
    const unnoticed = rules
      .filter(({ name }) => !forbiddenTypes.includes(name))
      .filter((rule) =>
        fixturesOf(rule).every(
          (fixture) => disagreements({ ...rule, check: () => "it is wrong" }, fixture).length === 0,
        ),
      );
    assert.deepEqual(
      unnoticed.map(({ name }) => name),
      [],
    );
  });

  it("have names of their own, in kebab-case", () => {
    const names = rules.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(
      names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name)),
      [],
    );
  });

  it("say what holds, why and what to change in whole sentences", () => {
    const unclear = rules.filter(
      ({ description, why, fix }) =>
        !/^[A-Z].*\.$/.test(description) || !/^[A-Z].*\.$/.test(why) || !fix.endsWith("."),
    );
    assert.deepEqual(
      unclear.map(({ name, description, why, fix }) => ({ name, description, why, fix })),
      [],
    );
  });
});
