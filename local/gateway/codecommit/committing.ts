import { ServiceError } from "../serviceError";
import { operation, type Call, type Operation } from "./call";
import { changedTree, fileFacts, type FileChanges } from "./changes";
import { git, gitOrNothing } from "./git";
import {
  branchTip,
  checkBranchName,
  commitIdPattern,
  defaultBranch,
  moveBranch,
} from "./references";
import { type Repository } from "./repositories";
import { treeEntries, writeTree, type FileMode, type Tree } from "./trees";

interface Target {
  readonly repositoryName: string;
  readonly branchName: string;
  readonly parentCommitId?: string;
  readonly commitMessage?: string;
  readonly email?: string;
}

interface NewCommit {
  readonly commitId: string;
  readonly treeId: string;
  readonly before: Tree;
  readonly after: Tree;
}

const maxMessageBytes = 256 * 1024;
const maxNameLength = 1024;

const createCommit = operation<Target & FileChanges & { readonly authorName?: string }>(
  async (call, input) => {
    const { commitId, treeId, before, after } = await commit(call, input, {
      changes: input,
      author: input.authorName,
      unchanged: new ServiceError("NoChangeException", "The commit would make no change"),
    });
    return { commitId, treeId, ...fileFacts(before, after) };
  },
);

const putFile = operation<
  Target & { filePath: string; fileContent: string; fileMode?: FileMode; name?: string }
>(async (call, input) => {
  const { filePath, fileContent, fileMode } = input;
  const { commitId, treeId, after } = await commit(call, input, {
    changes: { putFiles: [{ filePath, fileContent, ...(fileMode && { fileMode }) }] },
    author: input.name,
    unchanged: new ServiceError(
      "SameFileContentException",
      `The content of ${filePath} is the same as in the branch`,
    ),
  });
  return { commitId, treeId, blobId: after.get(filePath)?.id };
});

const deleteFile = operation<
  Target & { filePath: string; keepEmptyFolders?: boolean; name?: string }
>(async (call, input) => {
  const { filePath, keepEmptyFolders = false } = input;
  const { commitId, treeId, before } = await commit(call, input, {
    changes: { deleteFiles: [{ filePath }], keepEmptyFolders },
    author: input.name,
    unchanged: new ServiceError("NoChangeException", "The commit would make no change"),
  });
  return { commitId, treeId, filePath, blobId: before.get(filePath)?.id };
});

export const committing: Readonly<Record<string, Operation>> = {
  CreateCommit: createCommit,
  PutFile: putFile,
  DeleteFile: deleteFile,
};

interface Content {
  readonly changes: FileChanges;
  readonly author: string | undefined;
  readonly unchanged: ServiceError;
}

function commit(call: Call, target: Target, content: Content): Promise<NewCommit> {
  const repository = call.repositories.get(target.repositoryName);
  checkWords(target, content.author);
  return call.changing(repository, async () => {
    const parent = await parentOf(repository, target);
    const before: Tree =
      parent === undefined ? new Map() : await treeEntries(repository, parent, { recursive: true });
    const after = await changedTree(repository, before, content.changes);
    const { filesAdded, filesUpdated, filesDeleted } = fileFacts(before, after);
    if (filesAdded.length + filesUpdated.length + filesDeleted.length === 0) {
      throw content.unchanged;
    }
    const treeId = await writeTree(repository, after);
    const commitId = await git(
      repository,
      ["commit-tree", treeId, ...(parent === undefined ? [] : ["-p", parent])],
      { env: identity(call, target, content.author), input: target.commitMessage ?? "" },
    );
    await moveBranch(repository, target.branchName, parent, commitId);
    return { commitId, treeId, before, after };
  });
}

/** The commit to build on: the branch's tip, which the caller must name; nothing in an empty repository. */
async function parentOf(
  repository: Repository,
  { branchName, parentCommitId }: Target,
): Promise<string | undefined> {
  await checkBranchName(repository, branchName);
  const tip = await branchTip(repository, branchName);
  if (parentCommitId !== undefined && !commitIdPattern.test(parentCommitId)) {
    throw new ServiceError(
      "InvalidParentCommitIdException",
      `${parentCommitId} is not a full commit ID`,
    );
  }
  if (tip === undefined) {
    await refuseNewBranch(repository, branchName, parentCommitId);
    return undefined;
  }
  if (parentCommitId === undefined) {
    throw new ServiceError("ParentCommitIdRequiredException", "A parent commit ID is required");
  }
  if (parentCommitId === tip) {
    return tip;
  }
  if (
    (await gitOrNothing(repository, ["cat-file", "-e", `${parentCommitId}^{commit}`])) === undefined
  ) {
    throw new ServiceError(
      "ParentCommitDoesNotExistException",
      `The parent commit ${parentCommitId} does not exist in the branch ${branchName}`,
    );
  }
  throw new ServiceError(
    "ParentCommitIdOutdatedException",
    `The parent commit ID is outdated. The tip of the branch ${branchName} is ${tip}`,
  );
}

/** Only the first commit of a repository makes its branch. */
async function refuseNewBranch(
  repository: Repository,
  branchName: string,
  parentCommitId: string | undefined,
): Promise<void> {
  if (
    (await gitOrNothing(repository, ["show-ref", "--verify", `refs/tags/${branchName}`])) !==
    undefined
  ) {
    throw new ServiceError("BranchNameIsTagNameException", `${branchName} is the name of a tag`);
  }
  if ((await defaultBranch(repository)) !== undefined) {
    throw new ServiceError("BranchDoesNotExistException", `Branch ${branchName} does not exist`);
  }
  if (parentCommitId !== undefined) {
    throw new ServiceError(
      "ParentCommitDoesNotExistException",
      "The repository has no commits yet",
    );
  }
}

function checkWords({ commitMessage = "", email }: Target, author: string | undefined): void {
  if (Buffer.byteLength(commitMessage) > maxMessageBytes) {
    throw new ServiceError(
      "CommitMessageLengthExceededException",
      "The message is longer than 256 KB",
    );
  }
  if ((author ?? "").length > maxNameLength) {
    throw new ServiceError("NameLengthExceededException", "The user name is too long");
  }
  if (email !== undefined && !/^[^\s<>@]+@[^\s<>@]+$/.test(email)) {
    throw new ServiceError("InvalidEmailException", `${email} is not a valid email address`);
  }
}

/** The author is also the committer, as in CodeCommit; without one it is whoever calls. */
function identity(
  { caller }: Call,
  { email }: Target,
  author: string | undefined,
): Readonly<Record<string, string>> {
  const name = (author ?? caller.name).replace(/[<>\n]/g, " ").trim() || caller.name;
  // Without an address git would make one of this machine's user and host.
  const address = email ?? "";
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: address,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: address,
  };
}
