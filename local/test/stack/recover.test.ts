import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { placeOf } from "../../stack/place";
import { putAside } from "../../stack/recover";

describe("the state of stacks whose emulator ended", () => {
  let state = "";

  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), "slipway-recover-"));
  });

  afterEach(() => {
    rmSync(state, { recursive: true });
  });

  const place = (more: Record<string, string> = {}) =>
    placeOf({
      SLIPWAY_ROOT: "/",
      SLIPWAY_STATE: state,
      SLIPWAY_PORT: "1",
      SLIPWAY_INSTANCE: "i",
      ...more,
    });

  it("is put aside whole, and never deleted", () => {
    mkdirSync(join(state, "pulumi"));
    writeFileSync(join(state, "pulumi", "shop.json"), "{}");
    putAside(place());
    const [kept = ""] = readdirSync(join(state, "lost"));
    assert.match(kept, /^pulumi-\d{4}-/);
    assert.equal(readFileSync(join(state, "lost", kept, "shop.json"), "utf8"), "{}");
    assert.deepEqual(readdirSync(state), ["lost"]);
  });

  it("is no error where there is none", () => {
    putAside(place());
    assert.deepEqual(readdirSync(state), []);
  });

  it("is left alone unless a person says that it may go", () => {
    assert.equal(place().startOver, false);
    assert.equal(place({ SLIPWAY_START_OVER: "0" }).startOver, false);
    assert.equal(place({ SLIPWAY_START_OVER: "1" }).startOver, true);
  });
});
