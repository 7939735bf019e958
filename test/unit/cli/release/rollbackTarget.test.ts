import fc from "fast-check";
import assert from "node:assert/strict";

import { isDeployed, rollbackTarget, type Past } from "../../../../cli/release/rollbackTarget";
import { type Release } from "../../../../cli/releases";
import { type PipelineExecution } from "../../../../delivery/aws/codePipeline";
import { at, execution, imageOf } from "../deployment/looks";

/** `c5:b` is the commit c5 that releases image b. Newest first, one a minute. */
function releases(...written: readonly string[]): Release[] {
  return written.map((text, index) => {
    const [commitId = "", digit = ""] = text.split(":");
    return {
      commitId,
      author: "Ann",
      email: "ann@example.com",
      date: at(-60 * index),
      message: `Release ${digit}`,
      images: digit === "" ? [] : [{ name: "web", imageUri: imageOf(digit) }],
      problems: digit === "" ? ["[0].imageUri: is required"] : [],
    };
  });
}

function executions(...written: readonly (readonly [string, PipelineExecution["status"]])[]) {
  return written.map(([commitId, status]) => execution({ id: `e-${commitId}`, commitId, status }));
}

function past(over: Partial<Past>): Past {
  return {
    app: "main/web",
    releases: [],
    executions: [],
    imagesAt: new Map(),
    rolledBack: [],
    rollbackTimes: [],
    ...over,
  };
}

const four = releases("c4:d", "c3:c", "c2:b", "c1:a");

describe("the target of a rollback", () => {
  it("is the release before, where that one ran", () => {
    const all = executions(["c4", "Succeeded"], ["c3", "Succeeded"], ["c2", "Succeeded"]);
    const found = rollbackTarget(past({ releases: four, executions: all }), { steps: 1 });
    assert.equal(found.commitId, "c3");
  });

  it("is the last one that ran before a chain of failures", () => {
    const all = executions(["c4", "InProgress"], ["c3", "Failed"], ["c2", "Succeeded"]);
    const found = rollbackTarget(past({ releases: four, executions: all }), { steps: 1 });
    assert.equal(found.commitId, "c2");
  });

  it("is none that ECS took back, although its pipeline ended well", () => {
    const all = executions(["c4", "Failed"], ["c3", "Succeeded"], ["c2", "Succeeded"]);
    const rolledBack = [{ images: { web: imageOf("c") }, createdAt: at(-50) }];
    const known = past({ releases: four, executions: all, rolledBack });
    assert.equal(rollbackTarget(known, { steps: 1 }).commitId, "c2");
  });

  it("is one whose images ran again after they were taken back once", () => {
    const all = executions(["c4", "Failed"], ["c3", "Succeeded"], ["c2", "Succeeded"]);
    const known = past({
      releases: releases("c4:d", "c3:b", "c2:b", "c1:a"),
      executions: all,
      // The deployment of c2 was taken back, before c3 released the same image.
      rolledBack: [{ images: { web: imageOf("b") }, createdAt: at(-110) }],
    });
    assert.equal(rollbackTarget(known, { steps: 1 }).commitId, "c3");
  });

  it("is never the image of the head itself", () => {
    const same = releases("c4:b", "c3:b", "c2:b", "c1:a");
    const all = executions(["c4", "Succeeded"], ["c3", "Succeeded"], ["c1", "Succeeded"]);
    const found = rollbackTarget(past({ releases: same, executions: all }), { steps: 1 });
    assert.equal(found.commitId, "c1");
  });

  it("counts steps by what ran", () => {
    const all = executions(["c4", "Succeeded"], ["c3", "Failed"], ["c2", "Succeeded"]);
    const known = past({
      releases: four,
      executions: [...all, ...executions(["c1", "Succeeded"])],
    });
    assert.equal(rollbackTarget(known, { steps: 2 }).commitId, "c1");
  });

  it("knows the release that a pipeline's first run deployed from another app's commit", () => {
    const known = past({
      releases: releases("c2:b", "c1:a"),
      executions: executions(["c2", "Failed"], ["of another app", "Succeeded"]),
      imagesAt: new Map([["of another app", { web: imageOf("a") }]]),
    });
    assert.equal(rollbackTarget(known, { steps: 1 }).commitId, "c1");
  });

  it("is the commit that a person names, whatever became of it", () => {
    assert.equal(rollbackTarget(past({ releases: four }), { to: "c3" }).commitId, "c3");
  });

  const refused: readonly [string, Partial<Past>, Parameters<typeof rollbackTarget>[1], RegExp][] =
    [
      [
        "nothing ran before",
        { releases: releases("c1:a"), executions: executions(["c1", "Succeeded"]) },
        { steps: 1 },
        /no earlier revision for main\/web was deployed/,
      ],
      [
        "there are fewer steps",
        { releases: four, executions: executions(["c3", "Succeeded"]) },
        { steps: 2 },
        /only 1 earlier of main\/web were deployed/,
      ],
      ["the commit is unknown", { releases: four }, { to: "f00" }, /No commit "f00" released/],
      [
        "the commit could be several",
        { releases: four },
        { to: "c" },
        /begins the names of 4 commits: c4, c3, c2, c1/,
      ],
      [
        "the commit's revision is wrong",
        { releases: releases("c2:b", "c1") },
        { to: "c1" },
        /The revision of commit c1 is wrong: \[0\]\.imageUri/,
      ],
    ];
  for (const [title, over, wish, expected] of refused) {
    it(`is refused where ${title}`, () => {
      assert.throws(() => rollbackTarget(past(over), wish), expected);
    });
  }

  it("always ran, and is never what the head names", () => {
    const digits = fc.constantFrom("a", "b", "c");
    const statuses = fc.constantFrom<PipelineExecution["status"][]>(
      "Succeeded",
      "Failed",
      "Superseded",
      "Stopped",
      "InProgress",
    );
    let found = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(digits, statuses, fc.boolean()), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 3 }),
        (story, steps) => {
          const all = releases(...story.map(([digit], index) => `c${index}:${digit}`));
          const known = past({
            releases: all,
            executions: executions(
              ...story.map(([, status], index) => [`c${index}`, status] as const),
            ),
            rolledBack: story.flatMap(([digit, , isTakenBack], index) =>
              isTakenBack
                ? [{ images: { web: imageOf(digit) }, createdAt: at(-60 * index + 10) }]
                : [],
            ),
          });
          let target: Release;
          try {
            target = rollbackTarget(known, { steps });
          } catch {
            return;
          }
          found++;
          assert.ok(isDeployed(target, known));
          const index = all.indexOf(target);
          assert.ok(index > 0);
          assert.equal(story[index]?.[1], "Succeeded");
          const [head] = story;
          if (steps === 1) {
            assert.notEqual(story[index][0], head?.[0]);
          }
        },
      ),
      { seed: 4 },
    );
    assert.ok(found > 0, "the property was never put to the test");
  });
});
