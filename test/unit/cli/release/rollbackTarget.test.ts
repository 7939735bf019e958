import fc from "fast-check";
import assert from "node:assert/strict";

import { outcomesOf } from "../../../../cli/history/outcome";
import { rollbackMessage, rollbackTarget } from "../../../../cli/release/rollbackTarget";
import { releasedImages, type Release } from "../../../../cli/releases";
import { UserError } from "../../../../cli/userError";
import { type PipelineExecution } from "../../../../delivery/aws/codePipeline";
import { failedDeploymentReason } from "../../../../delivery/pipeline";
import { type DeploymentRecord } from "../../../../delivery/serviceFacts";
import { at, execution, imageOf } from "../../delivery/deployment/looks";

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
      refusals: [],
    };
  });
}

function executions(...written: readonly (readonly [string, PipelineExecution["status"]])[]) {
  return written.map(([commitId, status]) => execution({ id: `e-${commitId}`, commitId, status }));
}

/** What a test knows of the past. */
type Known = Partial<Omit<DeploymentRecord, "releases">> & {
  readonly releases?: readonly Release[];
};

function past({ releases: all = [], ...known }: Known) {
  const nothing = { executions: [], rolledBack: [], rollbackTimes: [] };
  const record = { releases: all.map(releasedImages), ...nothing, ...known };
  return { app: "main/web", releases: all, record, isCut: false };
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

  it("goes further back after a rollback, and not forward to what was undone", () => {
    const rollback = (commitId: string, digit: string, to: Release | undefined) =>
      releases(`${commitId}:${digit}`).map((one) => ({
        ...one,
        message: rollbackMessage(to ?? one),
      }));
    const [, , second, first] = four;
    const all = executions(
      ...["c6", "c5", "c4", "c3", "c2", "c1"].map((id) => [id, "Succeeded"] as const),
    );
    const targetAfter = (...list: readonly Release[]) =>
      rollbackTarget(past({ releases: list, executions: all }), { steps: 1 }).commitId;
    const once = [...rollback("c5", "b", second), ...four];
    assert.equal(targetAfter(...once), "c1");
    // A rollback to a rollback stands for what that went back to.
    assert.equal(targetAfter(...rollback("c6", "b", once[0]), ...once), "c1");
    // Its message is taken at its word only where it released the same.
    assert.equal(targetAfter(...rollback("c5", "d", first), ...four), "c3");
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

  const refused: readonly [string, Known, Parameters<typeof rollbackTarget>[1], RegExp][] = [
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

  it("is the first one before the head that history calls run, in every story", () => {
    const digit = fc.constantFrom("a", "b", "c");
    const status = fc.constantFrom<PipelineExecution["status"][]>(
      "Succeeded",
      "Failed",
      "Superseded",
      "Stopped",
      "InProgress",
    );
    const summary = fc.constantFrom(undefined, failedDeploymentReason("ecs-svc/2"));
    const commit = fc.tuple(digit, fc.array(fc.tuple(status, summary), { maxLength: 2 }));
    const elsewhere = fc.array(fc.tuple(digit, fc.integer({ min: -600, max: 60 })), {
      maxLength: 2,
    });
    const rolledBack = fc.array(fc.tuple(digit, fc.integer({ min: -600, max: 60 })), {
      maxLength: 2,
    });
    const events = fc.array(fc.integer({ min: -600, max: 60 }), { maxLength: 2 });
    const targets = new Set<number>();
    fc.assert(
      fc.property(
        fc.array(commit, { minLength: 1, maxLength: 7 }),
        elsewhere,
        rolledBack,
        events,
        (story, foreign, takenBack, times) => {
          const own = story.flatMap(([, runs], index) =>
            runs.map(([ended, why], run) => ({
              ...execution({ id: `e-${index}-${run}`, commitId: `c${index}`, status: ended }),
              summary: why,
              startedAt: at(-60 * index + 5 * (runs.length - run)),
            })),
          );
          const others = foreign.map(([, seconds], index) => ({
            ...execution({ id: `f-${index}`, commitId: `f${index}`, status: "Succeeded" }),
            startedAt: at(seconds),
          }));
          const known = past({
            releases: releases(...story.map(([image], index) => `c${index}:${image}`)),
            executions: [...own, ...others].sort(
              (one, other) => other.startedAt.getTime() - one.startedAt.getTime(),
            ),
            imagesAt: new Map(
              foreign.map(([image], index) => [`f${index}`, { web: imageOf(image) }] as const),
            ),
            rolledBack: takenBack.map(([image, seconds]) => ({
              images: { web: imageOf(image) },
              createdAt: at(seconds),
            })),
            rollbackTimes: times.map(at),
          });
          const told = outcomesOf(known, { waiting: undefined, failures: new Map() });
          for (const { state, ran } of told) {
            assert.ok(state !== "succeeded" || ran, "what succeeded ran");
            assert.ok(state !== "rolled back" || !ran, "what was rolled back did not");
          }
          const expected = story.findIndex(
            ([image], index) => index > 0 && told[index]?.ran && image !== story[0]?.[0],
          );
          targets.add(expected);
          if (expected < 0) {
            assert.throws(() => rollbackTarget(known, { steps: 1 }), UserError);
          } else {
            assert.equal(rollbackTarget(known, { steps: 1 }).commitId, `c${expected}`);
          }
        },
      ),
      { seed: 4, numRuns: 500 },
    );
    assert.ok(targets.size > 3, "the stories differ too little to be a test");
  });
});
