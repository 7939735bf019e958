import assert from "node:assert/strict";

import { afterFailedUpdate, checkpointOf, recoveryOf, type StackFacts } from "../../stack/recovery";

const lock = { pid: 42, hostname: "here", username: "ann", alive: false };
const clean: StackFacts = {
  hostname: "here",
  file: "/state/local.json",
  locks: [],
  checkpoint: { kind: "read", pendingCreates: [] },
  sameEmulator: true,
};
const kindsOf = (facts: Partial<StackFacts>) => {
  const recovery = recoveryOf({ ...clean, ...facts });
  return recovery.kind === "proceed" ? recovery.steps.map(({ kind }) => kind) : recovery.problem;
};

describe("recovery before an update", () => {
  it("does nothing when there is nothing to recover", () => {
    assert.deepEqual(kindsOf({}), []);
  });

  it("makes the stack when there is none", () => {
    assert.deepEqual(kindsOf({ checkpoint: { kind: "absent" } }), ["init"]);
  });

  it("removes the lock of a process that is dead", () => {
    assert.deepEqual(kindsOf({ locks: [lock] }), ["cancel"]);
  });

  it("clears creations that a killed run left open, after its lock", () => {
    const checkpoint = { kind: "read", pendingCreates: ["urn:a"] } as const;
    assert.deepEqual(kindsOf({ locks: [lock], checkpoint }), ["cancel", "clearPendingCreates"]);
  });

  it("forgets the stack of an emulator that is gone, even when its file is broken", () => {
    const checkpoint = { kind: "unreadable", reason: "cut short" } as const;
    assert.deepEqual(kindsOf({ sameEmulator: false, locks: [lock], checkpoint }), [
      "forget",
      "init",
    ]);
  });

  it("never takes the lock of a process that lives", () => {
    assert.match(String(kindsOf({ locks: [{ ...lock, alive: true }] })), /process 42 of ann/);
    assert.match(
      String(kindsOf({ locks: [{ ...lock, alive: true }], sameEmulator: false })),
      /process 42/,
    );
  });

  it("never judges a process of another machine", () => {
    assert.match(String(kindsOf({ locks: [{ ...lock, hostname: "there" }] })), /ann@there/);
  });

  it("names the backup of a state file that cannot be read", () => {
    const recovery = recoveryOf({
      ...clean,
      checkpoint: { kind: "unreadable", reason: "cut short" },
    });
    assert.equal(recovery.kind, "refuse");
    assert.match(recovery.problem, /\/state\/local\.json cannot be read \(cut short\)/);
    assert.match(recovery.next, /cp \/state\/local\.json\.bak \/state\/local\.json/);
  });
});

describe("an update that failed", () => {
  it("starts over where a person asked for it and a kill left something half made, and nowhere else", () => {
    assert.equal(afterFailedUpdate(true, true), "start over");
    assert.equal(afterFailedUpdate(true, false), "ask");
    assert.equal(afterFailedUpdate(false, true), "fail");
    assert.equal(afterFailedUpdate(false, false), "fail");
  });
});

describe("a state file", () => {
  it("that does not exist is no error", () => {
    assert.deepEqual(checkpointOf(undefined), { kind: "absent" });
  });

  it("tells the creations that were under way, and no other operations", () => {
    const pending_operations = [
      { type: "creating", resource: { urn: "urn:a" } },
      { type: "deleting", resource: { urn: "urn:b" } },
    ];
    const text = JSON.stringify({ version: 3, checkpoint: { latest: { pending_operations } } });
    assert.deepEqual(checkpointOf(text), { kind: "read", pendingCreates: ["urn:a"] });
  });

  it("of a new stack has none", () => {
    const text = JSON.stringify({ version: 3, checkpoint: { stack: "local" } });
    assert.deepEqual(checkpointOf(text), { kind: "read", pendingCreates: [] });
  });

  for (const text of ["", `{"version": 3, "checkpo`, `{"version": 3}`]) {
    it(`that reads ${JSON.stringify(text)} is unreadable`, () => {
      assert.equal(checkpointOf(text).kind, "unreadable");
    });
  }
});
