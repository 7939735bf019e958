import fc from "fast-check";
import assert from "node:assert/strict";

import { serviceName } from "../../../aws/naming";
import { lines, parsed } from "./stack";

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join("-"));
const app = { kind: "web", image: "nginx:1.29", port: 80 };

function stackOf(pairs: readonly (readonly [string, string])[]): Record<string, unknown> {
  const clusters = pairs.map(([cluster, key]) => [
    cluster,
    { capacity: { type: "ec2" }, loadBalancer: {}, apps: { [key]: app } },
  ]);
  return { clusters: Object.fromEntries(clusters) as Record<string, unknown> };
}

describe("names of clusters and apps", () => {
  it("are accepted when words of small letters and digits are joined by single hyphens", () => {
    fc.assert(
      fc.property(name, name, (cluster, key) => {
        assert.deepEqual(lines(stackOf([[cluster, key]])), []);
      }),
    );
  });

  it("are refused when they hold anything else", () => {
    const wrong = fc
      .string({ minLength: 1, maxLength: 12 })
      .filter((text) => !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(text) && text !== "__proto__");
    fc.assert(
      fc.property(wrong, (key) => {
        assert.ok(
          lines(stackOf([["main", key]])).some((line) => line.includes("the name must match")),
        );
      }),
    );
  });

  it("are refused exactly when two apps would have one physical name", () => {
    // Few letters and many hyphens, so that names do meet.
    const short = fc
      .array(fc.constantFrom("a", "b"), { minLength: 1, maxLength: 3 })
      .map((words) => words.join("-"));
    fc.assert(
      fc.property(short, short, short, short, (c1, a1, c2, a2) => {
        fc.pre(c1 !== c2);
        const meet = serviceName("s", c1, a1) === serviceName("s", c2, a2);
        const { problems } = parsed(
          stackOf([
            [c1, a1],
            [c2, a2],
          ]),
          { stack: "s" },
        );
        assert.equal(problems.length, meet ? 1 : 0);
      }),
    );
  });
});
