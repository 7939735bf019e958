import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

import { until } from "../support/until";
import { fetchLocal } from "./support/http";
import { localAws } from "./support/localAws";
import { run, succeeded } from "./support/run";
import { workingCopy } from "./support/workingCopy";

/** What goes wrong while the stack is brought up, and that the next run goes on from there. */
describe("an interrupted run", () => {
  const copy = workingCopy();
  const local = localAws(4720, copy);

  after(() => local.remove());

  const answers = async (): Promise<void> => {
    for (const url of Object.values(await local.urls())) {
      assert.equal((await fetchLocal(url)).status, 200, url);
    }
  };

  it("names the program that has the port, and how to choose another", async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(local.port, "127.0.0.1", resolve));
    try {
      const { status, output } = await local.up();
      assert.equal(status, 1);
      assert.match(
        output,
        new RegExp(`Port ${local.port} is taken by .*process ${process.pid}\\)`),
      );
      assert.match(output, /SLIPWAY_PORT=\d+ make local/);
    } finally {
      squatter.close();
    }
  });

  it("shows the last lines of a build that fails, and ends with what to do", async () => {
    const file = join(copy, "examples", "hello", "Dockerfile");
    const whole = readFileSync(file, "utf8");
    writeFileSync(
      file,
      whole.replace("USER node", "RUN echo the build said this >&2 && exit 3\nUSER node"),
    );
    const { status, output } = await local.up();
    writeFileSync(file, whole);
    assert.equal(status, 1);
    assert.match(output, /the build said this/);
    assert.match(output, /pulumi up failed; its messages are above\.\n.*run make local again/);
  });

  it("killed with -9 in the middle of an update, comes up when it is run again", async () => {
    const child = spawn("local/up", [], {
      cwd: copy,
      env: local.settings,
      detached: true,
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => child.on("close", resolve));
    await until(
      "a pending creation",
      () => Promise.resolve(hasPendingCreate(local.state) ? true : undefined),
      { seconds: 120, everyMilliseconds: 20 },
    );
    // The whole group: make, Pulumi and its plugins, as a machine that loses power takes them.
    process.kill(-(child.pid ?? 0), "SIGKILL");
    await ended;
    // Nothing is in this local AWS yet that an empty one would miss.
    const env = { ...local.settings, SLIPWAY_START_OVER: "1" };
    const again = await run("local/up", [], { cwd: copy, env });
    const { output } = succeeded(again, "local/up after the kill");
    assert.match(output, /Removing the lock of an update that was killed/);
    await answers();
  });

  it("makes everything anew when the emulator was lost", async () => {
    const [pid] = readFileSync(join(local.state, "emulator.pid"), "utf8").split(" ");
    process.kill(Number(pid), "SIGKILL");
    const { output } = succeeded(await local.up(), "local/up without its emulator");
    assert.match(output, /with it what local AWS held; .* is kept in \S+\/lost\/pulumi-/);
    await answers();
    // The pipeline's first execution replaces the tasks of the update once.
    await until("the app's two containers alone", async () =>
      (await local.containers()).length === 2 ? true : undefined,
    );
  });

  it("names the backup of a state file that was cut short, and changes nothing", async () => {
    const file = join(local.state, "pulumi", ".pulumi", "stacks", "slipway", "local.json");
    const whole = readFileSync(file, "utf8");
    writeFileSync(file, whole.slice(0, whole.length / 2));
    const before_ = await local.containers();
    const { status, output } = await local.up();
    writeFileSync(file, whole);
    assert.equal(status, 1);
    assert.match(output, /local\.json cannot be read .*\n.*cp .*local\.json\.bak/);
    assert.deepEqual(await local.containers(), before_);
  });

  it("is removed although its pid files are lost", async () => {
    for (const name of ["emulator", "gateway"]) {
      rmSync(join(local.state, `${name}.pid`));
    }
    succeeded(await local.down(), "local/down");
    await assert.rejects(fetchLocal(`${local.endpoint}/_slipway/health`), /ECONNREFUSED/);
    assert.deepEqual(await local.containers(), []);
  });
});

function hasPendingCreate(state: string): boolean {
  const folder = join(state, "pulumi", ".pulumi");
  try {
    const locked =
      readdirSync(join(folder, "locks", "organization", "slipway", "local")).length > 0;
    const text = readFileSync(join(folder, "stacks", "slipway", "local.json"), "utf8");
    return (
      locked && text.includes(`"type": "creating"`) && text.includes("aws:ecs/cluster:Cluster")
    );
  } catch {
    return false;
  }
}
