import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { component, handmade, node, urnOf } from "../../support/handmade";
import { linesOf, matchSnapshot } from "../../support/snapshot";

describe("graph snapshot", () => {
  const folder = mkdtempSync(join(tmpdir(), "snapshot-"));
  const file = join(folder, "inner", "stack.txt");
  const app = component("slipway:app:WebApp", "app");
  const topic = node("aws:sns/topic:Topic", "app-topic", {
    parent: urnOf("slipway:app:WebApp", "app"),
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("has one sorted line for each node, with its parent", () => {
    assert.deepEqual(linesOf(handmade(topic, app)), [
      "aws:sns/topic:Topic app-topic < app",
      "slipway:app:WebApp app",
    ]);
  });

  it("demands the file, writes it when asked, then compares", () => {
    const lines = linesOf(handmade(app, topic));
    assert.throws(() => {
      matchSnapshot(file, lines, false);
    }, /does not exist; run the tests with UPDATE_SNAPSHOTS=1/);
    matchSnapshot(file, lines, true);
    assert.equal(
      readFileSync(file, "utf8"),
      "aws:sns/topic:Topic app-topic < app\nslipway:app:WebApp app\n",
    );
    matchSnapshot(file, lines, false);
    assert.throws(() => {
      matchSnapshot(file, linesOf(handmade(app)), false);
    }, /differs; if that is meant/);
  });
});
