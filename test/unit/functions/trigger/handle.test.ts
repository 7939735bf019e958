import assert from "node:assert/strict";

import { handle } from "../../../../functions/trigger/handle";
import { changed, fakeWorld, message, pathOf, tick } from "./fakes";

const keys = ["main/web", "main/api", "jobs/mail"];
const web = "deployment-prod-main-web";
const api = "deployment-prod-main-api";

describe("the trigger, for a commit", () => {
  it("starts exactly the pipelines whose files changed, pinned to the commit", async () => {
    const { world, repository, pipelines, marked } = fakeWorld(keys);
    const one = repository.commit({ [pathOf("main/web")]: "w1", [pathOf("main/api")]: "a1" });
    await handle([changed(one)], world);
    const two = repository.commit({ [pathOf("main/web")]: "w2", "README.md": "hello" });
    assert.deepEqual(await handle([changed(two, one)], world), []);
    assert.deepEqual(pipelines.lines(), [`${api} at c1`, `${web} at c1`, `${web} at c2`]);
    assert.deepEqual(marked.slice(-1), ["main/web/revision.json w2 c2"]);
  });

  it("starts an app at the commit that touched it, not at the head", async () => {
    const { world, repository, pipelines } = fakeWorld(keys);
    const one = repository.commit({ "README.md": "hello" });
    const two = repository.commit({ [pathOf("main/web")]: "w1" });
    repository.commit({ [pathOf("main/api")]: "a1" });
    await handle([changed(two, one)], world);
    assert.deepEqual(pipelines.lines(), [`${web} at c2`]);
  });

  it("leaves alone what the pipeline's first run has already deployed from another commit", async () => {
    const { world, repository, pipelines } = fakeWorld(keys);
    repository.commit({ [pathOf("main/web")]: "w1" });
    const head = repository.commit({ [pathOf("main/api")]: "a1" });
    // A pipeline runs when it is created, at the head of the branch.
    pipelines.add(web, { commitId: head });
    await handle([tick()], world);
    assert.deepEqual(pipelines.lines(), [`${api} at c2`]);
  });

  it("handles a doubled event, and the same event in one batch, once", async () => {
    const { world, repository, pipelines } = fakeWorld(keys);
    const one = repository.commit({ [pathOf("main/web")]: "w1" });
    await handle([changed(one), changed(one)], world);
    await handle([changed(one)], world);
    assert.equal(pipelines.started.length, 1);
  });

  it("starts what was released again after something else, though its content is old", async () => {
    const { world, repository, pipelines } = fakeWorld(keys);
    repository.commit({ [pathOf("main/web")]: "w1" });
    await handle([tick()], world);
    repository.commit({ [pathOf("main/web")]: "w2" });
    repository.commit({ [pathOf("main/web")]: "w1" });
    await handle([tick()], world);
    assert.deepEqual(pipelines.lines(), [`${web} at c1`, `${web} at c3`]);
  });

  it("ignores other branches, other repositories and a branch that goes", async () => {
    const { world, repository, pipelines, log } = fakeWorld(keys);
    const one = repository.commit({ [pathOf("main/web")]: "w1" });
    const others = [
      changed(one, undefined, { referenceName: "staging" }),
      changed(one, undefined, { repositoryName: "other" }),
      changed(one, undefined, { event: "referenceDeleted" }),
    ];
    assert.deepEqual(await handle(others, world), []);
    assert.deepEqual(pipelines.started, []);
    assert.match(log.lines.join("\n"), /ignored .*"another branch"[^]*"branch deleted"/);
  });

  it("reports apps that the stack does not have, and starts the others", async () => {
    const { world, repository, pipelines, log } = fakeWorld(keys);
    const zero = repository.commit({ "README.md": "hello" });
    const one = repository.commit({ [pathOf("main/wbe")]: "x", [pathOf("main/web")]: "w1" });
    assert.deepEqual(await handle([changed(one, zero)], world), []);
    assert.deepEqual(pipelines.lines(), [`${web} at c2`]);
    assert.match(log.lines.join("\n"), /no such app .*"apps":\["main\/wbe"\]/);
  });

  it("starts nothing for a file that was removed, now and at every later check", async () => {
    const { world, repository, pipelines } = fakeWorld(keys);
    const one = repository.commit({ [pathOf("main/web")]: "w1" });
    await handle([changed(one)], world);
    const two = repository.commit({ [pathOf("main/web")]: null });
    assert.deepEqual(await handle([changed(two, one), tick()], world), []);
    assert.equal(pipelines.started.length, 1);
  });

  it("passes over an app whose pipeline is not there yet", async () => {
    const { world, repository, pipelines, log } = fakeWorld(["main/web"]);
    const stack = await world.stack();
    const apps = [...stack.apps, { cluster: "main", app: "young" }];
    const one = repository.commit({ [pathOf("main/web")]: "w1", [pathOf("main/young")]: "y1" });
    const failed = await handle([changed(one)], {
      ...world,
      stack: () => Promise.resolve({ ...stack, apps }),
    });
    assert.deepEqual(failed, []);
    assert.deepEqual(pipelines.lines(), [`${web} at c1`]);
    assert.match(log.lines.join("\n"), /no pipeline .*main\/young/);
  });

  it("does nothing while the branch does not exist", async () => {
    const { world, pipelines, log } = fakeWorld(keys);
    assert.deepEqual(await handle([tick()], world), []);
    assert.deepEqual(pipelines.started, []);
    assert.deepEqual(log.lines, ['no branch {"branch":"prod"}']);
  });
});

describe("the trigger, for a rewritten history", () => {
  it("starts the head's file only, and not what runs already under another commit", async () => {
    const { world, repository, pipelines } = fakeWorld(keys);
    repository.commit({ [pathOf("main/web")]: "w1", [pathOf("main/api")]: "a1" });
    repository.commit({ [pathOf("main/web")]: "w2" });
    const old = repository.commit({ [pathOf("main/web")]: "w3" });
    await handle([tick()], world);
    assert.deepEqual(pipelines.lines(), [`${api} at c1`, `${web} at c3`]);
    const head = repository.rewrite(1);
    assert.equal(head, "c5");
    await handle([changed(head, old)], world);
    await handle([tick()], world);
    assert.deepEqual(pipelines.lines().slice(-1), [`${web} at c5`]);
    assert.equal(pipelines.started.length, 3);
  });

  it("checks all apps when the commits of before are gone", async () => {
    const { world, repository, pipelines, log } = fakeWorld(keys);
    const one = repository.commit({ [pathOf("main/web")]: "w1" });
    await handle([changed(one)], world);
    repository.commit({ [pathOf("main/api")]: "a1" });
    const head = repository.rewrite(0);
    repository.forget("c1", "c2");
    await handle([changed(head, one)], world);
    assert.deepEqual(pipelines.lines(), [`${api} at c4`, `${web} at c1`, `${web} at c3`]);
    assert.match(log.lines.join("\n"), /checking all apps .*"history rewritten"/);
  });

  it("can go back to a commit that ran before", async () => {
    const { world, repository, pipelines } = fakeWorld(keys);
    repository.commit({ [pathOf("main/web")]: "w1" });
    await handle([tick()], world);
    repository.commit({ [pathOf("main/web")]: "w2" });
    await handle([tick()], world);
    // The execution before is part of the token: the first commit's own token was used already.
    pipelines.add(web, { commitId: "c1" });
    await handle([tick()], world);
    assert.deepEqual(pipelines.lines(), [`${web} at c1`, `${web} at c2`, `${web} at c2`]);
  });
});

describe("the trigger, when something fails", () => {
  it("starts the others, and lets the messages of the failing app come again", async () => {
    const { world, repository, pipelines, log } = fakeWorld(keys);
    const zero = repository.commit({ "README.md": "hello" });
    const one = repository.commit({ [pathOf("main/api")]: "a1" });
    const two = repository.commit({ [pathOf("main/web")]: "w1" });
    pipelines.failing.set(web, Object.assign(new Error("Rate exceeded"), { name: "Throttling" }));
    const [first, second, third] = [changed(one, zero), changed(two, one), tick()];
    assert.deepEqual(await handle([first, second, third], world), [second.id, third.id]);
    assert.deepEqual(pipelines.lines(), [`${api} at c2`]);
    assert.match(log.lines.join("\n"), /failed .*main\/web.*Throttling: Rate exceeded/);

    pipelines.failing.clear();
    assert.deepEqual(await handle([second, third], world), []);
    assert.deepEqual(pipelines.lines(), [`${api} at c2`, `${web} at c3`]);
  });

  it("gives back a message that it does not understand, and handles the rest", async () => {
    const { world, repository, pipelines } = fakeWorld(keys);
    const one = repository.commit({ [pathOf("main/web")]: "w1" });
    const strange = [message({ "detail-type": "Else" }), { id: "broken", body: "{" }];
    const failed = await handle([...strange, changed(one)], world);
    assert.deepEqual(failed, [strange[0]?.id, "broken"]);
    assert.deepEqual(pipelines.lines(), [`${web} at c1`]);
  });

  it("waits until a running execution has told its commit", async () => {
    const { world, repository, pipelines, waits } = fakeWorld(["main/web"]);
    repository.commit({ [pathOf("main/web")]: "w1" });
    pipelines.add(web, { status: "InProgress" });
    const wait = (milliseconds: number) => {
      if (waits.push(milliseconds) === 2) {
        pipelines.replaceNewest(web, { commitId: "c1" });
      }
      return Promise.resolve();
    };
    assert.deepEqual(await handle([tick()], { ...world, wait }), []);
    assert.equal(waits.length, 2);
    assert.deepEqual(pipelines.started, []);
  });

  it("does not guess at the commit of an execution that never tells", async () => {
    const { world, repository, pipelines, log } = fakeWorld(["main/web"]);
    repository.commit({ [pathOf("main/web")]: "w1" });
    pipelines.add(web, { status: "InProgress" });
    const again = tick();
    assert.deepEqual(await handle([again], world), [again.id]);
    assert.match(log.lines.join("\n"), /has not told its commit within 10 s/);
  });

  it("looks past executions that ended without a commit, and past those that went back", async () => {
    const { world, repository, pipelines } = fakeWorld(["main/web"]);
    repository.commit({ [pathOf("main/web")]: "w1" });
    repository.commit({ [pathOf("main/web")]: "w2" });
    pipelines.add(web, { commitId: "c1" });
    pipelines.add(web, { commitId: "c2" });
    pipelines.add(web, { commitId: "c1", isRollback: true });
    pipelines.add(web, {});
    await handle([tick()], world);
    assert.deepEqual(pipelines.started, []);
  });
});

describe("the trigger, for a hundred apps", () => {
  it("checks them all with a few requests at a time", async () => {
    const hundred = Array.from({ length: 100 }, (_, index) => `main/app${index}`);
    const { world, repository, pipelines } = fakeWorld(hundred);
    repository.commit(Object.fromEntries(hundred.map((key) => [pathOf(key), "1"])));
    let now = 0;
    let most = 0;
    const start = pipelines.start.bind(pipelines);
    pipelines.start = async (...args) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return start(...args);
    };
    await handle([tick()], world);
    assert.equal(pipelines.started.length, 100);
    assert.ok(most > 1 && most <= 8, `${most} at once`);
  });
});
