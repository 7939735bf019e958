import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** Has the name of the SDK's function, which is what promiseTraces.js looks for. */
function debuggablePromise(): string | undefined {
  return new Error("noted").stack;
}

describe("stack traces", () => {
  it("are left out where the SDK notes one for every promise", () => {
    assert.equal(debuggablePromise(), "");
  });

  it("are kept for errors, with lines of TypeScript", () => {
    assert.match(new Error("real").stack ?? "", /promiseTraces\.test\.ts:15:\d+/);
  });

  it("are noted by a function that still has this name", () => {
    const sdk = readFileSync(require.resolve("@pulumi/pulumi/runtime/debuggable"), "utf8");
    assert.match(sdk, /function debuggablePromise\([^]*new Error\(\)\.stack/);
  });
});
