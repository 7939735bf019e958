import assert from "node:assert/strict";

import { rollBack, type RollbackRequest } from "../../../../cli/release/rollback";
import { typed } from "../../../support/cli";
import { FakeCloud } from "./fakeCloud";
import { image, plainly, run } from "./shop";

function rolledBack(cloud: FakeCloud, over: Partial<RollbackRequest> = {}) {
  return run(rollBack, cloud, { ...plainly, wish: { steps: 1 }, ...over });
}

describe("slipway rollback", () => {
  it("commits the release before, and waits until it runs", async () => {
    const cloud = new FakeCloud().ran(image("a")).ran(image("b"));
    const { code, out, err, did } = await rolledBack(cloud);
    assert.equal(code, 0, out);
    assert.deepEqual(did, ["commit Roll back to ccccccc: Release of old"]);
    assert.match(err, /web: web@b{12} → web@a{12}/);
    assert.match(out, /main\/web runs web@a{12}/);
  });

  it("abandons what holds the pipeline and stops what ECS works on, before it commits", async () => {
    const cloud = new FakeCloud({ [image("b")]: "hangs" }).ran(image("a"));
    cloud.start(cloud.commit(image("b"), "Release").commitId);
    cloud.pass(20);
    const { code, did, err } = await rolledBack(cloud);
    assert.equal(code, 0);
    assert.deepEqual(did, [
      "abandon e2",
      "stop the deployment",
      "commit Roll back to ccccccc: Release of old",
    ]);
    const plan = err.slice(0, err.indexOf("•"));
    assert.match(plan, /abandon 1 execution of the pipeline, under way or waiting/);
    assert.match(plan, /stop the deployment that ECS works on/);
  });

  it("abandons an approval that waits, and stops nothing of ECS", async () => {
    const cloud = new FakeCloud({ [image("b")]: "waits for approval" }).ran(image("a"));
    cloud.start(cloud.commit(image("b"), "Release").commitId);
    const { code, did } = await rolledBack(cloud);
    assert.equal(code, 0);
    assert.deepEqual(did, ["abandon e2", "commit Roll back to ccccccc: Release of old"]);
  });

  it("refuses an image that no longer exists before anything is stopped", async () => {
    const cloud = new FakeCloud({ [image("b")]: "hangs" }).ran(image("a"));
    cloud.start(cloud.commit(image("b"), "Release").commitId);
    cloud.pass(20);
    cloud.lost.add(image("a").split("@")[1] ?? "");
    await assert.rejects(rolledBack(cloud), /no longer exists; nothing was stopped or changed/);
    assert.deepEqual(cloud.did, []);
  });

  it("writes the revision anew when someone deleted it", async () => {
    const cloud = new FakeCloud().ran(image("a")).ran(image("b"));
    cloud.isDeleted = true;
    const { code, did } = await rolledBack(cloud);
    assert.deepEqual([code, did], [0, ["commit Roll back to ccccccc: Release of old"]]);
  });

  it("stops and changes nothing when it is interrupted before that", async () => {
    const cloud = new FakeCloud().ran(image("a"));
    cloud.start(cloud.commit(image("b"), "Release").commitId);
    cloud.io.interruption.abort();
    await assert.rejects(rolledBack(cloud), { message: /nothing was committed/, exitCode: 2 });
    assert.deepEqual(cloud.did, []);
  });

  it("does nothing when that release runs and nothing is under way", async () => {
    const cloud = new FakeCloud().ran(image("a"));
    const { code, out, did } = await rolledBack(cloud, { wish: { to: "ccc" } });
    assert.equal(code, 0);
    assert.match(out, /runs the images of ccccccc already; nothing was done/);
    assert.deepEqual(did, []);
  });

  it("starts the pipeline again where the branch says so already and something else runs", async () => {
    const cloud = new FakeCloud().ran(image("b")).ran(image("a"), "Failed");
    const { code, did } = await rolledBack(cloud, {
      wish: { to: cloud.commits[0]?.commitId ?? "" },
    });
    assert.equal(code, 0);
    assert.deepEqual(did, ["start 2"]);
  });

  it("takes one way to name the release, not two", async () => {
    const { code, stderr } = await typed("rollback main/web --to c1 --steps 2", {
      connect: () => Promise.reject(new Error("it asked AWS")),
    });
    assert.equal(code, 2);
    assert.match(stderr, /--to and --steps each name a release/);
  });
});
