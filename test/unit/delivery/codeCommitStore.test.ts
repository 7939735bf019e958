import assert from "node:assert/strict";

import { RevisionStoreError } from "../../../delivery/store";
import { awsError, FakeCodeCommit } from "./fakeCodeCommit";
import { all, path, started, storeOf } from "./stores";

describe("delivery/codeCommitStore, reading", () => {
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
});
