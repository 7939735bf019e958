import { ServiceError } from "../serviceError";
import { operation, type Operation } from "./call";
import { gitOrNothing } from "./git";
import { page } from "./pages";
import {
  branchTip,
  checkBranchName,
  commitIdPattern,
  defaultBranch,
  existingTip,
  moveBranch,
  references,
  setDefaultBranch,
} from "./references";

interface Branch {
  readonly repositoryName: string;
  readonly branchName: string;
}

const createBranch = operation<Branch & { readonly commitId: string }>(
  async (call, { repositoryName, branchName, commitId }) => {
    const repository = call.repositories.get(repositoryName);
    await checkBranchName(repository, branchName);
    if (!commitIdPattern.test(commitId)) {
      throw new ServiceError("InvalidCommitIdException", `${commitId} is not a full commit ID`);
    }
    await call.changing(repository, async () => {
      if ((await branchTip(repository, branchName)) !== undefined) {
        throw new ServiceError("BranchNameExistsException", `Branch ${branchName} already exists`);
      }
      if (
        (await gitOrNothing(repository, ["cat-file", "-e", `${commitId}^{commit}`])) === undefined
      ) {
        throw new ServiceError(
          "CommitDoesNotExistException",
          `The commit ${commitId} does not exist`,
        );
      }
      await moveBranch(repository, branchName, undefined, commitId);
    });
    return {};
  },
);

const getBranch = operation<Partial<Branch>>(async (call, { repositoryName, branchName }) => {
  if (repositoryName === undefined) {
    throw new ServiceError("RepositoryNameRequiredException", "A repository name is required");
  }
  if (branchName === undefined) {
    throw new ServiceError("BranchNameRequiredException", "A branch name is required");
  }
  const repository = call.repositories.get(repositoryName);
  await checkBranchName(repository, branchName);
  return { branch: { branchName, commitId: await existingTip(repository, branchName) } };
});

const listBranches = operation<{ readonly repositoryName: string; readonly nextToken?: string }>(
  async (call, { repositoryName, nextToken }) => {
    const repository = call.repositories.get(repositoryName);
    const names = [...(await references(repository)).keys()].flatMap((name) =>
      name.startsWith("refs/heads/") ? [name.replace("refs/heads/", "")] : [],
    );
    const { items, next } = page("branches", names.sort(), nextToken, undefined);
    return { branches: items, ...(next !== undefined && { nextToken: next }) };
  },
);

const deleteBranch = operation<Branch>(async (call, { repositoryName, branchName }) => {
  const repository = call.repositories.get(repositoryName);
  await checkBranchName(repository, branchName);
  return call.changing(repository, async () => {
    if ((await defaultBranch(repository)) === branchName) {
      throw new ServiceError(
        "DefaultBranchCannotBeDeletedException",
        `${branchName} is the default branch and cannot be deleted`,
      );
    }
    const commitId = await branchTip(repository, branchName);
    // Deleting what is not there succeeds, without a branch in the answer.
    if (commitId === undefined) {
      return {};
    }
    await moveBranch(repository, branchName, commitId, undefined);
    return { deletedBranch: { branchName, commitId } };
  });
});

const updateDefaultBranch = operation<{
  readonly repositoryName: string;
  readonly defaultBranchName: string;
}>(async (call, { repositoryName, defaultBranchName }) => {
  const repository = call.repositories.get(repositoryName);
  await checkBranchName(repository, defaultBranchName);
  await existingTip(repository, defaultBranchName);
  await setDefaultBranch(repository, defaultBranchName);
  return {};
});

export const branches: Readonly<Record<string, Operation>> = {
  CreateBranch: createBranch,
  GetBranch: getBranch,
  ListBranches: listBranches,
  DeleteBranch: deleteBranch,
  UpdateDefaultBranch: updateDefaultBranch,
};
