import fc from "fast-check";
import assert from "node:assert/strict";

import { JsonError, parseJson } from "../../../delivery/json";

describe("delivery/json", () => {
  it("reads what JSON.parse reads", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(4), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        assert.deepEqual(parseJson(text), JSON.parse(text));
      }),
    );
  });

  it("refuses what JSON.parse refuses", () => {
    const pieces = [
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"b"',
      "1",
      "-",
      "tru",
      "null",
      " ",
      "\n",
      "\\",
      '"',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 9 }), (parts) => {
        const text = parts.join("");
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch {
          assert.throws(() => parseJson(text), JsonError);
          return;
        }
        // Equal keys are the one thing that this reader refuses and JSON.parse does not.
        try {
          assert.deepEqual(parseJson(text), expected);
        } catch (error) {
          assert.ok(error instanceof JsonError && error.message.includes("twice"), String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });

  const broken: readonly [string, number, number, RegExp][] = [
    ["", 1, 1, /expected a value, found the end of the file/],
    ['[\n  {"name": "web",}\n]', 2, 18, /expected a key in double quotes, found "}"/],
    ['[\n  {"name" "web"}\n]', 2, 11, /expected ":", found "\\""/],
    ['[{"a": 1} {"b": 2}]', 1, 11, /expected "," or "]", found "{"/],
    ["[] x", 1, 4, /more text after the end/],
    ['["abc', 1, 2, /a string does not end/],
    ['["a\nb"]', 1, 4, /line break/],
    ['["\\x"]', 1, 2, /escape/],
    ["[True]", 1, 2, /"True" is no JSON value/],
    ["['a']", 1, 2, /"'a'" is no JSON value/],
    ['[{"name": "a",\n  "name": "b"}]', 2, 3, /the key "name" is there twice/],
  ];
  for (const [text, line, column, what] of broken) {
    it(`says where ${JSON.stringify(text)} breaks`, () => {
      assert.throws(
        () => parseJson(text),
        (error) =>
          error instanceof JsonError &&
          what.test(error.message) &&
          error.line === line &&
          error.column === column,
      );
    });
  }

  it("survives a file of brackets", () => {
    assert.throws(() => parseJson("[".repeat(100_000)), /nested more than 32 deep/);
  });

  it("keeps a key named __proto__ a plain key", () => {
    const value = parseJson('{"__proto__": {"name": "x"}}') as Record<string, unknown>;
    assert.deepEqual(Object.keys(value), ["__proto__"]);
    assert.equal(value["name"], undefined);
  });
});
