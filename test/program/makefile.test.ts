import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";

import { fakePrograms } from "../support/fakePrograms";

const root = join(__dirname, "..", "..");
const program = execFileSync("sh", ["-c", "command -v make"], { encoding: "utf8" }).trim();

/** Runs the lines of a target with these programs; what it depends on counts as made. */
function make(programs: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const folder = fakePrograms(programs);
  const made = ["node_modules", "policy/node_modules"].flatMap((file) => ["-o", file]);
  try {
    return spawnSync(program, [...made, ...args], {
      cwd: root,
      encoding: "utf8",
      env: { PATH: folder },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("make preview", () => {
  it("says how to name a stack, how to install pulumi, and how to make the stack", () => {
    assert.match(make({ pulumi: "exit 0" }, "preview").stderr, /STACK is not set; for example/);
    const absent = make({}, "preview", "STACK=staging");
    assert.match(absent.stderr, /pulumi is not installed: https:/);
    const empty = make(
      { pulumi: "echo no stack named staging; exit 6" },
      "preview",
      "STACK=staging",
    );
    assert.match(
      empty.stderr,
      /^no stack named staging\nmake preview: .*pulumi stack init staging/m,
    );
  });

  it("says what a stack without levels of its policies lacks", () => {
    const { status, stderr } = make({ pulumi: "exit 0" }, "preview", "STACK=dev");
    assert.equal(status, 2);
    assert.match(
      stderr,
      /policy\/config\.dev\.json is not there.*echo '\{ "all": "advisory" \}' >/,
    );
  });

  it("previews with the policies and parameters of the stack", () => {
    const pulumi = 'if [ "$1" = preview ]; then echo "$@"; fi';
    const { status, stdout } = make({ pulumi }, "preview", "STACK=staging");
    assert.equal(status, 0);
    assert.equal(
      stdout,
      "preview --stack staging --policy-pack policy --policy-pack-config policy/config.staging.json\n",
    );
  });
});
