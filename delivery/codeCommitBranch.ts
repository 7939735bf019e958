import {
  CreateBranchCommand,
  CreateCommitCommand,
  GetCommitCommand,
  GetDifferencesCommand,
  GetRepositoryCommand,
  type CodeCommitClient,
} from "@aws-sdk/client-codecommit";

import { isAnswer } from "../aws/awsAnswer";
import { given, type BranchName } from "./codeCommitErrors";
import { headOf } from "./codeCommitHead";
import { versionsOf } from "./codeCommitHistory";
import { appOfPath } from "./paths";
import { RevisionStoreError, type Commit } from "./store";

type Client = Pick<CodeCommitClient, "send">;

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
export async function startBranch(client: Client, at: BranchName): Promise<Commit> {
  const repositoryName = at.repository;
  const { repositoryMetadata } = await client.send(new GetRepositoryCommand({ repositoryName }));
  const defaultBranch = repositoryMetadata?.defaultBranch;
  if (defaultBranch === undefined) {
    const answer = await client.send(
      new CreateCommitCommand({
        repositoryName,
        branchName: at.branch,
        commitMessage: "Say what this repository is",
        putFiles: [{ filePath: readmePath, fileContent: Buffer.from(readme) }],
      }),
    );
    return { commitId: given(answer.commitId, "commit ID") };
  }
  const commitId = await rootCommit(client, at, defaultBranch);
  await refuseRevisions(client, at, commitId);
  try {
    await client.send(new CreateBranchCommand({ repositoryName, branchName: at.branch, commitId }));
  } catch (error) {
    // Somebody else started it a moment ago, and may have committed already.
    if (!isAnswer(error, "BranchNameExistsException")) {
      throw error;
    }
    return { commitId: await headOf(client, at) };
  }
  return { commitId };
}

/** The commit that everything else follows: the oldest one of the README, or where the parents end. */
async function rootCommit(client: Client, at: BranchName, defaultBranch: string): Promise<string> {
  let commitId = await headOf(client, { repository: at.repository, branch: defaultBranch });
  for await (const { commit } of versionsOf(client, at, readmePath, commitId)) {
    if (commit?.commitId !== undefined && (commit.parents ?? []).length === 0) {
      return commit.commitId;
    }
  }
  for (let depth = 0; depth < maxDepth; depth++) {
    const { commit } = await client.send(
      new GetCommitCommand({ repositoryName: at.repository, commitId }),
    );
    const [parent] = commit?.parents ?? [];
    if (parent === undefined) {
      return commitId;
    }
    commitId = parent;
  }
  throw noStart(at, `no first commit was found among the last ${maxDepth}`);
}

async function refuseRevisions(client: Client, at: BranchName, commitId: string): Promise<void> {
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new GetDifferencesCommand({
        repositoryName: at.repository,
        afterCommitSpecifier: commitId,
        ...(NextToken !== undefined && { NextToken }),
      }),
    );
    for (const { afterBlob } of page.differences ?? []) {
      const path = afterBlob?.path ?? "";
      if (appOfPath(path) !== undefined) {
        throw noStart(at, `the repository's first commit, ${commitId}, already holds ${path}`);
      }
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
}

function noStart(at: BranchName, why: string): RevisionStoreError {
  return new RevisionStoreError(
    `The branch "${at.branch}" of "${at.repository}" cannot be started: ${why}.`,
    `Push a branch without history of other stacks: git checkout --orphan ${at.branch} && git rm -rf . && git commit --allow-empty -m "Start" && git push origin ${at.branch}`,
  );
}
