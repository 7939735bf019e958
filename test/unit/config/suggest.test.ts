import fc from "fast-check";
import assert from "node:assert/strict";

import { editDistance, nearest, unknownKeySentence } from "../../../config/suggest";

describe("the word that was meant", () => {
  it("is the known word with the fewest letters to change", () => {
    assert.equal(nearest("serivces", ["services", "secrets"]), "services");
    assert.equal(nearest("memoryMib", ["memoryMiB", "cpuUnits"]), "memoryMiB");
  });

  it("is none when more than a third of the letters differ", () => {
    assert.equal(nearest("colour", ["port", "image"]), undefined);
  });

  it("is our word for that of another tool, where it is known", () => {
    assert.equal(nearest("replicas", ["count", "port"]), "count");
    assert.equal(nearest("replicas", ["port"]), undefined);
  });

  it("is none for the names that every object has", () => {
    for (const name of ["constructor", "toString", "hasOwnProperty", "__proto__", "valueOf"]) {
      assert.equal(nearest(name, ["port"]), undefined);
      assert.equal(
        unknownKeySentence(name, ["port"]),
        `unknown key "${name}"; known keys are port`,
      );
    }
  });

  it("comes with the known keys when there is none", () => {
    assert.equal(
      unknownKeySentence("colour", ["a", "b"]),
      'unknown key "colour"; known keys are a, b',
    );
  });
});

describe("the edit distance", () => {
  it("counts a swap of neighbours as one change", () => {
    assert.equal(editDistance("prot", "port"), 1);
    assert.equal(editDistance("kitten", "sitting"), 3);
  });

  it("is zero for equal words alone, and the same both ways", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
        assert.equal(editDistance(a, b) === 0, a === b);
        assert.equal(editDistance(a, b), editDistance(b, a));
        assert.ok(editDistance(a, b) <= Math.max(a.length, b.length));
      }),
    );
  });
});
