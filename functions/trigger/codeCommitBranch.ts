import { type CodeCommitClient } from "@aws-sdk/client-codecommit";

import { isAnswer, unlessAbsent } from "../../aws/awsAnswer";
import { codeCommitAdapter, type BranchName, type CodeCommit } from "../../delivery/aws/codeCommit";
import { collect } from "../../delivery/aws/pages";
import { dateOf, versionsOf } from "../../delivery/codeCommitHistory";
import { type Branch, type PathVersion } from "./ports";

/** After a forced push, and once nothing leads to it. */
const commitIsGone = "CommitDoesNotExistException";

/** The branch in CodeCommit. */
export function codeCommitBranch(client: Pick<CodeCommitClient, "send">, at: BranchName): Branch {
  const codeCommit = codeCommitAdapter(client, at);
  return {
    head: () => unlessAbsent(() => codeCommit.head(), "BranchDoesNotExistException"),
    versions: (path, commitId) => versions(codeCommit, path, commitId),
    changedPaths: async (from, to) => {
      const paths = await unlessAbsent(
        () => collect(codeCommit.changedPaths(from, to)),
        commitIsGone,
      );
      return paths && [...new Set(paths)];
    },
    read: (path, commitId) => unlessAbsent(() => codeCommit.file(path, commitId), commitIsGone),
  };
}

async function* versions(
  codeCommit: CodeCommit,
  path: string,
  commitId: string,
): AsyncGenerator<PathVersion> {
  try {
    for await (const { commit, blobId } of versionsOf(codeCommit, path, commitId)) {
      if (commit?.commitId !== undefined) {
        yield { commitId: commit.commitId, blobId, date: dateOf(commit.author?.date ?? "") };
      }
    }
  } catch (error) {
    if (!isAnswer(error, commitIsGone)) {
      throw error;
    }
  }
}
