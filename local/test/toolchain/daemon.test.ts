import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const toolchain = join(__dirname, "..", "..", "toolchain");

describe("a process that outlives the script that starts it", () => {
  it("holds no file of the caller open, and so no lock", () => {
    const script = `
      . "${toolchain}/daemon.sh"
      exec 5>/dev/null 12>/dev/null
      start_daemon sleep 60 >/dev/null 2>&1 </dev/null &
      while [ "$(cat /proc/$!/comm)" != sleep ]; do sleep 0.01; done
      printf '%s ' $(ls /proc/$!/fd)
      kill $!`;
    assert.equal(execFileSync("bash", ["-c", script], { encoding: "utf8" }), "0 1 2 ");
  });
});
