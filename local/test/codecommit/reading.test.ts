import { type CodeCommit } from "@aws-sdk/client-codecommit";
import assert from "node:assert/strict";

import { branchName, commitFiles, fileText } from "./files";
import { Stand } from "./stand";

describe("Reading CodeCommit's commits on local AWS", () => {
  let stand: Stand;
  let client: CodeCommit;
  let repositoryName = "";
  before(async () => {
    stand = await Stand.start();
    client = stand.client();
  });
  after(() => stand.stop());
  beforeEach(async () => {
    repositoryName = await stand.newRepository();
  });

  const commit = (files: Readonly<Record<string, string>>, parentCommitId?: string) =>
    commitFiles(client, repositoryName, files, parentCommitId);
  const contentOf = (filePath: string, commitSpecifier?: string) =>
    fileText(client, { repositoryName, filePath, commitSpecifier });

  it("are found by ID, branch, tag and full reference, many at once, too", async () => {
    const first = await commit({ "a.txt": "a" });
    const second = await commit({ "a.txt": "b" }, first);
    for (const specifier of [undefined, "main", "refs/heads/main", "HEAD", second]) {
      assert.equal(await contentOf("a.txt", specifier), "b");
    }
    const none = "d".repeat(40);
    const batch = await client.batchGetCommits({
      repositoryName,
      commitIds: [second, none, first],
    });
    assert.deepEqual(
      batch.commits?.map(({ commitId }) => commitId),
      [second, first],
    );
    assert.deepEqual(
      batch.errors?.map(({ commitId }) => commitId),
      [none],
    );
  });

  it("have no head in an empty repository", async () => {
    await assert.rejects(contentOf("a.txt"), { name: "CommitDoesNotExistException" });
    await assert.rejects(client.getBranch({ repositoryName, branchName }), {
      name: "BranchDoesNotExistException",
    });
  });

  describe("branches", () => {
    it("are made at a commit, listed and deleted; the default one stays", async () => {
      const commitId = await commit({ "a.txt": "a" });
      await client.createBranch({ repositoryName, branchName: "team/prod", commitId });
      assert.deepEqual((await client.listBranches({ repositoryName })).branches, [
        "main",
        "team/prod",
      ]);
      const again = client.createBranch({ repositoryName, branchName: "team/prod", commitId });
      await assert.rejects(again, { name: "BranchNameExistsException" });
      await assert.rejects(client.deleteBranch({ repositoryName, branchName: "main" }), {
        name: "DefaultBranchCannotBeDeletedException",
      });
      await client.updateDefaultBranch({ repositoryName, defaultBranchName: "team/prod" });
      const { deletedBranch } = await client.deleteBranch({ repositoryName, branchName: "main" });
      assert.deepEqual(deletedBranch, { branchName: "main", commitId });
      assert.deepEqual(
        (await client.deleteBranch({ repositoryName, branchName: "main" })).deletedBranch,
        undefined,
      );
      await assert.rejects(
        client.createBranch({ repositoryName, branchName: "x", commitId: "e".repeat(40) }),
        { name: "CommitDoesNotExistException" },
      );
    });
  });

  describe("differences", () => {
    it("are the files added, changed and deleted between two commits, page by page", async () => {
      const before = await commit({ "a.txt": "a", "b.txt": "b", "m/w/revision.json": "1" });
      const { commitId: after } = await client.createCommit({
        repositoryName,
        branchName,
        parentCommitId: before,
        putFiles: [
          { filePath: "a.txt", fileContent: Buffer.from("A") },
          { filePath: "c.txt", fileContent: Buffer.from("c") },
        ],
        deleteFiles: [{ filePath: "b.txt" }],
      });
      const seen: (string | undefined)[] = [];
      let NextToken: string | undefined;
      do {
        const page = await client.getDifferences({
          repositoryName,
          beforeCommitSpecifier: before,
          afterCommitSpecifier: after,
          MaxResults: 1,
          NextToken,
        });
        assert.equal(page.differences?.length, 1);
        const [found] = page.differences;
        const path = found?.afterBlob?.path ?? found?.beforeBlob?.path ?? "";
        seen.push(`${found?.changeType ?? ""} ${path}`);
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      assert.deepEqual(seen, ["M a.txt", "D b.txt", "A c.txt"]);
      const all = await client.getDifferences({ repositoryName, afterCommitSpecifier: after });
      assert.equal(all.differences?.length, 3);
      const below = await client.getDifferences({
        repositoryName,
        afterCommitSpecifier: after,
        afterPath: "m/w",
      });
      assert.equal(below.differences?.[0]?.afterBlob?.path, "m/w/revision.json");
      assert.equal(below.differences[0].afterBlob.mode, "100644");
      const nowhere = client.getDifferences({
        repositoryName,
        afterCommitSpecifier: after,
        afterPath: "none",
      });
      await assert.rejects(nowhere, { name: "PathDoesNotExistException" });
      await assert.rejects(
        client.getDifferences({ repositoryName, afterCommitSpecifier: after, MaxResults: 0 }),
        { name: "InvalidMaxResultsException" },
      );
    });
  });

  describe("history of a file", () => {
    it("lists the commits that wrote it, newest first, page by page, each with those that follow", async () => {
      const ids: string[] = [];
      let parent = await commit({ "x.txt": "x" });
      for (const content of ["1", "2", "3"]) {
        parent = await commit({ "main/web/revision.json": content }, parent);
        ids.unshift(parent);
        parent = await commit({ "main/api/revision.json": content }, parent);
      }
      const seen: { id: string | undefined; children: string[] | undefined; text: string }[] = [];
      let nextToken: string | undefined;
      do {
        const page = await client.listFileCommitHistory({
          repositoryName,
          filePath: "main/web/revision.json",
          maxResults: 2,
          nextToken,
        });
        for (const { commit: facts, blobId, revisionChildren } of page.revisionDag ?? []) {
          const { content } = await client.getBlob({ repositoryName, blobId });
          const written = Buffer.from(content ?? []).toString("utf8");
          seen.push({ id: facts?.commitId, children: revisionChildren, text: written });
        }
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      assert.deepEqual(seen, [
        { id: ids[0], children: [], text: "3" },
        { id: ids[1], children: [ids[0]], text: "2" },
        { id: ids[2], children: [ids[1]], text: "1" },
      ]);
    });

    it("is empty for a file that nobody wrote, and ends before a deletion", async () => {
      const first = await commit({ "a.txt": "a", "b.txt": "b" });
      const none = await client.listFileCommitHistory({ repositoryName, filePath: "none" });
      assert.deepEqual(none.revisionDag, []);
      await client.deleteFile({
        repositoryName,
        branchName,
        filePath: "a.txt",
        parentCommitId: first,
      });
      const gone = await client.listFileCommitHistory({ repositoryName, filePath: "a.txt" });
      assert.deepEqual(
        gone.revisionDag?.map(({ commit: facts }) => facts?.commitId),
        [first],
      );
    });
  });
});
