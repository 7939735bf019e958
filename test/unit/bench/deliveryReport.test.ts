import assert from "node:assert/strict";

import { deliveryRows } from "../../../bench/deliveryReport";

describe("report on deliveries", () => {
  it("puts each median beside its target, and takes differences within a round", () => {
    const rounds = [
      { toUpdateService: 1, byCommit: 12, byHand: 10 },
      // A slow moment of the machine slows both ways.
      { toUpdateService: 4, byCommit: 40, byHand: 37 },
      { toUpdateService: 1.5, byCommit: 13, byHand: 12 },
    ];
    assert.deepEqual(deliveryRows({ rounds, predictedSeconds: 14.26, drainSeconds: 5 }), [
      "| From the commit to `UpdateService` | at most 2 s | **1.5 s** |",
      "| From the commit to new tasks alone |  | 13.0 s |",
      "| From `UpdateService` by hand to new tasks alone |  | 12.0 s |",
      "| By commit longer than by hand | at most 3 s | **2.0 s** |",
      "| By commit, predicted for the slow case |  | 14.3 s |",
    ]);
  });
});
