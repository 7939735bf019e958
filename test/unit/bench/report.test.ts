import assert from "node:assert/strict";

import { median } from "../../../bench/median";
import { ratio } from "../../../bench/ratio";
import { growth, pack, rows } from "../../../bench/report";
import { unchangedRows } from "../../../bench/unchangedReport";

const runs = (...seconds: number[]) =>
  seconds.map((value) => ({ seconds: value, programMiB: value * 100, packMiB: value * 10 }));

describe("benchmark report", () => {
  it("takes the middle value, or the mean of the two in the middle", () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.throws(() => median([]), RangeError);
  });

  it("takes ratios within a round, so that a slow moment does not count", () => {
    // The second round ran on a machine four times slower.
    assert.equal(
      ratio(runs(1, 4), runs(2, 8), (run) => run.seconds),
      0.5,
    );
    assert.throws(() => ratio(runs(1, 2), runs(1), (run) => run.seconds), /Round 2/);
  });

  it("writes a row for each program that is compared with", () => {
    const others = [{ name: "by hand", runs: runs(2, 2) }];
    assert.deepEqual(rows([{ title: "10 apps", ours: runs(3, 3), others }]), [
      "| 10 apps | by hand | 3.00 s | 2.00 s | **1.50** | 300 MiB | 200 MiB | **1.50** |",
    ]);
  });

  it("says how much longer ten times the apps take", () => {
    const small = { title: "10 apps", ours: runs(2), others: [{ name: "by hand", runs: runs(1) }] };
    const large = {
      title: "100 apps",
      ours: runs(8),
      others: [{ name: "by hand", runs: runs(5) }],
    };
    assert.equal(growth(small, large), "4.0 times as long for Slipway, 5.0 times by hand");
  });

  it("says what the policy pack adds, and what it may", () => {
    const others = [{ name: "without it", runs: runs(10, 30) }];
    assert.equal(
      pack(
        { title: "100 apps", ours: runs(10.5, 31.5), others },
        { title: "100 apps", ours: runs(14, 42), others },
      ),
      "A pack without any policy adds 40 % to the time of a preview: Node.js starts, and is called twice for\n" +
        "each resource. The rules add 5 % to that; they may add 5 %. The pack's process takes 210 MiB.",
    );
  });

  it("says what a preview without a change asks of AWS, beside what it may", () => {
    const calls = [["ecs", 80] as const, ["sts", 1] as const];
    assert.deepEqual(
      unchangedRows([
        {
          ours: { apps: 40, runs: runs(6, 6), calls },
          byHand: { apps: 40, runs: runs(3, 4), calls: [["sts", 1]] },
        },
      ]),
      ["| 40 apps | 6.00 s | 3.50 s | **1.75** | **81** | at most 130 | 1 | ecs 80, sts 1 |"],
    );
  });
});
