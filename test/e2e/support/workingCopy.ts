import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { repository } from "./localAws";

/** A copy of the project that a test may damage. */
export function workingCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), "slipway-copy-"));
  const listed = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    {
      cwd: repository,
      encoding: "utf8",
    },
  );
  for (const file of listed.split("\0").filter((name) => name !== "")) {
    cpSync(join(repository, file), join(copy, file), { force: true });
  }
  symlinkSync(join(repository, "node_modules"), join(copy, "node_modules"));
  return copy;
}
