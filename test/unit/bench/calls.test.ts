import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { answeredAt, type Call, callsByService, callsIn } from "../../../bench/calls";

const call = (action: string, second: number, status = 200): Call => ({
  time: `2026-01-01T00:00:0${second}.250Z`,
  service: "ecs",
  action,
  status,
});

describe("the call log as benchmarks read it", () => {
  it("is read from a line on, without one that is being written", () => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-calls-"));
    try {
      const file = join(folder, "calls.jsonl");
      const lines = [call("DescribeServices", 1), call("UpdateService", 2)].map((one) =>
        JSON.stringify(one),
      );
      writeFileSync(file, `${lines.join("\n")}\n{"time":"2026`);
      assert.deepEqual(callsIn(file), [call("DescribeServices", 1), call("UpdateService", 2)]);
      assert.deepEqual(callsIn(file, 1), [call("UpdateService", 2)]);
      assert.deepEqual(callsIn(file, 2), []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("tells when the call of an action was answered, refused ones left out", () => {
    const calls = [call("UpdateService", 1, 400), call("ListTasks", 2), call("UpdateService", 3)];
    assert.equal(answeredAt(calls, "ecs", "UpdateService"), Date.UTC(2026, 0, 1, 0, 0, 3, 250));
  });

  it("names no time when it is not clear which call is meant", () => {
    const twice = [call("UpdateService", 1), call("UpdateService", 2)];
    assert.throws(() => answeredAt(twice, "ecs", "UpdateService"), /ecs:UpdateService.* found 2/);
    assert.throws(() => answeredAt(twice, "ecs", "CreateService"), /found 0/);
    assert.throws(() => answeredAt(twice, "codecommit", "UpdateService"), /found 0/);
  });

  it("counts the calls of one access key by service", () => {
    const by = (accessKey: string, service: string) => ({ ...call("X", 1), accessKey, service });
    const calls = [by("bench", "sts"), by("bench", "ecs"), by("test", "ecs"), by("bench", "ecs")];
    assert.deepEqual(callsByService(calls, "bench"), [
      ["ecs", 2],
      ["sts", 1],
    ]);
  });
});
