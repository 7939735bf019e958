import { type CodeCommit } from "@aws-sdk/client-codecommit";
import assert from "node:assert/strict";

import { branchName, commitFiles, fileText } from "./files";
import { Stand } from "./stand";

describe("CodeCommit's commits on local AWS", () => {
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

  it("begin the first branch, which becomes the default", async () => {
    const commitId = await commit({ "main/web/revision.json": "one" });
    const { repositoryMetadata } = await client.getRepository({ repositoryName });
    assert.equal(repositoryMetadata?.defaultBranch, "main");
    assert.equal(await contentOf("main/web/revision.json"), "one");
    const { commit: facts } = await client.getCommit({ repositoryName, commitId });
    assert.equal(facts?.message, "Write main/web/revision.json");
    assert.deepEqual(facts.parents, []);
    assert.deepEqual(facts.author, facts.committer);
    assert.equal(facts.author?.name, "Ada");
    assert.equal(facts.author.email, "ada@example.com");
    assert.match(facts.author.date ?? "", /^\d{10} [+-]\d{4}$/);
  });

  it("add, change, move, delete and give modes in one step, and say which", async () => {
    const parent = await commit({ "a.txt": "a", "b.txt": "b", "c/d.txt": "d", "run.sh": "#!" });
    const answer = await client.createCommit({
      repositoryName,
      branchName,
      parentCommitId: parent,
      putFiles: [
        { filePath: "a.txt", fileContent: Buffer.from("A") },
        { filePath: "new/file.txt", fileContent: Buffer.from("new") },
        { filePath: "moved.txt", sourceFile: { filePath: "b.txt", isMove: true } },
      ],
      deleteFiles: [{ filePath: "c/d.txt" }],
      setFileModes: [{ filePath: "run.sh", fileMode: "EXECUTABLE" }],
      keepEmptyFolders: true,
    });
    const paths = (files: { absolutePath?: string | undefined }[] | undefined) =>
      files?.map(({ absolutePath }) => absolutePath).sort();
    assert.deepEqual(paths(answer.filesAdded), ["c/.gitkeep", "moved.txt", "new/file.txt"]);
    assert.deepEqual(paths(answer.filesUpdated), ["a.txt", "run.sh"]);
    assert.deepEqual(paths(answer.filesDeleted), ["b.txt", "c/d.txt"]);
    const root = await client.getFolder({ repositoryName, folderPath: "/" });
    assert.deepEqual(paths(root.files), ["a.txt", "moved.txt", "run.sh"]);
    assert.deepEqual(paths(root.subFolders), ["c", "new"]);
    const run = root.files?.find(({ relativePath }) => relativePath === "run.sh");
    assert.equal(run?.fileMode, "EXECUTABLE");
    assert.equal(await contentOf("moved.txt"), "b");
    assert.equal(await contentOf("a.txt", parent), "a");
    assert.equal(root.treeId, answer.treeId);
  });

  it("keep every byte of a file, and its mode when only the content changes", async () => {
    const bytes = Buffer.from([0, 255, 10, 13, 10, 0xef, 0xbb, 0xbf]);
    const first = await client.putFile({
      repositoryName,
      branchName,
      filePath: "a/b c/ü.bin",
      fileContent: bytes,
      fileMode: "EXECUTABLE",
    });
    const file = await client.getFile({ repositoryName, filePath: "a/b c/ü.bin" });
    assert.deepEqual(Buffer.from(file.fileContent ?? []), bytes);
    assert.equal(file.fileSize, bytes.length);
    assert.equal(file.fileMode, "EXECUTABLE");
    const blob = await client.getBlob({ repositoryName, blobId: file.blobId });
    assert.deepEqual(Buffer.from(blob.content ?? []), bytes);
    await client.putFile({
      repositoryName,
      branchName,
      filePath: "a/b c/ü.bin",
      fileContent: Buffer.from("other"),
      parentCommitId: first.commitId,
    });
    const now = await client.getFile({ repositoryName, filePath: "a/b c/ü.bin" });
    assert.equal(now.fileMode, "EXECUTABLE");
  });

  it("name the caller as author where none is given", async () => {
    const { commitId } = await client.putFile({
      repositoryName,
      branchName,
      filePath: "a",
      fileContent: Buffer.from("a"),
    });
    const { commit: facts } = await client.getCommit({ repositoryName, commitId });
    assert.equal(facts?.author?.name, "ada");
  });

  it("are refused by AWS's names for what is wrong", async () => {
    const first = await commit({ "a.txt": "a", "dir/b.txt": "b" });
    const head = await commit({ "a.txt": "A" }, first);
    const put = (filePath: string, change: object = {}) =>
      client.createCommit({
        repositoryName,
        branchName,
        parentCommitId: head,
        putFiles: [{ filePath, fileContent: Buffer.from("x") }],
        ...change,
      });
    const file = { filePath: "x", fileContent: Buffer.from("x") };
    const refusals: readonly [() => Promise<unknown>, string][] = [
      [() => put("x", { parentCommitId: first }), "ParentCommitIdOutdatedException"],
      [() => put("x", { parentCommitId: undefined }), "ParentCommitIdRequiredException"],
      [() => put("x", { parentCommitId: "a".repeat(40) }), "ParentCommitDoesNotExistException"],
      [() => put("x", { parentCommitId: "main" }), "InvalidParentCommitIdException"],
      [() => put("x", { branchName: "none" }), "BranchDoesNotExistException"],
      [() => put("x", { branchName: "a..b" }), "InvalidBranchNameException"],
      [() => put("x", { repositoryName: "none" }), "RepositoryDoesNotExistException"],
      [() => put("x", { email: "no address" }), "InvalidEmailException"],
      [
        () => put("x", { commitMessage: "m".repeat(256 * 1024 + 1) }),
        "CommitMessageLengthExceededException",
      ],
      [() => put("x", { putFiles: [] }), "FileEntryRequiredException"],
      [() => put("x", { putFiles: [file, file] }), "SamePathRequestException"],
      [() => put("x", { putFiles: [{ filePath: "x" }] }), "SourceFileOrContentRequiredException"],
      [
        () => put("x", { putFiles: [{ ...file, sourceFile: { filePath: "a.txt" } }] }),
        "FileContentAndSourceFileSpecifiedException",
      ],
      [
        () =>
          put("x", {
            putFiles: Array.from({ length: 101 }, (_, i) => ({ ...file, filePath: `${i}` })),
          }),
        "MaximumFileEntriesExceededException",
      ],
      [
        () => put("a.txt", { putFiles: [{ filePath: "a.txt", fileContent: Buffer.from("A") }] }),
        "NoChangeException",
      ],
      [
        () => put("x", { putFiles: [], deleteFiles: [{ filePath: "none" }] }),
        "FileDoesNotExistException",
      ],
      [() => put("../x"), "InvalidPathException"],
      [() => put("/x"), "InvalidPathException"],
      [() => put("a/.git/config"), "InvalidPathException"],
      [() => put(""), "PathRequiredException"],
      [() => put("a.txt/x"), "DirectoryNameConflictsWithFileNameException"],
      [() => put("dir"), "FileNameConflictsWithDirectoryNameException"],
      [
        () =>
          client.putFile({
            repositoryName,
            branchName,
            filePath: "a.txt",
            fileContent: Buffer.from("A"),
            parentCommitId: head,
          }),
        "SameFileContentException",
      ],
      [() => client.getFile({ repositoryName, filePath: "dir" }), "FileDoesNotExistException"],
      [() => client.getFile({ repositoryName, filePath: "none.txt" }), "FileDoesNotExistException"],
      [
        () => client.getFile({ repositoryName, filePath: "a.txt", commitSpecifier: "none" }),
        "CommitDoesNotExistException",
      ],
      [
        () => client.getFolder({ repositoryName, folderPath: "none" }),
        "FolderDoesNotExistException",
      ],
      [
        () => client.getCommit({ repositoryName, commitId: "b".repeat(40) }),
        "CommitIdDoesNotExistException",
      ],
      [() => client.getCommit({ repositoryName, commitId: "main" }), "InvalidCommitIdException"],
      [
        () => client.getBlob({ repositoryName, blobId: "c".repeat(40) }),
        "BlobIdDoesNotExistException",
      ],
    ];
    for (const [call, name] of refusals) {
      await assert.rejects(call, { name }, name);
    }
    const { branch } = await client.getBranch({ repositoryName, branchName });
    assert.equal(branch?.commitId, head, "a refused commit left something behind");
  });

  it("let one of many land on one parent, and tell the others", async () => {
    const parent = await commit({ "a.txt": "a" });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => commit({ [`${i}.txt`]: "x" }, parent)),
    );
    const landed = outcomes.filter(({ status }) => status === "fulfilled");
    assert.equal(landed.length, 1);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") {
        assert.equal((outcome.reason as Error).name, "ParentCommitIdOutdatedException");
      }
    }
    const { commit: head } = await client.getCommit({
      repositoryName,
      commitId: (await client.getBranch({ repositoryName, branchName })).branch?.commitId,
    });
    assert.deepEqual(head?.parents, [parent]);
  });

  it("delete a file", async () => {
    const parentCommitId = await commit({ "a.txt": "a", "b.txt": "b" });
    const answer = await client.deleteFile({
      repositoryName,
      branchName,
      filePath: "a.txt",
      parentCommitId,
    });
    assert.equal(answer.filePath, "a.txt");
    await assert.rejects(contentOf("a.txt"), { name: "FileDoesNotExistException" });
  });
});
