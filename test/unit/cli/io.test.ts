import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { createColors } from "picocolors";

import { processIo, terminalText } from "../../../cli/io";

const root = join(__dirname, "..", "..", "..");

/** Writes until it is told to end, as `slipway logs --follow` does. */
const follows = `
  const io = require("./cli/io").processIo();
  void (async () => {
    while (!io.signal.aborted) {
      io.stdout("a line\\n");
      await io.wait(5);
    }
  })();
`;

describe("the surroundings of the process", () => {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const listeners = () => signals.flatMap((name) => process.listeners(name));
  let before: ReturnType<typeof listeners>;

  beforeEach(() => {
    before = listeners();
  });

  afterEach(() => {
    for (const listener of listeners().filter((one) => !before.includes(one))) {
      signals.forEach((name) => process.removeListener(name, listener));
    }
  });

  it("let Ctrl+C end a command that does not ask for its signal", () => {
    processIo();
    assert.deepEqual(listeners(), before);
  });

  it("leave the first Ctrl+C to a command that asks, and the second to the system", () => {
    const io = processIo();
    const { signal } = io;
    assert.equal(io.signal, signal);
    const [ours, ...others] = process
      .listeners("SIGINT")
      .filter((listener) => !before.includes(listener));
    assert.deepEqual(others, []);
    assert.equal(signal.aborted, false);
    ours?.("SIGINT");
    assert.equal(signal.aborted, true);
  });

  for (const name of ["SIGTERM", "SIGHUP"] as const) {
    it(`treat ${name} as Ctrl+C`, async () => {
      const child = spawn(process.execPath, ["-r", "ts-node/register", "-e", follows], {
        cwd: root,
        env: { ...process.env, TS_NODE_TRANSPILE_ONLY: "1" },
        stdio: ["ignore", "pipe", "inherit"],
      });
      child.stdout.once("data", () => child.kill(name));
      child.stdout.resume();
      assert.deepEqual(await once(child, "exit"), [0, null]);
    });
  }

  it("end with 1 and a sentence where results cannot be written, and finish what was begun", () => {
    const writes = `
      const io = require("./cli/io").processIo();
      io.stdout("{}\\n");
      void io.wait(50).then(() => { io.stdout("more"); io.stderr("finished\\n"); process.exitCode = 0; });`;
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(
      process.execPath,
      ["-r", "ts-node/register", "-e", writes],
      {
        cwd: root,
        env: { ...process.env, TS_NODE_TRANSPILE_ONLY: "1" },
        stdio: ["ignore", full, "pipe"],
        encoding: "utf8",
      },
    );
    closeSync(full);
    assert.equal(status, 1);
    assert.match(stderr, /^finished\nThe results could not be written: .*ENOSPC.*\n$/);
  });

  it("end a command whose results nobody reads any more", async () => {
    const child = spawn(process.execPath, ["-r", "ts-node/register", "-e", follows], {
      cwd: root,
      env: { ...process.env, TS_NODE_TRANSPILE_ONLY: "1" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    child.stdout.destroy();
    const ended = await Promise.race([once(child, "exit"), timeOut(40_000)]);
    child.kill("SIGKILL");
    assert.deepEqual(ended, [0, null]);
  });
});

async function timeOut(milliseconds: number): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
  return "still running";
}

describe("what reaches the terminal", () => {
  it("has our colours, and no other command of a terminal", () => {
    const { bold, dim, red, green, yellow, cyan } = createColors(true);
    const ours = [bold, dim, red, green, yellow, cyan].map((color) => color("x")).join("\n");
    assert.equal(terminalText(ours), ours);
    const hostile = "\u001b[2J\u001b[8mhidden\u001b[1;1H\u001b]0;title\u0007\u202e\u009b1A";
    assert.equal(terminalText(`${red("✗")} ${hostile}\n`), `${red("✗")} hidden\n`);
  });
});
