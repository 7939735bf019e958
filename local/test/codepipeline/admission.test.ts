import fc from "fast-check";
import assert from "node:assert/strict";

import { moves, type Traveller } from "../../gateway/codepipeline/admission";

const waits = (number: number, stage: string): Traveller => ({
  id: `e${number}`,
  number,
  stage,
  entered: false,
});
const inside = (number: number, stage: string): Traveller => ({
  ...waits(number, stage),
  entered: true,
});
const open = new Set<string>();

describe("the order in front of stages", () => {
  it("lets the newest in and supersedes the others that wait for the same stage", () => {
    assert.deepEqual(
      moves([waits(1, "Deploy"), waits(3, "Deploy"), waits(2, "Deploy")], "SUPERSEDED", open),
      [
        { kind: "supersede", id: "e1", by: "e3" },
        { kind: "supersede", id: "e2", by: "e3" },
        { kind: "enter", id: "e3" },
      ],
    );
  });

  it("supersedes nobody who is in a stage, and nobody who waits for another one", () => {
    const travellers = [inside(1, "Deploy"), waits(2, "Deploy"), waits(3, "Source")];
    assert.deepEqual(moves(travellers, "SUPERSEDED", open), [{ kind: "enter", id: "e3" }]);
  });

  it("supersedes in front of a disabled transition, too", () => {
    const travellers = [waits(1, "Deploy"), waits(2, "Deploy")];
    assert.deepEqual(moves(travellers, "SUPERSEDED", new Set(["Deploy"])), [
      { kind: "supersede", id: "e1", by: "e2" },
    ]);
  });

  it("lets in by the order of starts where executions queue", () => {
    const travellers = [waits(3, "Deploy"), waits(2, "Deploy")];
    assert.deepEqual(moves(travellers, "QUEUED", open), [{ kind: "enter", id: "e2" }]);
    assert.deepEqual(moves([inside(1, "Deploy"), ...travellers], "QUEUED", open), []);
  });

  it("never has two executions in one stage, and never loses the newest", () => {
    const traveller = fc.record({
      stage: fc.constantFrom("Source", "Approval", "Deploy"),
      entered: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(traveller, { maxLength: 12 }),
        fc.constantFrom("SUPERSEDED" as const, "QUEUED" as const),
        (drawn, mode) => {
          const seen = new Set<string>();
          const travellers = drawn.map(({ stage, entered }, index) => {
            const first = entered && !seen.has(stage);
            if (first) {
              seen.add(stage);
            }
            return first ? inside(index, stage) : waits(index, stage);
          });
          const made = moves(travellers, mode, open);
          const gone = made.flatMap((move) => (move.kind === "supersede" ? [move.id] : []));
          const newest = travellers.at(-1);
          assert.ok(newest === undefined || !gone.includes(newest.id));
          for (const stage of ["Source", "Approval", "Deploy"]) {
            const entering = made.filter(
              ({ kind, id }) =>
                kind === "enter" && travellers.some((one) => one.id === id && one.stage === stage),
            );
            assert.ok(entering.length + (seen.has(stage) ? 1 : 0) <= 1);
          }
        },
      ),
    );
  });
});
