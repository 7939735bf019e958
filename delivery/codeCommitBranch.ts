import { isAnswer } from "../aws/awsAnswer";
import { type BranchName, type CodeCommit } from "./aws/codeCommit";
import { appOfPath } from "./paths";
import { RevisionStoreError, type Commit } from "./store";

const readmePath = "README.md";
const readme = `# Deployments

Every commit here is a deployment. Each stack has its own branch, and each app its own file:

    <cluster>/<app>/revision.json

    [
      {
        "name": "<container>",
        "imageUri": "<repository>@sha256:<digest>"
      }
    ]

A commit that changes an app's file deploys that app. The log of a file is the app's history; to undo a deployment,
commit the earlier file again.
`;

/** Further back than this nobody's deployments go; a repository with more in it is not ours alone. */
const maxDepth = 5000;

/**
 * Starts the branch of a stack, and says where it stands.
 *
 * The API makes a branch only at a commit that exists, and one that began at another stack's head would hold that
 * stack's revisions and history. So the first commit of the repository holds a README alone, and every branch
 * begins there.
 */
export async function startBranch(repository: CodeCommit, at: BranchName): Promise<Commit> {
  const defaultBranch = await repository.defaultBranch();
  if (defaultBranch === undefined) {
    const message = "Say what this repository is";
    return { commitId: await repository.commit({ path: readmePath, text: readme, message }) };
  }
  const commitId = await rootCommit(repository, at, defaultBranch);
  await refuseRevisions(repository, at, commitId);
  try {
    await repository.createBranch(commitId);
  } catch (error) {
    // Another program started it a moment ago, and may have committed already.
    if (!isAnswer(error, "BranchNameExistsException")) {
      throw error;
    }
    return { commitId: await repository.head() };
  }
  return { commitId };
}

/** The commit that everything else follows: the oldest one of the README, or where the parents end. */
async function rootCommit(
  repository: CodeCommit,
  at: BranchName,
  defaultBranch: string,
): Promise<string> {
  let commitId = await repository.head(defaultBranch);
  for await (const { commit } of repository.versions(readmePath, commitId)) {
    if (commit?.commitId !== undefined && (commit.parents ?? []).length === 0) {
      return commit.commitId;
    }
  }
  for (let depth = 0; depth < maxDepth; depth++) {
    const [parent] = await repository.parents(commitId);
    if (parent === undefined) {
      return commitId;
    }
    commitId = parent;
  }
  throw noStart(at, `no first commit was found among the last ${maxDepth}`);
}

async function refuseRevisions(
  repository: CodeCommit,
  at: BranchName,
  commitId: string,
): Promise<void> {
  for await (const path of repository.changedPaths(undefined, commitId)) {
    if (appOfPath(path) !== undefined) {
      throw noStart(at, `the repository's first commit, ${commitId}, already holds ${path}`);
    }
  }
}

function noStart(at: BranchName, why: string): RevisionStoreError {
  return new RevisionStoreError(
    `The branch "${at.branch}" of "${at.repository}" cannot be started: ${why}.`,
    `Push a branch without history of other stacks: git checkout --orphan ${at.branch} && git rm -rf . && git commit --allow-empty -m "Start" && git push origin ${at.branch}`,
  );
}
