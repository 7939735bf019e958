import fc from "fast-check";
import assert from "node:assert/strict";

import { arnMatches, matches, resourceMatches } from "../../../support/iam/wildcards";

/** The same by the letter of the definition: a star is nothing, or one more character. */
function byDefinition(pattern: string, text: string): boolean {
  const [first, rest] = [pattern[0], pattern.slice(1)];
  if (first === undefined) {
    return text === "";
  }
  if (first === "*") {
    return byDefinition(rest, text) || (text !== "" && byDefinition(pattern, text.slice(1)));
  }
  return text !== "" && (first === "?" || first === text[0]) && byDefinition(rest, text.slice(1));
}

/** Few letters, so that they meet; some mean something in a regular expression. */
const text = fc.string({ unit: fc.constantFrom("a", "b", ":", ".", "\\", "\n"), maxLength: 8 });
const pattern = fc.string({ unit: fc.constantFrom("a", "b", ":", ".", "*", "?"), maxLength: 6 });

describe("wildcards", () => {
  it("stand for any characters and for one", () => {
    fc.assert(
      fc.property(pattern, text, (one, other) => {
        assert.equal(matches(one, other), byDefinition(one, other));
      }),
    );
  });

  it("leave every other character as it is", () => {
    const literal = fc.string().filter((one) => !/[*?]/.test(one));
    fc.assert(
      fc.property(literal, literal, (one, other) => {
        assert.equal(matches(one, other), one === other);
        assert.equal(matches(one, one), true);
      }),
    );
  });

  it("stay in their segment of a resource, except at its end", () => {
    fc.assert(
      fc.property(pattern, text, (one, other) => {
        // No more than anywhere, and the same wherever there is one segment.
        assert.ok(matches(one, other) || !resourceMatches(one, other));
        if (!other.includes(":")) {
          assert.equal(resourceMatches(one, other), matches(one, other));
        }
      }),
    );
  });

  const stream = "arn:aws:logs:eu-west-1:1:log-group:/web:log-stream:web/1";
  const resources: [pattern: string, matched: boolean][] = [
    ["*", true],
    ["arn:aws:logs:*", true],
    ["arn:aws:logs:eu-west-1:1:log-group:/web:*", true],
    ["arn:aws:logs:eu-west-1:1:log-group:/*:log-stream:web/1", true],
    ["arn:aws:logs:eu-*-1:1:log-group:/web:log-stream:*", true],
    ["arn:aws:logs:eu-west-?:1:log-group:/???:log-stream:web/?", true],
    ["arn:aws:logs:eu-west-1:1:log-group:/*1", false],
    ["arn:aws:logs:eu-west-1:1:log-group:/web?log-stream:web/1", false],
    ["arn:aws:logs:eu-west-1:1:log-group:/web", false],
  ];
  for (const [one, matched] of resources) {
    it(`of the resource ${one} ${matched ? "cover" : "do not cover"} a log stream`, () => {
      assert.equal(resourceMatches(one, stream), matched);
    });
  }

  const arns: [pattern: string, matched: boolean][] = [
    [stream, true],
    ["arn:aws:logs:*:*:log-group:*", true],
    ["arn:aws:logs:eu-west-1:1:*1", true],
    ["arn:aws:logs:eu-west-1:1:log-group:/web", false],
    ["arn:aws:logs:*:log-group:/web:log-stream:web/1", false],
  ];
  for (const [one, matched] of arns) {
    it(`of the ARN ${one} ${matched ? "cover" : "do not cover"} it, part by part`, () => {
      assert.equal(arnMatches(one, stream), matched);
    });
  }

  for (const odd of ["*", "arn:aws:logs:*", "web"]) {
    it(`are not guessed at in ${odd}, which is no ARN`, () => {
      assert.throws(() => arnMatches(odd, stream), /six parts/);
      assert.throws(() => arnMatches(stream, odd), /six parts/);
    });
  }
});
