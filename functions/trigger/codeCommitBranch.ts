import {
  GetDifferencesCommand,
  GetFileCommand,
  type CodeCommitClient,
} from "@aws-sdk/client-codecommit";

import { isAnswer, unlessAbsent } from "../../aws/awsAnswer";
import { headOf } from "../../delivery/codeCommitHead";
import { newestFirst, versionsOf } from "../../delivery/codeCommitHistory";
import { textOf } from "../../delivery/text";
import { type Branch, type PathVersion } from "./ports";
import { type BranchOfStack } from "./scope";

type Client = Pick<CodeCommitClient, "send">;

/** The branch in CodeCommit. Throttling is left to the client's own retries. */
export function codeCommitBranch(client: Client, at: BranchOfStack): Branch {
  const repositoryName = at.repository;
  return {
    head: () => unlessAbsent(() => headOf(client, at), "BranchDoesNotExistException"),
    versions: (path, commitId) => versions(client, at, path, commitId),
    changedPaths: async (from, to) => {
      const paths: string[] = [];
      let NextToken: string | undefined;
      do {
        const request = { repositoryName, beforeCommitSpecifier: from, afterCommitSpecifier: to };
        const page = await unlessAbsent(
          () => client.send(new GetDifferencesCommand({ ...request, NextToken })),
          // A forced push leaves nothing that leads to the commits of before.
          "CommitDoesNotExistException",
        );
        if (page === undefined) {
          return undefined;
        }
        for (const { beforeBlob, afterBlob } of page.differences ?? []) {
          paths.push(...[beforeBlob?.path, afterBlob?.path].flatMap((path) => path ?? []));
        }
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return [...new Set(paths)];
    },
    read: async (filePath, commitSpecifier) => {
      const request = { repositoryName, filePath, commitSpecifier };
      const answer = await unlessAbsent(
        () => client.send(new GetFileCommand(request)),
        "FileDoesNotExistException",
        // After a forced push, and once nothing leads to it.
        "CommitDoesNotExistException",
      );
      return answer && textOf(answer.fileContent ?? new Uint8Array());
    },
  };
}

async function* versions(
  client: Client,
  at: BranchOfStack,
  path: string,
  commitId: string,
): AsyncGenerator<PathVersion> {
  try {
    for await (const version of newestFirst(versionsOf(client, at, path, commitId))) {
      // AWS follows renames; what another app's file said before is no history of this one.
      if (version.path !== undefined && version.path !== path) {
        continue;
      }
      const id = version.commit?.commitId;
      if (id !== undefined) {
        yield { commitId: id, blobId: version.blobId };
      }
    }
  } catch (error) {
    if (!isAnswer(error, "CommitDoesNotExistException")) {
      throw error;
    }
  }
}
