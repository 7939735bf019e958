import assert from "node:assert/strict";
import fc from "fast-check";
import { codeCommitStore } from "../../../revision/codeCommitStore";
import { RevisionConflictError, RevisionStoreError } from "../../../revision/store";
import type { RevisionCommit } from "../../../revision/store";
import { awsError, FakeCodeCommit } from "./fakeCodeCommit";

const path = "main/web/revision.json";
const at = { repository: "deployment", branch: "staging" };

function storeOf(fake: FakeCodeCommit, attempts?: number) {
  const waits: number[] = [];
  const store = codeCommitStore(fake.client, at, {
    ...(attempts !== undefined && { attempts }),
    wait: (milliseconds) => {
      waits.push(milliseconds);
      return new Promise((resolve) => setImmediate(resolve));
    },
  });
  return { store, waits };
}

async function all(commits: AsyncIterable<RevisionCommit>): Promise<RevisionCommit[]> {
  const found: RevisionCommit[] = [];
  for await (const commit of commits) found.push(commit);
  return found;
}

function started(): FakeCodeCommit {
  const fake = new FakeCodeCommit();
  fake.push("staging", { "README.md": "start" });
  return fake;
}

describe("revision/codeCommitStore", () => {
  describe("reading", () => {
    it("gives the file at the branch's head, or at an older commit", async () => {
      const fake = started();
      const first = fake.push("staging", { [path]: "one" });
      const second = fake.push("staging", { [path]: "two" });
      const { store } = storeOf(fake);
      assert.deepEqual(await store.head(), { commitId: second });
      assert.deepEqual(await store.read(path), { commitId: second, text: "two" });
      assert.deepEqual(await store.read(path, first), { commitId: first, text: "one" });
    });

    it("gives nothing for a file that does not exist", async () => {
      assert.equal(await storeOf(started()).store.read(path), undefined);
    });

    it("keeps a byte order mark, so that the parser can name it", async () => {
      const fake = started();
      fake.push("staging", { [path]: "\uFEFF[]" });
      assert.equal((await storeOf(fake).store.read(path))?.text, "\uFEFF[]");
    });

    it("has no head where the branch does not exist, and says so when it is read", async () => {
      const { store } = storeOf(new FakeCodeCommit());
      assert.equal(await store.head(), undefined);
      const absent = (error: unknown): boolean =>
        error instanceof RevisionStoreError &&
        error.message ===
          'The branch "staging" of the CodeCommit repository "deployment" does not exist.' &&
        error.hint.includes("slipway:deployment");
      await assert.rejects(store.read(path), absent);
      await assert.rejects(all(store.history(path)), absent);
    });

    it("never takes an absent repository for an empty one", async () => {
      const { store } = storeOf(new FakeCodeCommit("another"));
      const absent = {
        name: "RevisionStoreError",
        message:
          'The CodeCommit repository "deployment" does not exist in this account and region.',
      };
      await assert.rejects(store.head(), absent);
      await assert.rejects(store.read(path), absent);
      await assert.rejects(all(store.history(path)), absent);
      await assert.rejects(store.commit({ path, text: "one", message: "m" }), absent);
    });

    it("passes other errors on as they are", async () => {
      const fake = started();
      fake.before = () => {
        throw awsError("AccessDeniedException");
      };
      await assert.rejects(storeOf(fake).store.read(path), { name: "AccessDeniedException" });
    });
  });

  describe("history", () => {
    function withHistory(): { fake: FakeCodeCommit; ids: string[] } {
      const fake = started();
      const ids = ["one", "two", "three", "four", "five"].map((text) => {
        fake.push("staging", { "main/other/revision.json": text });
        return fake.push("staging", { [path]: text }, "Ada");
      });
      return { fake, ids };
    }

    it("lists the commits of one path over all pages, newest first", async () => {
      const { fake, ids } = withHistory();
      const found = await all(storeOf(fake).store.history(path));
      assert.deepEqual(
        found.map(({ commitId }) => commitId),
        [...ids].reverse(),
      );
      assert.deepEqual(
        found.map(({ text }) => text),
        ["five", "four", "three", "two", "one"],
      );
      const [newest] = found;
      assert.equal(newest?.author, "Ada");
      assert.equal(newest.email, "Ada@example.com");
      assert.equal(newest.date.toISOString().slice(0, 10), "2023-11-14");
    });

    it("reads no further than it is asked to", async () => {
      const { fake, ids } = withHistory();
      const found = await all(storeOf(fake).store.history(path, 1));
      assert.deepEqual(
        found.map(({ commitId }) => commitId),
        [ids.at(-1)],
      );
      assert.equal(fake.calls.filter((call) => call === "ListFileCommitHistory").length, 1);
      assert.equal(fake.calls.filter((call) => call === "GetBlob").length, 1);
    });

    it("puts versions in order when they come in another", async () => {
      for (const reorder of [
        <T>(versions: readonly T[]) => [...versions].reverse(),
        <T>(versions: readonly T[]) => [...versions.slice(2), ...versions.slice(0, 2)],
      ]) {
        const { fake, ids } = withHistory();
        fake.reorder = reorder;
        const found = await all(storeOf(fake).store.history(path));
        assert.deepEqual(
          found.map(({ commitId }) => commitId),
          [...ids].reverse(),
        );
      }
    });

    it("leaves out the commit that deleted the file, and keeps what was before", async () => {
      const { fake } = withHistory();
      fake.push("staging", { [path]: undefined });
      const found = await all(storeOf(fake).store.history(path, 1));
      assert.deepEqual(
        found.map(({ text }) => text),
        ["five"],
      );
    });

    it("leaves out what another path said before a rename", async () => {
      const fake = started();
      fake.push("staging", { [path]: "one" });
      fake.reorder = (versions) => [
        ...versions,
        {
          ...(versions[0] as object),
          path: "main/old/revision.json",
          revisionChildren: [],
        } as never,
      ];
      assert.equal((await all(storeOf(fake).store.history(path))).length, 1);
    });
  });

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
          if (action === "CreateCommit") throw awsError(name);
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
        if (action === "CreateCommit") throw awsError("ParentCommitIdOutdatedException");
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
        if (action === "CreateCommit") throw awsError("ThrottlingException");
      };
      const { store, waits } = storeOf(fake);
      await assert.rejects(store.commit({ path, text: "one", message: "m" }), {
        name: "ThrottlingException",
      });
      assert.deepEqual(waits, []);
    });

    it("refuses to write over what somebody else wrote to the same file, and names both", async () => {
      const fake = started();
      fake.push("staging", { [path]: "based on" });
      let theirs = "";
      fake.before = (action) => {
        if (action === "CreateCommit" && theirs === "")
          theirs = fake.push("staging", { [path]: "theirs" });
      };
      const { store } = storeOf(fake);
      await assert.rejects(
        store.commit({ path, text: "mine", message: "m", expect: "based on" }),
        (error) => {
          assert.ok(error instanceof RevisionConflictError);
          assert.equal(
            error.message,
            `${path} was changed by somebody else; nothing was committed.\n  expected: based on\n  found:    theirs (commit ${theirs})`,
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

    it("goes on where somebody else started the branch a moment before", async () => {
      const fake = new FakeCodeCommit();
      fake.push("main", { "README.md": "a" });
      fake.before = (action) => {
        if (action === "CreateBranch") fake.push("staging", { "main/api/revision.json": "theirs" });
      };
      const { store } = storeOf(fake);
      await store.commit({ path, text: "one", message: "m" });
      assert.equal((await store.read("main/api/revision.json"))?.text, "theirs");
      assert.equal((await store.read(path))?.text, "one");
    });
  });
});
