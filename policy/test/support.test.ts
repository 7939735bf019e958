import { ecs } from "@pulumi/aws";
import assert from "node:assert/strict";

import { type Rule, titleOf, resourceRule } from "../rule";
import { disagreements, messagesOf, node, resource, subjectsOf, urnOf } from "./support";

const few: Rule = resourceRule(ecs.Service, {
  name: "few",
  description: "Few tasks.",
  controls: [],
  severity: "low",
  why: "Reasons.",
  fix: "`count`.",
  check: ({ desiredCount = 0 }) =>
    desiredCount > 2 ? `desiredCount is ${desiredCount}` : undefined,
});
const fixture = (wrong: string) =>
  resource("few", ecs.Service, { desiredCount: 2 }, [[{ desiredCount: 3 }, wrong]]);

describe("the fixtures' judge", () => {
  it("agrees with a rule that says what the fixture says", () => {
    assert.deepEqual(disagreements(few, fixture("desiredCount is 3")), []);
  });

  it("objects to another message", () => {
    assert.deepEqual(disagreements(few, fixture("desiredCount is 4")), [
      'expected "aws.ecs.Service "it": desiredCount is 4. Reasons. Change: `count`.", ' +
        'got ["aws.ecs.Service \\"it\\": desiredCount is 3. Reasons. Change: `count`."]',
    ]);
  });

  it("objects to a false alarm, to silence and to a second message", () => {
    const right = fixture("desiredCount is 3");
    assert.match(
      disagreements({ ...few, check: () => "x" }, right).join(),
      /^false alarm: .*expected/,
    );
    assert.match(disagreements({ ...few, check: () => undefined }, right).join(), /got \[\]$/);
    const twice = { ...few, check: () => ["desiredCount is 3", "desiredCount is 3"] };
    assert.equal(disagreements(twice, right).length, 3);
  });

  it("objects to a fixture of a type that the rule leaves alone", () => {
    const astray = { ...fixture("desiredCount is 3") };
    assert.equal(disagreements({ ...few, types: ["aws:ecs/cluster:Cluster"] }, astray).length, 1);
  });

  it("refuses a fixture without resources", () => {
    assert.throws(() => messagesOf(few, []), /judges nothing/);
  });
});

describe("a fixture's resources", () => {
  it("are handed over with URNs in the place of names", () => {
    const [web] = subjectsOf([
      node(ecs.Service, "web", {}, { refs: { cluster: "main" }, dependsOn: ["rule"] }),
    ]);
    assert.deepEqual(web?.propertyDependencies, { cluster: [urnOf("main")] });
    assert.deepEqual(web.dependencies, [urnOf("rule")]);
    assert.equal(web.opts.protect, false);
    assert.equal(titleOf(web), 'aws.ecs.Service "web"');
  });
});
