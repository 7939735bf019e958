import assert from "node:assert/strict";

import { nextRun } from "../../../aws/nextRun";

const created = new Date("2026-01-01T00:00:20Z");

/** The next runs after a moment, one after the other. */
function runs(expression: string, after: string, { timezone = "UTC", count = 1 } = {}): string[] {
  const found: string[] = [];
  for (let last = new Date(after); found.length < count;) {
    const next = nextRun({ expression, timezone, created }, last);
    if (next === undefined) {
      return [...found, "never"];
    }
    found.push(next.toISOString().replace(":00.000Z", "Z"));
    last = next;
  }
  return found;
}

describe("the next run of a schedule", () => {
  // 28 November 2026 is a Saturday.
  for (const [expression, expected] of [
    ["cron(30 3 * * ? *)", "2026-11-29T03:30Z"],
    ["cron(0/15 * * * ? *)", "2026-11-28T12:15Z"],
    ["cron(5,10 12-14 ? * MON-FRI *)", "2026-11-30T12:05Z"],
    ["cron(0 8 ? * 2 *)", "2026-11-30T08:00Z"],
    ["cron(0 8 ? * L *)", "2026-12-05T08:00Z"],
    ["cron(0 8 ? * 6L *)", "2026-12-25T08:00Z"],
    ["cron(0 8 ? * 6#3 *)", "2026-12-18T08:00Z"],
    ["cron(0 8 ? * fri#1 *)", "2026-12-04T08:00Z"],
    ["cron(0 8 L * ? *)", "2026-11-30T08:00Z"],
    ["cron(0 8 LW feb ? *)", "2027-02-26T08:00Z"],
    ["cron(0 8 1W AUG ? *)", "2027-08-02T08:00Z"],
    ["cron(0 8 15W 5 ? *)", "2027-05-14T08:00Z"],
    ["cron(0 0 29 2 ? *)", "2028-02-29T00:00Z"],
    ["cron(0 0 1 1 ? 2030-2040/5)", "2030-01-01T00:00Z"],
    ["cron(0 0 1 1 ? 2026)", "never"],
    ["rate(1 hour)", "2026-11-28T12:00:20.000Z"],
    ["rate(2 days)", "2026-11-29T00:00:20.000Z"],
    ["at(2026-11-28T12:01:00)", "2026-11-28T12:01Z"],
    ["at(2026-11-28T12:00:00)", "never"],
  ] as const) {
    it(`of ${expression} is ${expected === "never" ? "never" : `on ${expected}`}`, () => {
      assert.deepEqual(runs(expression, "2026-11-28T12:00:00Z"), [expected]);
    });
  }

  it("follows the clock of its zone", () => {
    const berlin = { timezone: "Europe/Berlin" };
    assert.deepEqual(runs("cron(30 3 * * ? *)", "2026-11-28T12:00:00Z", berlin), [
      "2026-11-29T02:30Z",
    ]);
    assert.deepEqual(runs("cron(30 3 * * ? *)", "2026-07-01T12:00:00Z", berlin), [
      "2026-07-02T01:30Z",
    ]);
    assert.deepEqual(runs("at(2026-07-02T03:30:00)", "2026-07-01T12:00:00Z", berlin), [
      "2026-07-02T01:30Z",
    ]);
    const apia = { timezone: "Pacific/Apia" };
    assert.deepEqual(runs("cron(0 0 1 * ? *)", "2026-11-30T10:59:00Z", apia), [
      "2026-11-30T11:00Z",
    ]);
  });

  it("leaves out a time that the clock skips", () => {
    const found = runs("cron(30 2 * * ? *)", "2026-03-27T12:00:00Z", {
      timezone: "Europe/Berlin",
      count: 2,
    });
    assert.deepEqual(found, ["2026-03-28T01:30Z", "2026-03-30T00:30Z"]);
  });

  it("is once for a time that the clock shows twice", () => {
    const found = runs("cron(30 2 * * ? *)", "2026-10-24T12:00:00Z", {
      timezone: "Europe/Berlin",
      count: 2,
    });
    assert.deepEqual(found, ["2026-10-25T00:30Z", "2026-10-26T01:30Z"]);
  });
});
