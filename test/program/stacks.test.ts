import assert from "node:assert/strict";
import { join } from "node:path";

import { type Graph } from "../support/graph";
import { invariants, protectedStackInvariants } from "../support/invariants/index";
import { linesOf, matchSnapshot } from "../support/snapshot";
import { graphOfStack, stackConfig, stacks, programTimeout } from "../support/stackProgram";

/** Stacks that say `protect: false`: a destroy must be able to remove all of them. */
const disposable = stacks.filter((stack) => stackConfig(stack)["slipway:protect"] === "false");

for (const stack of stacks) {
  describe(`the ${stack} stack`, function () {
    this.timeout(programTimeout);

    let graph: Graph;

    before(async () => {
      graph = await graphOfStack(stack);
    });

    const expected = disposable.includes(stack)
      ? invariants
      : [...invariants, ...protectedStackInvariants];
    for (const { title, problems } of expected) {
      it(title, () => {
        assert.deepEqual(problems(graph), []);
      });
    }

    it("makes the resources of its snapshot", () => {
      matchSnapshot(join(__dirname, "snapshots", `${stack}.txt`), linesOf(graph));
    });

    it("makes the same resources with the same inputs every time", async () => {
      const again = await graphOfStack(stack);
      assert.deepEqual(byUrn(again), byUrn(graph));
    });

    it("shows every resource in a first preview", async () => {
      const preview = await graphOfStack(stack, { preview: true });
      assert.deepEqual(linesOf(preview), linesOf(graph));
    });
  });
}

describe("the shipped stacks", () => {
  it("protect data in production and can be removed on this machine", () => {
    assert.deepEqual(disposable, ["local"]);
  });
});

function byUrn({ nodes }: Graph) {
  return [...nodes].sort((a, b) => (a.urn < b.urn ? -1 : 1));
}
