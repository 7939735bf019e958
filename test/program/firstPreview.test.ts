import assert from "node:assert/strict";

import { graphOfStack, programTimeout } from "../support/stackProgram";

describe("a first preview", function () {
  this.timeout(programTimeout);

  it("shows the names of all roles of apps and pipelines, and who may take them", async () => {
    const { nodes, calls } = await graphOfStack("staging", { preview: true });
    const roles = nodes.filter(({ type }) => type === "aws:iam/role:Role");
    const named = roles.filter(({ inputs }) => "name" in inputs);
    assert.ok(named.length >= 3, `found only ${named.length}`);
    for (const { inputs } of named) {
      assert.match(String(inputs.name), /^[\w-]+-(?:execution|task|pipeline)/);
    }
    for (const { name, inputs } of roles) {
      const { Version } = JSON.parse(String(inputs.assumeRolePolicy)) as { Version: string };
      assert.equal(Version, "2012-10-17", name);
    }
    // Whose account it is is asked once, for all.
    const asked = calls.filter(({ token }) =>
      /getCallerIdentity|getRegion|getPartition/.test(token),
    );
    assert.equal(asked.length, 1);
  });
});
