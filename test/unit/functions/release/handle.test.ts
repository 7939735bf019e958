import assert from "node:assert/strict";

import { type Begun, type Job } from "../../../../functions/release/event";
import { handle } from "../../../../functions/release/handle";
import { shop } from "../../../support/cli";
import { FakeCloud } from "../../cli/release/fakeCloud";
import { image } from "../../cli/release/shop";
import { memoryLog } from "../trigger/fakes";

const built = (digit: string) => ({
  image: image(digit),
  commitId: "0123456789abcdef0123456789abcdef01234567",
  buildUrl: "https://console.example.com/build/7",
});

/** One call of the function for a job; returns what it answered. */
async function called(cloud: FakeCloud, job: Partial<Job> = {}, apps = ["main/web"]) {
  const answers: { kind: "succeeded" | "failed" | "goes on"; text: string }[] = [];
  const answer = (kind: (typeof answers)[number]["kind"]) => (_jobId: string, text: string) => {
    answers.push({ kind, text });
    return Promise.resolve();
  };
  await handle({ id: "job-1", built: built("b"), ...job }, { build: "web", apps }, shop, {
    ...cloud.world(),
    jobs: { succeeded: answer("succeeded"), failed: answer("failed"), goesOn: answer("goes on") },
    log: memoryLog(),
  });
  assert.equal(answers.length, 1, "one answer a call");
  return answers[0] ?? { kind: "failed", text: "" };
}

/** Calls as often as it asks to be called. */
async function untilOver(cloud: FakeCloud, job: Partial<Job> = {}) {
  let answer = await called(cloud, job);
  while (answer.kind === "goes on") {
    answer = await called(cloud, { ...job, begun: JSON.parse(answer.text) as Begun });
  }
  return answer;
}

describe("the release of a build", () => {
  it("commits the image once, with its build, and ends when it runs", async () => {
    const cloud = new FakeCloud().ran(image("a"));
    const answer = await untilOver(cloud);
    assert.equal(answer.kind, "succeeded");
    assert.match(answer.text, /^main\/web: web@b{12} runs\.$/);
    assert.deepEqual(cloud.did, [
      'commit Release web@bbbbbbbbbbbb to main/web\n\nBuilt from 0123456 by the build "web": https://console.example.com/build/7',
    ]);
    assert.deepEqual(cloud.deployments[0]?.images, { web: image("b") });
  });

  it("commits nothing twice for a job that is called twice, or tried again while it is under way", async () => {
    const cloud = new FakeCloud({ [image("b")]: "hangs" }).ran(image("a"));
    for (const id of ["job-1", "job-1", "job-2"]) {
      const { kind } = await called(cloud, { id });
      assert.equal(kind, "goes on");
    }
    assert.equal(cloud.did.length, 1);
  });

  it("goes on looking at what it began, however long that takes, but not for more than a day", async () => {
    const cloud = new FakeCloud({ [image("b")]: "waits for approval" }).ran(image("a"));
    const first = await called(cloud);
    const begun = JSON.parse(first.text) as Begun;
    assert.deepEqual(
      begun.releases.map(({ app, commitId }) => [app, commitId]),
      [["main/web", cloud.commits[0]?.commitId]],
    );
    cloud.pass(3600);
    assert.deepEqual(await called(cloud, { begun }), first);
    cloud.pass(23 * 3600);
    const late = await called(cloud, { begun });
    assert.equal(late.kind, "failed");
    assert.match(late.text, /^main\/web: the deployment had not ended after 23 hours/);
  });

  it("fails with the reason when ECS rolls back", async () => {
    const cloud = new FakeCloud({ [image("b")]: "breaks" }).ran(image("a"));
    const answer = await untilOver(cloud);
    assert.equal(answer.kind, "failed");
    assert.match(
      answer.text,
      /^The deployment of web@b{12} to main\/web was rolled back: 3 tasks failed\. slipway status main\/web --stack \S+ says more\.$/,
    );
  });

  it("starts what failed once more when the stage is tried again", async () => {
    const cloud = new FakeCloud({ [image("b")]: "breaks" }).ran(image("a"));
    cloud.frees = true;
    await untilOver(cloud);
    const [commit] = cloud.commits;
    await called(cloud, { id: "job-2" });
    assert.deepEqual(cloud.did.slice(1), [`start ${commit?.commitId.slice(-1) ?? ""}`]);
  });

  it("succeeds at once where the image runs already", async () => {
    const cloud = new FakeCloud().ran(image("b"));
    assert.equal((await called(cloud)).kind, "succeeded");
    assert.deepEqual(cloud.did, []);
  });

  it("fails when a later release took its place", async () => {
    const cloud = new FakeCloud({ [image("b")]: "hangs" }).ran(image("a"));
    const begun = JSON.parse((await called(cloud)).text) as Begun;
    const later = cloud.commit(image("c"), "Mine");
    cloud.start(later.commitId);
    const answer = await untilOver(cloud, { begun });
    assert.equal(answer.kind, "failed");
    assert.match(answer.text, /superseded|replaced/);
  });

  it("touches no app when one of them may not run the image, or does not exist", async () => {
    const cloud = new FakeCloud().ran(image("a"));
    const foreign = { ...built("b"), image: image("b").replace("/web@", "/other@") };
    const refused = await called(cloud, { built: foreign });
    assert.equal(refused.kind, "failed");
    assert.match(
      refused.text,
      /^main\/web\/revision\.json would be refused; nothing was committed/,
    );
    const gone = await called(cloud, {}, ["main/web", "main/gone"]);
    assert.match(gone.text, /^Stack "\S+" has no app "main\/gone"; pulumi up mends its build\.$/);
    assert.deepEqual(cloud.did, []);
  });
});
