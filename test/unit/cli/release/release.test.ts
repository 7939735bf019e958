import assert from "node:assert/strict";

import { releaseImage, type ReleaseRequest } from "../../../../cli/release/release";
import { type WatchedApp } from "../../../../delivery/deployment/look";
import { RevisionConflictError } from "../../../../delivery/store";
import { FakeCloud } from "./fakeCloud";
import { image, plainly, run } from "./shop";

function released(
  cloud: FakeCloud,
  over: Partial<ReleaseRequest> = {},
  change?: Parameters<typeof run>[3],
) {
  return run(releaseImage, cloud, { ...plainly, image: image("b"), verify: true, ...over }, change);
}

describe("slipway release", () => {
  it("shows the plan, commits, waits, and ends with 0 when exactly this image runs", async () => {
    const cloud = new FakeCloud().ran(image("a"));
    const { code, out, err, did } = await released(cloud, { message: "Faster search" });
    assert.equal(code, 0, out);
    assert.deepEqual(did, ["commit Faster search"]);
    assert.match(err, /web: web@a{12} → web@b{12}/);
    assert.match(err, /commit to deployment, branch staging: "Faster search"/);
    assert.match(err, /takes about \d+ s/);
    assert.ok(err.indexOf("takes about") < err.indexOf("Commit main/web/revision.json"));
    assert.match(err, /0 of 2 new tasks running/);
    assert.match(out, /main\/web runs web@b{12} \(\d+ s; about \d+ s expected\)/);
    assert.deepEqual(cloud.deployments[0]?.images, { web: image("b") });
  });

  it("says so and does nothing when this image runs already", async () => {
    const cloud = new FakeCloud().ran(image("b"));
    const { code, out, did } = await released(cloud);
    assert.equal(code, 0);
    assert.match(out, /main\/web runs web@b{12} already; nothing was done/);
    assert.deepEqual(did, []);
  });

  it("ends with 1 and says why when ECS rolls it back", async () => {
    const cloud = new FakeCloud({ [image("b")]: "breaks" }).ran(image("a"));
    const { code, out, err } = await released(cloud);
    assert.equal(code, 1);
    assert.match(out, /was rolled back: 3 tasks failed\. web@a{12} runs\./);
    assert.match(out, /Next\n {2}slipway logs main\/web --stack staging/);
    assert.match(err, /✗ Replace the tasks/);
  });

  it("tries a release that failed once more, on the commit that says so already", async () => {
    const cloud = new FakeCloud().ran(image("a")).ran(image("b"), "Failed");
    cloud.pass(3600);
    const { code, err, did } = await released(cloud);
    assert.equal(code, 0);
    assert.deepEqual(did, ["start 2"]);
    assert.match(err, /says so already, and does not run; its pipeline is started again/);
  });

  it("waits when it is asked for what is being deployed", async () => {
    const cloud = new FakeCloud().ran(image("a"));
    cloud.start(cloud.commit(image("b"), "Release").commitId);
    const { code, err, did } = await released(cloud);
    assert.equal(code, 0);
    assert.deepEqual(did, []);
    assert.match(err, /is being deployed; looking on/);
  });

  it("clears a release out of the way that ECS has rolled back and the pipeline still waits for", async () => {
    const cloud = new FakeCloud({ [image("c")]: "breaks" }).ran(image("a"));
    assert.equal((await released(cloud, { image: image("c") })).code, 1);
    cloud.did.length = 0;
    const { code, did, err } = await released(cloud);
    assert.equal(code, 0);
    assert.deepEqual(did, ["abandon e2", "commit Release web@bbbbbbbbbbbb"]);
    assert.match(err, /which ECS has rolled back already/);
  });

  it("calls a release rolled back whose execution was abandoned for it, and is not held up by it", async () => {
    const cloud = new FakeCloud({ [image("c")]: "breaks" }).ran(image("a"));
    cloud.frees = true;
    const { code, out } = await released(cloud, { image: image("c") });
    assert.equal(code, 1);
    assert.match(out, /was rolled back: 3 tasks failed/);
    cloud.did.length = 0;
    assert.equal((await released(cloud)).code, 0);
    assert.deepEqual(cloud.did, ["commit Release web@bbbbbbbbbbbb"]);
  });

  it("leaves a release alone that is still being deployed, and waits behind it", async () => {
    const cloud = new FakeCloud({ [image("c")]: "hangs" }).ran(image("a"));
    await released(cloud, { image: image("c"), timeoutSeconds: 30 });
    cloud.did.length = 0;
    await released(cloud, { wait: false });
    assert.deepEqual(cloud.did, ["commit Release web@bbbbbbbbbbbb"]);
  });

  it("commits and ends when it is not to wait", async () => {
    const cloud = new FakeCloud().ran(image("a"));
    const { code, out } = await released(cloud, { wait: false });
    assert.equal(code, 0);
    assert.match(out, /Committed \w{7}; the pipeline deploys it/);
    assert.deepEqual(cloud.deployments[0]?.images, { web: image("a") });
  });

  it("says how to approve while it waits, and that all goes on when the time is over", async () => {
    const cloud = new FakeCloud({ [image("b")]: "waits for approval" }).ran(image("a"));
    const { code, out, err } = await released(cloud, { timeoutSeconds: 60 });
    assert.equal(code, 1);
    assert.match(err, /waits for approval: slipway approve main\/web/);
    assert.match(out, /Not over in the time that was given; the deployment of \w{7} goes on/);
  });

  it("loses nothing when it is interrupted", async () => {
    const cloud = new FakeCloud().ran(image("a"));
    const clock = {
      ...cloud.world().clock,
      wait: (milliseconds: number) => {
        cloud.io.interruption.abort();
        return cloud.io.wait(milliseconds);
      },
    };
    const { code, out } = await released(cloud, {}, { world: { clock } });
    assert.equal(code, 1);
    assert.match(out, /goes on by itself/);
    assert.match(out, /slipway status --stack staging/);
    assert.match(out, /slipway rollback main\/web --stack staging/);
  });

  it("commits nothing when it is interrupted before that", async () => {
    const cloud = new FakeCloud().ran(image("a"));
    cloud.io.interruption.abort();
    await assert.rejects(released(cloud), { message: /nothing was committed/, exitCode: 2 });
    assert.deepEqual(cloud.did, []);
  });

  it("ends with 1 and says that the deployment goes on when nobody can look on any more", async () => {
    const cloud = new FakeCloud().ran(image("a"));
    const world = cloud.world();
    const expired = Object.assign(new Error("why"), { name: "ExpiredTokenException" });
    const services = {
      ...world.services,
      service: (app: WatchedApp) =>
        cloud.did.length === 0 ? world.services.service(app) : Promise.reject(expired),
    };
    cloud.world = () => ({ ...world, services });
    await assert.rejects(released(cloud), {
      message: /have expired\. The deployment of ccccccc goes on by itself\.$/,
      hint: /^Sign in .* slipway status main\/web --stack staging shows where it stands/,
      exitCode: 1,
    });
    assert.deepEqual(cloud.did, ["commit Release web@bbbbbbbbbbbb"]);
  });

  it("writes the revision anew when someone deleted it", async () => {
    const cloud = new FakeCloud().ran(image("a"));
    cloud.isDeleted = true;
    const { code, did } = await released(cloud);
    assert.deepEqual([code, did], [0, ["commit Release web@bbbbbbbbbbbb"]]);
  });

  it("commits nothing over a commit that came after its plan", async () => {
    const cloud = new FakeCloud().ran(image("a"));
    cloud.rival = image("d");
    await assert.rejects(released(cloud), RevisionConflictError);
    assert.deepEqual(cloud.did, []);
  });

  it("commits nothing when the image does not exist", async () => {
    const cloud = new FakeCloud().ran(image("a"));
    cloud.lost.add(image("b").split("@")[1] ?? "");
    await assert.rejects(released(cloud), /was not found in ECR/);
    assert.deepEqual(cloud.did, []);
  });

  it("commits nothing that would not start, and says why", async () => {
    const cloud = new FakeCloud().ran(image("a"));
    cloud.checks = [
      { check: "image", state: "ok", says: "it exists" },
      { check: "architecture", state: "failed", says: "the image is made for ARM64" },
      { check: "secrets", state: "failed", says: "tasks would not start: db does not exist" },
    ];
    await assert.rejects(released(cloud), {
      message:
        "web@bbbbbbbbbbbb would not start in main/web; nothing was committed. " +
        "architecture: the image is made for ARM64; secrets: tasks would not start: db does not exist.",
      hint: "Mend it and release again; with --no-verify it is committed all the same.",
      exitCode: 2,
    });
    assert.deepEqual(cloud.did, []);
  });

  it("commits what would not start where that is wanted, and shows it in the plan", async () => {
    const cloud = new FakeCloud().ran(image("a"));
    cloud.checks = [{ check: "secrets", state: "failed", says: "db does not exist" }];
    const { code, err } = await released(cloud, { verify: false });
    assert.equal(code, 0);
    assert.match(err, /\n {2}secrets: db does not exist\n/);
  });

  it("commits where that is wanted although a check ends in an error, and nothing else then", async () => {
    const cloud = new FakeCloud().ran(image("a"));
    const world = { checks: () => Promise.reject(new Error("Throttling")) };
    await assert.rejects(released(cloud, {}, { world }), { message: "Throttling" });
    assert.deepEqual(cloud.did, []);
    const { code, did } = await released(cloud, { verify: false }, { world });
    assert.equal(code, 0);
    assert.deepEqual(did, ["commit Release web@bbbbbbbbbbbb"]);
  });

  it("only warns of too little room, and says nothing of what could not be checked", async () => {
    const cloud = new FakeCloud().ran(image("a"));
    cloud.checks = [
      { check: "room", state: "failed", says: "none of 2 hosts has room" },
      { check: "architecture", state: "could not be checked", says: "no hosts" },
    ];
    const { code, err } = await released(cloud);
    assert.equal(code, 0);
    assert.match(err, /\n {2}room: none of 2 hosts has room\n/);
    assert.doesNotMatch(err, /no hosts/);
  });

  it("refuses an app whose task has no such container", async () => {
    const cloud = new FakeCloud().ran(image("a"));
    await assert.rejects(
      released(cloud, {}, { place: { containerName: "wbe" } }),
      /container "wbe" is not in the task of main\/web \(it has web\)/,
    );
  });

  it("tells everything as JSON", async () => {
    const cloud = new FakeCloud({ [image("b")]: "breaks" }).ran(image("a"));
    const { out } = await released(cloud, { json: true });
    const told = JSON.parse(out) as {
      outcome: string;
      autopsy: { outcome: string; runs: unknown };
    };
    assert.equal(told.outcome, "failed");
    assert.equal(told.autopsy.outcome, "rolled back");
    assert.deepEqual(told.autopsy.runs, { web: image("a") });
  });
});
