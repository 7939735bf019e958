import assert from "node:assert/strict";

import { shiftTimeProblem, trafficShift } from "../../../aws/trafficShift";

describe("the shift of requests", () => {
  it("is none of a rolling deployment", () => {
    assert.equal(trafficShift({ strategy: "rolling" }), undefined);
    assert.equal(trafficShift({}), undefined);
  });

  const table: [string, Parameters<typeof trafficShift>[0], waits: number, minutes: number][] = [
    ["all at once", { strategy: "blue-green", bakeMinutes: 5 }, 0, 5],
    [
      "in even steps",
      { strategy: "linear", stepPercent: 25, stepMinutes: 2, bakeMinutes: 5 },
      3,
      11,
    ],
    ["in steps, the last of which is smaller", { strategy: "linear", stepPercent: 30 }, 3, 33],
    ["a small part first", { strategy: "canary", stepMinutes: 4, bakeMinutes: 0 }, 1, 4],
    ["in AWS's time where nothing is said", { strategy: "canary" }, 1, 25],
  ];
  for (const [how, settings, waits, minutes] of table) {
    it(`moves ${how}, in the minutes of all waits and the bake time`, () => {
      const shift = trafficShift(settings);
      assert.equal(shift?.waits, waits);
      assert.equal(shift.minutes, minutes);
    });
  }

  it("may not take longer than is waited for, to the minute", () => {
    const shift = trafficShift({ strategy: "canary", stepMinutes: 20, bakeMinutes: 25 });
    assert.ok(shift);
    assert.equal(shiftTimeProblem(shift, 15, 60), undefined);
    assert.equal(
      shiftTimeProblem(shift, 16, 60),
      "a deployment may take 61 minutes, and a pipeline waits for 60: timeoutMinutes 16 + 1 × 20 minutes between steps + bakeMinutes 25; take off 1 or more",
    );
  });
});
