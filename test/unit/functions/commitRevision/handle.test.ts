import assert from "node:assert/strict";

import { formatRevision } from "../../../../delivery/format";
import {
  RevisionConflictError,
  type RevisionChange,
  type RevisionCommit,
  type RevisionStore,
} from "../../../../delivery/store";
import { authorOf, handle, type Wish } from "../../../../functions/commitRevision/handle";
import { oncePermitted } from "../../../../functions/commitRevision/propagation";
import { awsError } from "../fakeClient";
import { memoryLog } from "../trigger/fakes";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const image = (letter: string) =>
  `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web@${digest(letter)}`;
const wish: Wish = { cluster: "main", app: "web", images: { web: image("b") }, stack: "prod" };
const textOf = (letter: string) => formatRevision([{ name: "web", imageUri: image(letter) }]);

const ann = { name: "Ann", email: "ann@example.com" };

/** A store whose file was last written by someone. */
function storeWith(last?: { readonly by: typeof ann; readonly text: string }) {
  const changes: RevisionChange[] = [];
  const commit: RevisionCommit | undefined = last && {
    commitId: "0123456789abcdef",
    author: last.by.name,
    email: last.by.email,
    date: new Date("2026-02-03T04:05:06Z"),
    message: "",
    text: last.text,
  };
  const store: RevisionStore = {
    head: () => Promise.resolve(commit && { commitId: "head" }),
    read: (path) => {
      assert.equal(path, "main/web/revision.json");
      assert.ok(commit, "a branch that does not exist cannot be read");
      return Promise.resolve({ text: commit.text, commitId: "head" });
    },
    history: async function* () {
      if (commit !== undefined) {
        yield await Promise.resolve(commit);
      }
    },
    commit: (change) => {
      changes.push(change);
      return Promise.resolve({ commitId: "new", unchanged: false });
    },
  };
  return { store, changes };
}

describe("the commit of a configured image", () => {
  it("is made when there is no file yet, even no branch", async () => {
    const { store, changes } = storeWith();
    assert.deepEqual(await handle(wish, store, memoryLog()), {
      result: "committed",
      commitId: "new",
    });
    assert.equal(changes.length, 1);
    const { message, ...change } = changes[0] ?? {};
    assert.deepEqual(change, {
      path: "main/web/revision.json",
      text: textOf("b"),
      author: { name: "Slipway stack prod", email: "prod@slipway.invalid" },
      expect: null,
    });
    assert.match(message ?? "", /^Start main\/web with the stack's image\n\n.*"prod"/);
  });

  it("names every container that the stack builds the image of", async () => {
    const { store, changes } = storeWith();
    await handle({ ...wish, images: { web: image("b"), agent: image("c") } }, store, memoryLog());
    assert.equal(
      changes[0]?.text,
      formatRevision([
        { name: "agent", imageUri: image("c") },
        { name: "web", imageUri: image("b") },
      ]),
    );
  });

  it("is made when the stack itself committed last, and only if that is still so", async () => {
    const { store, changes } = storeWith({ by: authorOf(wish), text: textOf("a") });
    assert.equal((await handle(wish, store, memoryLog())).result, "committed");
    assert.equal(changes[0]?.expect, textOf("a"));
    assert.match(changes[0].message, /^Update main\/web/);
  });

  it("is not needed when the file says it already, whoever wrote it", async () => {
    const { store, changes } = storeWith({ by: ann, text: textOf("b") });
    assert.equal((await handle(wish, store, memoryLog())).result, "unchanged");
    assert.deepEqual(changes, []);
  });

  it("is not made over a person's release: a warning says who released what, and how to go on", async () => {
    const { store, changes } = storeWith({ by: ann, text: textOf("a") });
    const answer = await handle(wish, store, memoryLog());
    assert.equal(answer.result, "kept");
    assert.equal(
      answer.warning,
      `main/web was released by Ann on 2026-02-03T04:05:06.000Z (commit 01234567: ${image("a")}), so the stack's image was not committed. To run it: slipway release main/web --image ${image("b")}`,
    );
    assert.deepEqual(changes, []);
  });

  it("is not made over another stack's", async () => {
    const { store } = storeWith({ by: authorOf({ stack: "staging" }), text: textOf("a") });
    assert.equal((await handle(wish, store, memoryLog())).result, "kept");
  });

  it("gives way to a release that lands at the same time", async () => {
    const { store } = storeWith();
    const late = storeWith({ by: ann, text: textOf("c") });
    const answer = await handle(
      wish,
      {
        ...store,
        history: (...args) => late.store.history(...args),
        commit: ({ path }) =>
          Promise.reject(new RevisionConflictError(path, null, textOf("c"), "0123456789abcdef")),
      },
      memoryLog(),
    );
    assert.match(answer.warning ?? "", /released by Ann/);
  });

  it("keeps a file that is wrong, and says what is wrong with it", async () => {
    const { store } = storeWith({ by: ann, text: "[]" });
    assert.match(
      (await handle(wish, store, memoryLog())).warning ?? "",
      /must be a non-empty array/,
    );
  });

  it("fails with the store's own error otherwise", async () => {
    const { store } = storeWith();
    const broken = { ...store, commit: () => Promise.reject(awsError("Throttling")) };
    await assert.rejects(handle(wish, broken, memoryLog()), { name: "Throttling" });
  });
});

describe("permissions that are new", () => {
  const waits: number[] = [];
  const wait = (milliseconds: number) => {
    waits.push(milliseconds);
    return Promise.resolve();
  };

  it("are waited for", async () => {
    let calls = 0;
    const answer = await oncePermitted(
      () =>
        (calls += 1) < 3 ? Promise.reject(awsError("AccessDeniedException")) : Promise.resolve(1),
      wait,
    );
    assert.deepEqual([answer, waits], [1, [3000, 3000]]);
  });

  it("are given up after half a minute, every other error at once", async () => {
    waits.length = 0;
    const denied = () => Promise.reject(awsError("AccessDeniedException"));
    await assert.rejects(oncePermitted(denied, wait), { name: "AccessDeniedException" });
    assert.equal(waits.length, 9);
    await assert.rejects(
      oncePermitted(() => Promise.reject(awsError("Throttling")), wait),
      { name: "Throttling" },
    );
    assert.equal(waits.length, 9);
  });
});
