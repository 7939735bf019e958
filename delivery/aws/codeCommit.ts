import {
  CreateBranchCommand,
  CreateCommitCommand,
  GetBlobCommand,
  GetBranchCommand,
  GetCommitCommand,
  GetDifferencesCommand,
  GetFileCommand,
  GetRepositoryCommand,
  ListFileCommitHistoryCommand,
  type CodeCommitClient,
  type FileVersion,
} from "@aws-sdk/client-codecommit";

import { unlessAbsent } from "../../aws/awsAnswer";
import { type Author } from "../store";
import { textOf } from "../text";
import { required } from "./answer";
import { pagesOf } from "./pages";

export type { FileVersion };

/** A branch of a repository. */
export interface BranchName {
  readonly repository: string;
  readonly branch: string;
}

/** A commit of one file. */
export interface FileCommit {
  readonly path: string;
  readonly text: string;
  readonly message: string;
  /** @default - none: the branch and the repository are empty */
  readonly parent?: string;
  /** @default - the identity whose credentials are used */
  readonly author?: Author | undefined;
}

/** A repository, and a branch of it. Unless it says otherwise, what does not exist is an error. */
export interface CodeCommit {
  /** The newest commit of the branch, or of another one. */
  head(branch?: string): Promise<string>;
  defaultBranch(): Promise<string | undefined>;
  parents(commitId: string): Promise<readonly string[]>;
  /** Undefined when the commit has no such file. */
  file(path: string, commitId: string): Promise<string | undefined>;
  blob(blobId: string): Promise<string>;
  /** Every version of a path, in whatever order AWS lists them; it follows renames. */
  versions(path: string, commitId: string): AsyncIterable<FileVersion>;
  /** Paths that differ between two commits, by their old and new names; from nothing it is all that there are. */
  changedPaths(from: string | undefined, to: string): AsyncIterable<string>;
  /** Returns the commit's ID. */
  commit(change: FileCommit): Promise<string>;
  createBranch(commitId: string): Promise<void>;
}

/** CodeCommit. Throttling and broken connections are left to the client's own retries. */
export function codeCommitAdapter(
  client: Pick<CodeCommitClient, "send">,
  { repository: repositoryName, branch: branchName }: BranchName,
): CodeCommit {
  return {
    head: async (branch = branchName) => {
      const request = { repositoryName, branchName: branch };
      const answer = await client.send(new GetBranchCommand(request));
      return required(answer.branch?.commitId, "CodeCommit", "commit ID for the branch");
    },
    defaultBranch: async () => {
      const answer = await client.send(new GetRepositoryCommand({ repositoryName }));
      return answer.repositoryMetadata?.defaultBranch;
    },
    parents: async (commitId) => {
      const { commit } = await client.send(new GetCommitCommand({ repositoryName, commitId }));
      return commit?.parents ?? [];
    },
    file: async (filePath, commitSpecifier) => {
      const request = { repositoryName, commitSpecifier, filePath };
      const answer = await unlessAbsent(
        () => client.send(new GetFileCommand(request)),
        "FileDoesNotExistException",
      );
      return answer && textOf(required(answer.fileContent, "CodeCommit", "content for the file"));
    },
    blob: async (blobId) => {
      const { content } = await client.send(new GetBlobCommand({ repositoryName, blobId }));
      return textOf(required(content, "CodeCommit", "content for the blob"));
    },
    versions: async function* (filePath, commitSpecifier) {
      const request = { repositoryName, commitSpecifier, filePath };
      const pages = pagesOf(
        (nextToken) => client.send(new ListFileCommitHistoryCommand({ ...request, nextToken })),
        (page) => page.nextToken,
      );
      for await (const { revisionDag = [] } of pages) {
        yield* revisionDag;
      }
    },
    changedPaths: async function* (from, to) {
      const request = {
        repositoryName,
        ...(from !== undefined && { beforeCommitSpecifier: from }),
        afterCommitSpecifier: to,
      };
      const pages = pagesOf(
        (NextToken) => client.send(new GetDifferencesCommand({ ...request, NextToken })),
        (page) => page.NextToken,
      );
      for await (const { differences = [] } of pages) {
        for (const { beforeBlob, afterBlob } of differences) {
          yield* [beforeBlob?.path, afterBlob?.path].flatMap((path) => path ?? []);
        }
      }
    },
    commit: async ({ path, text, message, parent, author }) => {
      const answer = await client.send(
        new CreateCommitCommand({
          repositoryName,
          branchName,
          ...(parent !== undefined && { parentCommitId: parent }),
          commitMessage: message,
          ...(author !== undefined && { authorName: author.name, email: author.email }),
          // This file alone: what others committed to theirs is in the parent and stays as it is.
          putFiles: [{ filePath: path, fileContent: Buffer.from(text) }],
        }),
      );
      return required(answer.commitId, "CodeCommit", "commit ID");
    },
    createBranch: async (commitId) => {
      await client.send(new CreateBranchCommand({ repositoryName, branchName, commitId }));
    },
  };
}
