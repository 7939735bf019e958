import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..", "..");

/** Runs a suite of one file with the reporter; forbidden pending tests are allowed here. */
function report(source: string): { output: string; lastLine: string; code: number | null } {
  const folder = mkdtempSync(join(tmpdir(), "reporter-"));
  const file = join(folder, "suite.js");
  writeFileSync(file, source);
  const mocha = join(root, "node_modules", "mocha", "bin", "mocha.js");
  const reporter = join(root, "test", "support", "reporter.ts");
  const options = ["--no-config", "--require", "ts-node/register", "--reporter", reporter];
  const { stdout, stderr, status } = spawnSync(process.execPath, [mocha, ...options, file], {
    cwd: root,
    encoding: "utf8",
  });
  rmSync(folder, { recursive: true });
  return {
    output: stdout + stderr,
    lastLine: stdout.trimEnd().split("\n").pop() ?? "",
    code: status,
  };
}

describe("test reporter", () => {
  it("prints one line for each suite and ends with the count", () => {
    const { output, lastLine, code } = report(
      `describe("a suite", () => { describe("inner", () => { it("x", () => {}); it("y", () => {}) }) })`,
    );
    assert.equal(lastLine, "2 passed, 0 failed");
    assert.match(output, /^✔ a suite: 2 passed$/m);
    assert.equal(code, 0);
  });

  it("shows a failure in full, with its difference", () => {
    const { output, lastLine, code } = report(
      `const assert = require("node:assert/strict");
       describe("a suite", () => { it("x", () => {}); it("adds", () => assert.deepEqual({ a: 1 }, { a: 2 })) })`,
    );
    assert.equal(lastLine, "1 passed, 1 failed");
    assert.match(output, /^ {2}✖ a suite adds$/m);
    assert.match(output, /^✖ a suite: 1 passed, 1 failed$/m);
    assert.match(output, /-\s+"a": 1\n\s+\+\s+"a": 2/);
    assert.match(output, /suite\.js:2:/);
    assert.notEqual(code, 0);
  });

  it("counts a failing hook", () => {
    const { lastLine, code } = report(
      `describe("a suite", () => { before(() => { throw new Error("no start") }); it("x", () => {}) })`,
    );
    assert.equal(lastLine, "0 passed, 1 failed");
    assert.notEqual(code, 0);
  });

  it("counts skipped tests apart", () => {
    const { lastLine } = report(`describe("a suite", () => { it("x", () => {}); it.skip("y") })`);
    assert.equal(lastLine, "1 passed, 0 failed, 1 skipped");
  });

  it("gives a slow test a line of its own", () => {
    const { output } = report(
      `describe("a suite", () => { it("waits", (done) => { setTimeout(done, 1050) }) })`,
    );
    assert.match(output, /^ {2}✔ a suite waits \(1\.\d s\)$/m);
  });
});
