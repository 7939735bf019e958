import assert from "node:assert/strict";

import { processIo } from "../../../cli/io";

describe("the surroundings of the process", () => {
  const listeners = () => process.listeners("SIGINT");
  let before: ReturnType<typeof listeners>;

  beforeEach(() => {
    before = listeners();
  });

  afterEach(() => {
    for (const listener of listeners()) {
      if (!before.includes(listener)) {
        process.removeListener("SIGINT", listener);
      }
    }
  });

  it("let Ctrl+C end a command that does not ask for its signal", () => {
    processIo();
    assert.deepEqual(listeners(), before);
  });

  it("leave the first Ctrl+C to a command that asks, and the second to the system", () => {
    const io = processIo();
    const { signal } = io;
    assert.equal(io.signal, signal);
    const [ours, ...others] = listeners().filter((listener) => !before.includes(listener));
    assert.deepEqual(others, []);
    assert.equal(signal.aborted, false);
    ours?.("SIGINT");
    assert.equal(signal.aborted, true);
  });
});
