import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..", "..");

describe("test/run.ts", () => {
  it("refuses a part that does not exist and names those that do", () => {
    const { stderr, stdout, status } = spawnSync(
      process.execPath,
      ["-r", "ts-node/register", "test/run.ts", "units"],
      { cwd: root, encoding: "utf8" },
    );
    assert.equal(
      stderr,
      'No part is called "units"; there are: unit, program, local, plugins, policy, e2e, releases.\n',
    );
    assert.equal(stdout, "");
    assert.equal(status, 2);
  });
});
