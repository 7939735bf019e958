import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Python's own tests of the emulator's parts: they need Python alone, neither the emulator nor Docker. */
describe("the emulator's part", () => {
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith("_test.py"))) {
    it(`${file.replace("_test.py", "")} passes its tests in Python`, async () => {
      // What fails ends Python with an error, whose text says which test and why.
      const { stderr } = await run("python3", ["-B", "-W", "error", file], { cwd: __dirname });
      assert.match(stderr, /^Ran [1-9]\d* tests? in/m);
    });
  }
});
