import assert from "node:assert/strict";

import { matches } from "../../gateway/events/pattern";

const event = {
  source: "aws.codecommit",
  "detail-type": "CodeCommit Repository State Change",
  resources: ["arn:aws:codecommit:eu-west-1:000000000000:deployment"],
  detail: {
    event: "referenceUpdated",
    referenceType: "branch",
    referenceName: "staging",
    count: 7,
    gone: null,
    flag: true,
    stages: [{ name: "Source" }, { name: "Deploy" }],
  },
};

describe("event patterns", () => {
  const yes: readonly [string, unknown][] = [
    [
      "the pattern of the deployment repository's rule",
      {
        source: ["aws.codecommit"],
        "detail-type": ["CodeCommit Repository State Change"],
        resources: ["arn:aws:codecommit:eu-west-1:000000000000:deployment"],
        detail: {
          event: ["referenceCreated", "referenceUpdated"],
          referenceType: ["branch"],
          referenceName: ["staging"],
        },
      },
    ],
    ["one of several alternatives", { source: ["aws.ecs", "aws.codecommit"] }],
    ["a number, a flag and null", { detail: { count: [7], flag: [true], gone: [null] } }],
    ["a prefix", { source: [{ prefix: "aws." }] }],
    ["a suffix, whatever its case", { source: [{ suffix: { "equals-ignore-case": "COMMIT" } }] }],
    ["a text, whatever its case", { source: [{ "equals-ignore-case": "AWS.CodeCommit" }] }],
    ["a wildcard", { resources: [{ wildcard: "arn:aws:codecommit:*:*:deploy*" }] }],
    ["anything but a value", { detail: { event: [{ "anything-but": "referenceDeleted" }] } }],
    ["anything but a prefix", { detail: { event: [{ "anything-but": { prefix: "comment" } }] } }],
    ["a range", { detail: { count: [{ numeric: [">", 5, "<=", 7] }] } }],
    ["a field that is there", { detail: { event: [{ exists: true }] } }],
    ["a field that is not there", { detail: { mergeOption: [{ exists: false }] } }],
    ["one of two branches", { $or: [{ source: ["x"] }, { detail: { count: [7] } }] }],
    ["an item of a list of objects", { detail: { stages: { name: ["Deploy"] } } }],
    ["nothing at all", {}],
  ];
  for (const [what, pattern] of yes) {
    it(`match ${what}`, () => {
      assert.equal(matches(pattern, event), true);
    });
  }

  const no: readonly [string, unknown][] = [
    ["another value", { source: ["aws.ecs"] }],
    ["one field of two", { source: ["aws.codecommit"], detail: { referenceName: ["prod"] } }],
    ["a text that only begins so", { detail: { referenceName: ["stag"] } }],
    ["a number written as text", { detail: { count: ["7"] } }],
    ["a field that is not there", { detail: { mergeOption: ["x"] } }],
    ["a field below one that is not there", { detail: { merge: { option: ["x"] } } }],
    ["an absence of what is there", { detail: { event: [{ exists: false }] } }],
    ["an existing field of another name", { detail: { nothing: [{ exists: true }] } }],
    ["a range that is passed", { detail: { count: [{ numeric: [">", 7] }] } }],
    [
      "anything but a list that has it",
      { detail: { event: [{ "anything-but": ["referenceUpdated"] }] } },
    ],
    ["a wildcard's dot as any letter", { source: [{ wildcard: "aws.code.ommit" }] }],
  ];
  for (const [what, pattern] of no) {
    it(`do not match ${what}`, () => {
      assert.equal(matches(pattern, event), false);
    });
  }

  it("with an operator that is not served are refused, not taken for a mismatch", () => {
    assert.throws(
      () => matches({ source: [{ cidr: "10.0.0.0/8" }] }, event),
      /operator "cidr" is not served by local AWS/,
    );
    assert.throws(() => matches({ source: "aws.codecommit" }, event), /"source" must be a list/);
    assert.throws(() => matches([], event), /must be a JSON object/);
  });
});
