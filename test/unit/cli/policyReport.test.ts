import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Run, runProgram } from "../../../cli/policy/preview";
import { policyReport, type PolicyReportValues } from "../../../cli/policy/report";
import { UserError } from "../../../cli/userError";
import { MemoryIo } from "../../support/cli";

const tsNode = "policy/node_modules/ts-node/dist/bin.js";

describe("slipway policy report", () => {
  let cwd = "";
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), "slipway-test-"));
    mkdirSync(join(cwd, tsNode, ".."), { recursive: true });
    for (const file of [
      tsNode,
      "policy/writeReport.ts",
      "policy/config.prod.json",
      "events.json",
    ]) {
      writeFileSync(join(cwd, file), "{}");
    }
  });
  afterEach(() => {
    rmSync(cwd, { recursive: true });
  });

  /** A pulumi that writes an event log, and a writer that is content; both are kept. */
  function programs(
    previewCode: number,
    events = "{}",
    said = "Wrote it.\nPassed: 9 rules.\n",
  ): { run: Run; ran: string[][] } {
    const ran: string[][] = [];
    const run: Run = (command, args, { env }) => {
      ran.push([command, ...args]);
      if (command !== "pulumi") {
        return Promise.resolve({ code: 0, output: said });
      }
      assert.equal(env["PULUMI_DEBUG_COMMANDS"], "1");
      const log = args.at(-1) ?? "";
      if (events !== "") {
        writeFileSync(log, events);
      }
      return Promise.resolve({ code: previewCode, output: "error: it is broken\n" });
    };
    return { run, ran };
  }

  function report(
    values: Partial<PolicyReportValues>,
    stack: string | undefined,
    run: Run,
    json = false,
  ) {
    const io = new MemoryIo({}, cwd);
    const none = { from: undefined, config: undefined, pack: undefined, output: undefined };
    const done = policyReport(
      {
        io,
        args: [],
        options: { ...none, ...values },
        global: { stack, region: undefined, profile: undefined, json },
        commands: [],
        clients: () => assert.fail("AWS is not asked"),
        connect: () => assert.fail("no delivery is needed"),
      },
      run,
    );
    return { io, done };
  }

  it("previews with the pack and lets the pack write the pages", async () => {
    const { run, ran } = programs(0);
    const { io, done } = report({}, "acme/shop/prod", run);
    assert.equal(await done, 0);
    const [preview = [], write = []] = ran;
    assert.deepEqual(preview.slice(0, 9), [
      "pulumi",
      "preview",
      "--non-interactive",
      "--stack",
      "acme/shop/prod",
      "--policy-pack",
      join(cwd, "policy"),
      "--policy-pack-config",
      join(cwd, "policy", "config.prod.json"),
    ]);
    assert.deepEqual(write.slice(2), [
      "writeReport.ts",
      preview.at(-1),
      join(cwd, "policy", "config.prod.json"),
      join(cwd, "policy-report"),
    ]);
    assert.equal(io.out, "policy-report.md\npolicy-report.html\nPassed: 9 rules.\n");
    assert.match(io.err, /✓ Preview stack acme\/shop\/prod with the policy pack\n/);
  });

  it("ends with 1 when the preview fails, and writes the pages all the same", async () => {
    const { run, ran } = programs(255);
    const { io, done } = report({ output: "out/page" }, "prod", run, true);
    assert.equal(await done, 1);
    assert.equal(ran.length, 2);
    assert.deepEqual(JSON.parse(io.out), {
      markdown: "out/page.md",
      html: "out/page.html",
      passed: false,
      verdict: "Passed: 9 rules.",
    });
  });

  it("ends with 1 for an earlier preview that failed", async () => {
    const { run } = programs(0, "{}", "Wrote it.\nFailed: 9 rules, 1 violated.\n");
    const { io, done } = report({ from: "events.json" }, "prod", run, true);
    assert.equal(await done, 1);
    assert.match(io.out, /"passed": false,\n {2}"verdict": "Failed: 9 rules, 1 violated\."/);
  });

  it("takes a writer that says nothing for one that is broken", async () => {
    const { run } = programs(0, "{}", "");
    await assert.rejects(report({}, "prod", run).done, /The report could not be written:/);
  });

  it("reads an earlier preview instead", async () => {
    const { run, ran } = programs(0);
    assert.equal(await report({ from: "events.json" }, "prod", run).done, 0);
    assert.deepEqual(
      ran.map(([, , ...args]) => args.slice(0, 2)),
      [["writeReport.ts", join(cwd, "events.json")]],
    );
  });

  it("shows why a preview failed that asked no policy", async () => {
    const { done } = report({}, "prod", programs(255, "").run);
    await assert.rejects(done, (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /failed before any policy was asked:\nerror: it is broken$/);
      assert.equal(error.exitCode, 1);
      return true;
    });
  });

  const wrong: readonly (readonly [Partial<PolicyReportValues>, string | undefined, RegExp])[] = [
    [{}, undefined, /^Whose policies to report is not said\.$/],
    [{ from: "events.json" }, undefined, /^The configuration of the pack is not said\.$/],
    [{}, "test", /^The configuration of the pack is not there: .*config\.test\.json\.$/],
    [{ from: "none.json" }, "prod", /^The event log is not there: .*none\.json\.$/],
    [{ pack: "policies" }, "prod", /^There is no policy pack in .*policies\.$/],
  ];
  for (const [values, stack, sentence] of wrong) {
    it(`refuses before it starts anything: ${sentence.source}`, async () => {
      const { run, ran } = programs(0);
      await assert.rejects(report(values, stack, run).done, (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, sentence);
        assert.equal(error.exitCode, 2);
        return true;
      });
      assert.deepEqual(ran, []);
    });
  }

  it("says that the pack's packages are missing, and that pulumi is", async () => {
    rmSync(join(cwd, tsNode));
    await assert.rejects(report({}, "prod", programs(0).run).done, /are not installed\.$/);
    writeFileSync(join(cwd, tsNode), "");
    const absent: Run = () =>
      Promise.reject(Object.assign(new Error("spawn pulumi ENOENT"), { code: "ENOENT" }));
    await assert.rejects(report({}, "prod", absent).done, /^UserError: "pulumi" is not on PATH\.$/);
  });

  it("runs programs, and keeps what they print and end with", async () => {
    const script = "console.log(process.env.X); console.error('b'); process.exitCode = 3";
    const options = { cwd, env: { ...process.env, X: "a" } };
    const ran = await runProgram(process.execPath, ["-e", script], options);
    assert.equal(ran.code, 3);
    assert.deepEqual(ran.output.split("\n").sort(), ["", "a", "b"]);
    await assert.rejects(runProgram(join(cwd, "none"), [], { cwd, env: {} }), { code: "ENOENT" });
  });
});
