import assert from "node:assert/strict";

import { faults, parseFault } from "../../gateway/faults";

const throttling = {
  service: "ecs",
  action: "CreateService",
  times: 2,
  code: "ThrottlingException",
  message: "Rate exceeded",
};

describe("injected faults", () => {
  it("happen as often as they were asked for, and then no more", () => {
    const waiting = faults();
    waiting.add(throttling);
    const codes = [1, 2, 3].map(() => waiting.take("ecs", "CreateService", "{}")?.code);
    assert.deepEqual(codes, ["ThrottlingException", "ThrottlingException", undefined]);
  });

  it("hit no other service, action or resource", () => {
    const waiting = faults();
    waiting.add({ ...throttling, containing: `"web"` });
    assert.equal(waiting.take("ecs", "DeleteService", `{"serviceName":"web"}`), undefined);
    assert.equal(waiting.take("ec2", "CreateService", `{"serviceName":"web"}`), undefined);
    assert.equal(waiting.take("ecs", "CreateService", `{"serviceName":"api"}`), undefined);
    assert.equal(waiting.pending.length, 1);
  });

  it("are forgotten when a test clears them", () => {
    const waiting = faults();
    waiting.add(throttling);
    waiting.clear();
    assert.equal(waiting.take("ecs", "CreateService", "{}"), undefined);
  });

  it("happen once, as a refused request, unless told otherwise", () => {
    const once = JSON.stringify({ ...throttling, times: undefined });
    assert.deepEqual(parseFault(once), { ...throttling, times: 1, status: 400 });
  });

  for (const [what, broken] of [
    ["without an action", { ...throttling, action: undefined }],
    ["with a misspelled number of times", { ...throttling, times: "2" }],
    ["that never happen", { ...throttling, times: 0 }],
  ] as const) {
    it(`${what} are refused`, () => {
      assert.throws(() => parseFault(JSON.stringify(broken)), /^Error: A fault/);
    });
  }
});
