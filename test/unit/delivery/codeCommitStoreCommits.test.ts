import fc from "fast-check";
import assert from "node:assert/strict";

import { codeCommitStore } from "../../../delivery/codeCommitStore";
import { RevisionConflictError, RevisionStoreError } from "../../../delivery/store";
import { awsError, FakeCodeCommit } from "./fakeCodeCommit";
import { all, at, path, started, storeOf } from "./stores";

describe("delivery/codeCommitStore, writing", () => {
  describe("committing", () => {
    it("writes one file on top of the head, in the author's name", async () => {
      const fake = started();
      fake.push("staging", { "main/other/revision.json": "other" });
      const { store } = storeOf(fake);
      const author = { name: "Ada", email: "ada@example.com" };
      const { commitId, unchanged } = await store.commit({
        path,
        text: "one",
        message: "Release 1",
        author,
      });
      assert.equal(unchanged, false);
      const commit = fake.commits.get(commitId);
      assert.deepEqual(commit?.files, {
        "README.md": "start",
        "main/other/revision.json": "other",
        [path]: "one",
      });
      assert.equal(commit.message, "Release 1");
      assert.equal(commit.author, "Ada");
    });

    it("commits nothing when the file says so already", async () => {
      const fake = started();
      const head = fake.push("staging", { [path]: "one" });
      const { store } = storeOf(fake);
      assert.deepEqual(await store.commit({ path, text: "one", message: "m" }), {
        commitId: head,
        unchanged: true,
      });
      assert.equal(fake.calls.includes("CreateCommit"), false);
    });

    for (const name of ["NoChangeException", "SameFileContentException"]) {
      it(`takes ${name} for "unchanged"`, async () => {
        const fake = started();
        fake.before = (action) => {
          if (action === "CreateCommit") {
            throw awsError(name);
          }
        };
        const { unchanged } = await storeOf(fake).store.commit({ path, text: "one", message: "m" });
        assert.equal(unchanged, true);
      });
    }

    it("tries again on top of a commit that came between, and keeps both", async () => {
      const fake = started();
      let times = 3;
      fake.before = (action) => {
        if (action === "CreateCommit" && times-- > 0) {
          fake.push("staging", { [`main/other${times}/revision.json`]: `${times}` });
        }
      };
      const { store, waits } = storeOf(fake);
      const { commitId } = await store.commit({ path, text: "one", message: "m" });
      assert.equal(waits.length, 3);
      assert.deepEqual(Object.keys(fake.commits.get(commitId)?.files ?? {}).sort(), [
        "README.md",
        "main/other0/revision.json",
        "main/other1/revision.json",
        "main/other2/revision.json",
        path,
      ]);
    });

    it("waits a random time that grows and stays under 1.5 s", async () => {
      const fake = started();
      fake.before = (action) => {
        if (action === "CreateCommit") {
          throw awsError("ParentCommitIdOutdatedException");
        }
      };
      const waits: number[] = [];
      const store = codeCommitStore(fake.client, at, {
        attempts: 8,
        random: () => 1,
        wait: (milliseconds) => Promise.resolve(void waits.push(milliseconds)),
      });
      await assert.rejects(store.commit({ path, text: "one", message: "m" }), {
        name: "RevisionStoreError",
        message: /others committed between each of 8 tries/,
      });
      assert.deepEqual(waits, [100, 200, 400, 800, 1500, 1500, 1500]);
    });

    it("leaves throttling to the client's own retries", async () => {
      const fake = started();
      fake.before = (action) => {
        if (action === "CreateCommit") {
          throw awsError("ThrottlingException");
        }
      };
      const { store, waits } = storeOf(fake);
      await assert.rejects(store.commit({ path, text: "one", message: "m" }), {
        name: "ThrottlingException",
      });
      assert.deepEqual(waits, []);
    });

    it("refuses to write over what someone else wrote to the same file, and names both", async () => {
      const fake = started();
      fake.push("staging", { [path]: "based on" });
      let theirs = "";
      fake.before = (action) => {
        if (action === "CreateCommit" && theirs === "") {
          theirs = fake.push("staging", { [path]: "theirs" });
        }
      };
      const { store } = storeOf(fake);
      await assert.rejects(
        store.commit({ path, text: "mine", message: "m", expect: "based on" }),
        (error) => {
          assert.ok(error instanceof RevisionConflictError);
          assert.equal(
            error.message,
            `${path} was changed by someone else; nothing was committed.\n  expected: based on\n  found:    theirs (commit ${theirs})`,
          );
          return true;
        },
      );
      assert.equal((await store.read(path))?.text, "theirs");
    });

    it("keeps to an expected absence of the file", async () => {
      const fake = started();
      const { store } = storeOf(fake);
      await store.commit({ path, text: "one", message: "m", expect: null });
      await assert.rejects(
        store.commit({ path, text: "two", message: "m", expect: null }),
        /expected: no file\n {2}found: {4}one/,
      );
    });

    it("without an expectation the newest of two changes to one file wins, and both are kept", async () => {
      const fake = started();
      const { store } = storeOf(fake);
      await Promise.all([
        store.commit({ path, text: "mine", message: "m" }),
        store.commit({ path, text: "yours", message: "m" }),
      ]);
      const texts = (await all(store.history(path))).map(({ text }) => text);
      assert.deepEqual([...texts].sort(), ["mine", "yours"]);
    });

    it("lands every one of k concurrent commits", async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 14 }), fc.boolean(), async (k, empty) => {
          const fake = empty ? new FakeCodeCommit() : started();
          const apps = Array.from({ length: k }, (_, i) => `main/app${i}/revision.json`);
          const written = await Promise.all(
            apps.map((app) => storeOf(fake).store.commit({ path: app, text: app, message: app })),
          );
          assert.equal(new Set(written.map(({ commitId }) => commitId)).size, k);
          const head = fake.commits.get(fake.branches.get("staging") ?? "");
          assert.deepEqual(Object.keys(head?.files ?? {}).sort(), ["README.md", ...apps].sort());
          // One line of history: each commit has the one before as its parent.
          assert.equal(new Set([...fake.commits.values()].map(({ parent }) => parent)).size, k + 1);
        }),
        { numRuns: 30 },
      );
    });
  });

  describe("starting a branch", () => {
    it("begins an empty repository with a README, then commits", async () => {
      const fake = new FakeCodeCommit();
      const { commitId } = await storeOf(fake).store.commit({ path, text: "one", message: "m" });
      const commit = fake.commits.get(commitId);
      const root = fake.commits.get(commit?.parent ?? "");
      assert.equal(root?.parent, undefined);
      assert.deepEqual(Object.keys(root?.files ?? {}), ["README.md"]);
      assert.match(root?.files["README.md"] ?? "", /<cluster>\/<app>\/revision\.json/);
    });

    it("begins a second stack's branch at the first commit, without the other stack's revisions", async () => {
      const fake = new FakeCodeCommit();
      await storeOf(fake).store.commit({ path, text: "staging's", message: "m" });
      await storeOf(fake).store.commit({ path, text: "staging's second", message: "m" });
      const prod = codeCommitStore(fake.client, { repository: "deployment", branch: "prod" });
      await prod.commit({ path, text: "prod's", message: "m" });
      assert.deepEqual(
        (await all(prod.history(path))).map(({ text }) => text),
        ["prod's"],
      );
      assert.equal((await storeOf(fake).store.read(path))?.text, "staging's second");
    });

    it("finds the first commit of a repository without README", async () => {
      const fake = new FakeCodeCommit();
      fake.push("main", { "notes.txt": "a" });
      fake.push("main", { [path]: "main's" });
      fake.push("main", { [path]: "main's second" });
      const { store } = storeOf(fake);
      await store.commit({ path, text: "one", message: "m" });
      assert.deepEqual(
        (await all(store.history(path))).map(({ text }) => text),
        ["one"],
      );
    });

    it("does not begin a branch at a commit that holds revisions", async () => {
      const fake = new FakeCodeCommit();
      fake.push("main", { "a.txt": "a", "b.txt": "b", [path]: "main's" });
      await assert.rejects(
        storeOf(fake).store.commit({ path, text: "one", message: "m" }),
        (error) => {
          assert.ok(error instanceof RevisionStoreError);
          assert.match(
            error.message,
            /cannot be started: the repository's first commit, [0-9a-f]{40}, already holds main\/web\/revision\.json/,
          );
          assert.match(error.hint, /git checkout --orphan staging/);
          return true;
        },
      );
      assert.equal(fake.branches.has("staging"), false);
    });

    it("goes on where someone else started the branch a moment before", async () => {
      const fake = new FakeCodeCommit();
      fake.push("main", { "README.md": "a" });
      fake.before = (action) => {
        if (action === "CreateBranch") {
          fake.push("staging", { "main/api/revision.json": "theirs" });
        }
      };
      const { store } = storeOf(fake);
      await store.commit({ path, text: "one", message: "m" });
      assert.equal((await store.read("main/api/revision.json"))?.text, "theirs");
      assert.equal((await store.read(path))?.text, "one");
    });
  });
});
