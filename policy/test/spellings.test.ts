import assert from "node:assert/strict";

import { rules } from "../pack";
import { type Rule } from "../rule";
import { fixtures } from "./fixtures";
import { spellingsOf } from "./spellings";
import { type Node, messagesOf } from "./support";

interface Case {
  readonly rule: Rule;
  readonly title: string;
  readonly nodes: readonly Node[];
}

const ruleOf = (name: string) => rules.filter((rule) => rule.name === name);
/** Every mutation of every fixture, and every other way to write it. */
const mutations = fixtures.flatMap(({ rule: name, bad }) =>
  ruleOf(name).flatMap((rule) =>
    bad.map(({ nodes, wrong }) => ({ rule, title: wrong, spelled: spellingsOf(nodes) })),
  ),
);
const written = mutations.flatMap(({ rule, title, spelled }): readonly Case[] =>
  spelled.map(({ name, nodes }) => ({ rule, title: `${rule.name}: ${title}: ${name}`, nodes })),
);
const kept = fixtures.flatMap(({ rule: name, good }) =>
  ruleOf(name).flatMap((rule): readonly Case[] =>
    spellingsOf(good)
      .filter(({ exact }) => exact)
      .map(({ name: spelling, nodes }) => ({ rule, title: `${name}: ${spelling}`, nodes })),
  ),
);
const missed = (cases: readonly Case[]) =>
  cases.filter(({ rule, nodes }) => messagesOf(rule, nodes).length === 0).map(({ title }) => title);

describe("the rules, whatever their mutations are spelled like", () => {
  it(`refuse ${rules.length} rules × spellings = ${written.length} rewritten mutations`, () => {
    assert.deepEqual(missed(written), []);
  });

  it("meet at least three spellings of each mutation", () => {
    assert.deepEqual(
      mutations.filter(({ spelled }) => spelled.length < 3).map(({ title }) => title),
      [],
    );
  });

  it(`let ${kept.length} other spellings of what is in order pass`, () => {
    const alarms = kept.flatMap(({ rule, title, nodes }) =>
      messagesOf(rule, nodes).map((message) => `${title}: ${message}`),
    );
    assert.deepEqual(alarms, []);
  });

  it("are found out when they miss a spelling", () => {
    const blind = written.map((entry) => ({
      ...entry,
      rule: { ...entry.rule, check: () => undefined },
    }));
    assert.equal(missed(blind).length, written.length);
  });
});
