import assert from "node:assert/strict";

import { covers } from "../provider/diff";
import { UNKNOWN, without } from "../provider/values";
import { type Properties } from "../resourceEntry";
import { provider, type, widget } from "./widget";

const state = { name: "web-1", colour: "grey", size: 1, address: "10.0.0.1" };
const oldInputs = { name: "web-1", colour: "grey", __defaults: ["colour", "name"] };

async function diff(news: Properties, olds: Properties = oldInputs, existing: Properties = state) {
  return provider().diff(type, { oldInputs: olds, state: existing, news, ignoreChanges: [] });
}

describe("a difference between state and inputs", () => {
  it("updates what the real provider updates", async () => {
    const { changes } = await diff({ ...oldInputs, colour: "red" });
    assert.deepEqual(changes, [{ property: "colour", kind: "update", replaces: false }]);
  });

  it("replaces where the real provider replaces; an automatic name lets the new one come first", async () => {
    const difference = await diff({ ...oldInputs, size: 2 });
    assert.deepEqual(difference.changes, [{ property: "size", kind: "update", replaces: true }]);
    assert.equal(difference.deleteBeforeReplace, false);
  });

  it("deletes first when the program gave the name", async () => {
    const given = { ...oldInputs, __defaults: ["colour"] };
    assert.equal((await diff({ ...given, size: 2 }, given)).deleteBeforeReplace, true);
    assert.equal((await diff({ ...given, colour: "red" }, given)).deleteBeforeReplace, false);
  });

  it("replaces for a value that is not known yet", async () => {
    const { changes } = await diff({ ...oldInputs, size: UNKNOWN });
    assert.deepEqual(changes, [{ property: "size", kind: "update", replaces: true }]);
  });

  it("updates where the real provider does under a condition", async () => {
    const entry = { ...widget, updatesInPlace: (property: string) => property === "size" };
    const { changes } = await provider(new Map(), entry).diff(type, {
      oldInputs,
      state,
      news: { ...oldInputs, size: 2 },
      ignoreChanges: [],
    });
    assert.deepEqual(changes, [{ property: "size", kind: "update", replaces: false }]);
  });

  it("replaces for every change of a type without updates", async () => {
    const entry = without(widget as unknown as Properties, "update") as unknown as typeof widget;
    const { changes } = await provider(new Map(), entry).diff(type, {
      oldInputs,
      state,
      news: { ...oldInputs, colour: "red" },
      ignoreChanges: [],
    });
    assert.equal(changes[0]?.replaces, true);
  });

  it("ignores what AWS fills in once it leaves the program", async () => {
    const { name, colour, __defaults } = oldInputs;
    const before = { name, colour, __defaults, size: 1 };
    assert.deepEqual((await diff({ name, colour, __defaults }, before)).changes, []);
  });

  it("deletes an input that leaves the program", async () => {
    const olds = { ...oldInputs, labels: ["a"] };
    const { changes } = await diff(oldInputs, olds, { ...state, labels: ["a"] });
    assert.deepEqual(changes, [{ property: "labels", kind: "delete", replaces: false }]);
  });

  it("leaves alone what is to be ignored", async () => {
    const news = { ...oldInputs, colour: "red" };
    const difference = await provider().diff(type, {
      oldInputs,
      state,
      news,
      ignoreChanges: ["colour"],
    });
    assert.deepEqual(difference.changes, []);
  });

  it("removes tags that someone else added", async () => {
    const olds = { ...oldInputs, tags: { a: "1" } };
    const { changes } = await diff(olds, olds, { ...state, tags: { a: "1", b: "2" } });
    assert.deepEqual(
      changes.map(({ property }) => property),
      ["tags"],
    );
  });
});

describe("what exists covers what is wanted", () => {
  const cases: readonly [string, unknown, unknown, unknown, boolean][] = [
    ["equal lists", [1, 2], [1, 2], undefined, true],
    ["lists in another order", [2, 1], [1, 2], undefined, false],
    ["an object with more than is wanted", { a: 1, b: 2 }, { a: 1 }, undefined, true],
    ["an object with what the program no longer wants", { a: 1, b: 2 }, { a: 1 }, { b: 2 }, false],
    ["nothing for an empty list", undefined, [], undefined, true],
    ["nothing for false", undefined, false, undefined, true],
    ["nothing for true", undefined, true, undefined, false],
    ["anything for an unknown", "x", UNKNOWN, undefined, false],
    ["a list with an unknown in it", ["x"], [UNKNOWN], undefined, false],
  ];
  for (const [title, existing, wanted, previous, expected] of cases) {
    it(`${expected ? "with" : "not with"} ${title}`, () => {
      assert.equal(covers(existing, wanted, previous), expected);
    });
  }
});
