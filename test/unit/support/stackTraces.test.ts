import assert from "node:assert/strict";

import { hook, withoutPromiseTraces } from "../../support/stackTraces";

/** Has the name of the SDK's function, which is what counts. */
function debuggablePromise(): string | undefined {
  return new Error("noted").stack;
}

describe("stack traces", () => {
  it("leaves out those that the SDK notes for its promises, and only while it works", async () => {
    assert.match(debuggablePromise() ?? "", /stackTraces\.test\.ts/);
    assert.equal(await withoutPromiseTraces(() => Promise.resolve(debuggablePromise())), "");
    assert.match(debuggablePromise() ?? "", /stackTraces\.test\.ts/);
  });

  it("keeps those of errors, with lines of TypeScript", async () => {
    const stack = await withoutPromiseTraces(() => Promise.resolve(new Error("real").stack));
    assert.match(stack ?? "", /stackTraces\.test\.ts:\d+:\d+/);
  });

  it("puts everything back when the work fails", async () => {
    const before = hook.prepareStackTrace;
    await assert.rejects(
      withoutPromiseTraces(() => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.equal(hook.prepareStackTrace, before);
  });
});
