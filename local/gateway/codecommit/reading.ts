import { ServiceError } from "../serviceError";
import { operation, type Operation } from "./call";
import { commitFacts } from "./commitFacts";
import { git, gitOrNothing, type GitFolder } from "./git";
import { commitAt, commitIdPattern } from "./references";
import { blobContent, checkPath, fileMode, treeEntries } from "./trees";

const maxFileBytes = 6 * 1024 * 1024;
const maxBatch = 100;

interface At {
  readonly repositoryName: string;
  readonly commitSpecifier?: string;
}

const getFile = operation<At & { readonly filePath: string }>(async (call, input) => {
  const repository = call.repositories.get(input.repositoryName);
  const commitId = await commitAt(repository, input.commitSpecifier);
  const filePath = input.filePath.replace(/^\//, "");
  checkPath(filePath);
  const folder = filePath.slice(0, filePath.lastIndexOf("/") + 1);
  const name = filePath.slice(folder.length);
  const treeish = await treeOf(repository, commitId, folder.slice(0, -1));
  const entry =
    treeish === undefined
      ? undefined
      : (await treeEntries(repository, treeish, { recursive: false })).get(name);
  if (entry?.type !== "blob") {
    throw new ServiceError("FileDoesNotExistException", `The file ${filePath} does not exist`);
  }
  const content = await contentOf(repository, entry.id);
  return {
    commitId,
    blobId: entry.id,
    filePath,
    fileMode: fileMode(entry.mode),
    fileSize: content.length,
    fileContent: content.toString("base64"),
  };
});

const getFolder = operation<At & { readonly folderPath: string }>(async (call, input) => {
  const repository = call.repositories.get(input.repositoryName);
  const commitId = await commitAt(repository, input.commitSpecifier);
  const folderPath = input.folderPath.replace(/^\/|\/$/g, "");
  if (folderPath !== "") {
    checkPath(folderPath);
  }
  const treeId = await treeOf(repository, commitId, folderPath);
  if (treeId === undefined) {
    throw new ServiceError(
      "FolderDoesNotExistException",
      `The folder ${folderPath} does not exist`,
    );
  }
  const entries = [...(await treeEntries(repository, treeId, { recursive: false }))].map(
    ([relativePath, entry]) => ({
      ...entry,
      names: {
        absolutePath: folderPath === "" ? relativePath : `${folderPath}/${relativePath}`,
        relativePath,
      },
    }),
  );
  const blobs = entries.filter(({ type }) => type === "blob");
  const fileOf = ({ id, mode, names }: (typeof entries)[number]) => ({
    blobId: id,
    fileMode: fileMode(mode),
    ...names,
  });
  return {
    commitId,
    folderPath,
    treeId,
    subFolders: entries
      .filter(({ type }) => type === "tree")
      .map(({ id, names }) => ({ treeId: id, ...names })),
    files: blobs.filter(({ mode }) => mode !== "120000").map(fileOf),
    symbolicLinks: blobs.filter(({ mode }) => mode === "120000").map(fileOf),
    subModules: entries
      .filter(({ type }) => type === "commit")
      .map(({ id, names }) => ({ commitId: id, ...names })),
  };
});

const getBlob = operation<{ readonly repositoryName: string; readonly blobId: string }>(
  async (call, { repositoryName, blobId }) => {
    const repository = call.repositories.get(repositoryName);
    if (!commitIdPattern.test(blobId)) {
      throw new ServiceError("InvalidBlobIdException", `${blobId} is not a valid blob ID`);
    }
    if ((await gitOrNothing(repository, ["cat-file", "-e", `${blobId}^{blob}`])) === undefined) {
      throw new ServiceError("BlobIdDoesNotExistException", `The blob ${blobId} does not exist`);
    }
    return { content: (await contentOf(repository, blobId)).toString("base64") };
  },
);

const getCommit = operation<{ readonly repositoryName: string; readonly commitId: string }>(
  async (call, { repositoryName, commitId }) => {
    const repository = call.repositories.get(repositoryName);
    if (!commitIdPattern.test(commitId)) {
      throw new ServiceError("InvalidCommitIdException", `${commitId} is not a full commit ID`);
    }
    const [commit] = await commitFacts(repository, [commitId]);
    if (commit === undefined) {
      throw new ServiceError(
        "CommitIdDoesNotExistException",
        `The commit ${commitId} does not exist`,
      );
    }
    return { commit };
  },
);

const batchGetCommits = operation<{
  readonly repositoryName: string;
  readonly commitIds: readonly string[];
}>(async (call, { repositoryName, commitIds }) => {
  const repository = call.repositories.get(repositoryName);
  if (commitIds.length > maxBatch) {
    throw new ServiceError(
      "CommitIdsLimitExceededException",
      `At most ${maxBatch} commits may be asked for`,
    );
  }
  const commits = await commitFacts(repository, commitIds);
  const found = new Set(commits.map(({ commitId }) => commitId));
  const errors = commitIds
    .filter((commitId) => !found.has(commitId))
    .map((commitId) => ({
      commitId,
      errorCode: "CommitDoesNotExistException",
      errorMessage: `The commit ${commitId} does not exist`,
    }));
  return { commits, errors };
});

export const reading: Readonly<Record<string, Operation>> = {
  GetFile: getFile,
  GetFolder: getFolder,
  GetBlob: getBlob,
  GetCommit: getCommit,
  BatchGetCommits: batchGetCommits,
};

/** The tree of a folder at a commit; `undefined` where there is none. */
async function treeOf(
  repository: GitFolder,
  commitId: string,
  folder: string,
): Promise<string | undefined> {
  const found = await git(repository, ["cat-file", "--batch-check=%(objecttype) %(objectname)"], {
    input: folder === "" ? `${commitId}^{tree}\n` : `${commitId}:${folder}\n`,
  });
  const [type, id] = found.split(" ");
  return type === "tree" ? id : undefined;
}

async function contentOf(repository: GitFolder, id: string): Promise<Buffer> {
  const content = await blobContent(repository, id);
  if (content.length > maxFileBytes) {
    throw new ServiceError("FileTooLargeException", "The file is larger than 6 MB");
  }
  return content;
}
