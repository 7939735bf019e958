import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { reportIn, runParts, totalLine, type Part } from "../../support/parts";

/** A part that is one line of JavaScript. */
function part(name: string, script: string, more: Partial<Part> = {}): Part {
  return {
    name,
    command: [process.execPath, "-e", script],
    cwd: __dirname,
    lane: name,
    limitSeconds: 30,
    ...more,
  };
}

async function run(...parts: Part[]) {
  const lines: string[] = [];
  const total = await runParts(parts, (line) => lines.push(line));
  return { total, lines };
}

/** False also for a process that has ended and that nobody has asked about yet. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z");
}

describe("test parts", () => {
  it("adds up what the parts report and prefixes what they print", async () => {
    const { total, lines } = await run(
      part("one", `console.log("hello"); console.log("2 passed, 0 failed")`),
      part("three", `console.error("oops"); console.log("3 passed, 0 failed, 1 skipped")`),
    );
    assert.deepEqual(total, { passed: 5, failed: 0, skipped: 1 });
    assert.equal(totalLine(total), "5 passed, 0 failed, 1 skipped");
    assert.ok(lines.includes("one   | hello"));
    assert.ok(lines.includes("three | oops"));
  });

  it("counts the failed tests of a part once", async () => {
    const script = `console.log("4 passed, 2 failed"); process.exitCode = 2`;
    const { total, lines } = await run(part("unit", script));
    assert.equal(totalLine(total), "4 passed, 2 failed");
    assert.equal(lines.filter((line) => line.includes("did not end well")).length, 0);
  });

  it("counts a part that dies as a failure and says how it died", async () => {
    const { total, lines } = await run(
      part("ok", `console.log("1 passed, 0 failed")`),
      part(
        "dead",
        `console.log("5 passed, 0 failed so far"); process.kill(process.pid, "SIGKILL")`,
      ),
    );
    assert.equal(totalLine(total), "1 passed, 1 failed");
    const sentence = "dead ended without a report (signal SIGKILL); what it wrote is above.";
    assert.ok(lines.includes(sentence), lines.join("\n"));
  });

  it("takes a count only as the last line", async () => {
    const { total, lines } = await run(
      part("early", `console.log("9 passed, 0 failed"); console.log("and more"); process.exit(1)`),
    );
    assert.equal(totalLine(total), "0 passed, 1 failed");
    assert.ok(
      lines.includes("early ended without a report (exit code 1); what it wrote is above."),
    );
  });

  it("counts a part as failed that reports success but ends with an error", async () => {
    const { total, lines } = await run(
      part("late", `console.log("3 passed, 0 failed"); process.exitCode = 7`),
    );
    assert.equal(totalLine(total), "3 passed, 1 failed");
    assert.ok(lines.includes("late reported no failure but did not end well (exit code 7)."));
  });

  it("counts a part without tests as a failure", async () => {
    const { total, lines } = await run(part("empty", `console.log("0 passed, 0 failed")`));
    assert.equal(totalLine(total), "0 passed, 1 failed");
    assert.ok(lines.includes("empty ran no test."));
  });

  it("counts a part as failed whose program does not exist", async () => {
    const { total, lines } = await run(part("none", "", { command: ["/no/such/program"] }));
    assert.equal(totalLine(total), "0 passed, 1 failed");
    assert.ok(lines.some((line) => line.includes("none ended without a report (could not start")));
  });

  it("stops a part that hangs, with what it started", async () => {
    const script = `
      const child = require("node:child_process").spawn("sleep", ["60"], { stdio: "inherit" });
      console.log("child " + child.pid);
      setInterval(() => {}, 1000)`;
    const { total, lines } = await run(part("stuck", script, { limitSeconds: 1 }));
    assert.equal(totalLine(total), "0 passed, 1 failed");
    assert.ok(lines.includes("stuck was stopped: it had not ended after 1 s."));
    const pid = Number(/child (\d+)/.exec(lines.join("\n"))?.[1]);
    assert.equal(isRunning(pid), false);
  });

  it("does not wait for a process that a part leaves behind", async () => {
    const script = `
      const { spawn } = require("node:child_process");
      const child = spawn("sleep", ["60"], { stdio: "inherit", detached: true });
      console.log("child " + child.pid);
      child.unref();
      console.log("1 passed, 0 failed")`;
    const { total, lines } = await run(part("daemon", script));
    assert.equal(totalLine(total), "1 passed, 0 failed");
    const pid = Number(/child (\d+)/.exec(lines.join("\n"))?.[1]);
    assert.equal(isRunning(pid), true);
    process.kill(pid);
  });

  it("runs lanes side by side and the parts of a lane in turn", async () => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-parts-"));
    const mark = JSON.stringify(join(folder, "c"));
    const end = `console.log("end"); console.log("1 passed, 0 failed");`;
    // "a" ends only when "c" has run.
    const waits = `const { existsSync } = require("fs"); const timer = setInterval(() => {
      if (existsSync(${mark})) { clearInterval(timer); ${end} } }, 20);`;
    const { lines, total } = await run(
      part("a", waits, { lane: "left" }),
      part("b", `console.log("begin"); ${end}`, { lane: "left" }),
      part("c", `require("fs").writeFileSync(${mark}, ""); ${end}`, { lane: "right" }),
    );
    rmSync(folder, { recursive: true });
    assert.deepEqual(total, { passed: 3, failed: 0, skipped: 0 });
    assert.ok(lines.indexOf("a | end") < lines.indexOf("b | begin"), "b waits for a");
  });

  it("stops its parts when it is interrupted, and runs no more of them", async () => {
    const script = `
      const { runParts, totalLine } = require("./test/support/parts");
      const slow = 'setInterval(() => {}, 1000); console.log("up")';
      const parts = ["first", "second"].map((name) => ({
        name, command: [process.execPath, "-e", slow], cwd: ".", lane: "one", limitSeconds: 60,
      }));
      runParts(parts, (line) => console.log(line)).then((total) => console.log(totalLine(total)));`;
    const child = spawn(process.execPath, ["-r", "ts-node/register", "-e", script], {
      cwd: join(__dirname, "..", "..", ".."),
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("first  | up") && !child.killed) {
        child.kill("SIGINT");
      }
    });
    await once(child, "close");
    assert.match(output, /first ended without a report \(signal SIGTERM\)/);
    assert.match(output, /second was not run: the suite was interrupted\./);
    assert.match(output, /\n0 passed, 2 failed\n$/);
  });

  it("repeats at the end what a part wrote about its failed tests", async () => {
    const wrote = ["✖ a", "Failures:", "  1) a", "     not equal", "1 passed, 1 failed"];
    const { lines } = await run(
      part("bad", `console.log(${JSON.stringify(wrote.join("\n"))}); process.exitCode = 1`),
      part("good", `console.log("1 passed, 0 failed")`),
    );
    const table = lines.findIndex((line) => line.startsWith("bad    1 passed, 1 failed"));
    assert.deepEqual(lines.slice(table + 2), ["bad  |   1) a", "bad  |      not equal"]);
  });

  it("repeats no more than sixty lines of them", async () => {
    const wrote = ["Failures:", ...Array.from({ length: 70 }, () => "x"), "0 passed, 1 failed"];
    const { lines } = await run(part("bad", `console.log(${JSON.stringify(wrote.join("\n"))})`));
    assert.equal(lines.at(-1), "bad | … and 10 lines more above");
  });

  it("reads a report only from a line that is nothing else", () => {
    assert.deepEqual(reportIn("12 passed, 3 failed"), { passed: 12, failed: 3, skipped: 0 });
    assert.equal(reportIn("so far 12 passed, 3 failed"), undefined);
    assert.equal(reportIn("12 passed"), undefined);
  });
});
