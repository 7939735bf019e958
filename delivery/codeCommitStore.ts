import { type CodeCommitClient } from "@aws-sdk/client-codecommit";

import { isAnswer, unlessAbsent } from "../aws/awsAnswer";
import { codeCommitAdapter, type BranchName } from "./aws/codeCommit";
import { startBranch } from "./codeCommitBranch";
import { explained } from "./codeCommitErrors";
import { fileHistory } from "./codeCommitHistory";
import {
  RevisionConflictError,
  RevisionStoreError,
  type Commit,
  type Committed,
  type RevisionChange,
  type RevisionStore,
  type StoredFile,
} from "./store";

/** How often and how long a commit is tried again; a test's own clock and dice. */
export interface Persistence {
  /** Tries of one commit, the first included. Each one that fails means that another commit landed. @default 30 */
  readonly attempts?: number;
  /** @default - a timer */
  readonly wait?: (milliseconds: number) => Promise<void>;
  /** @default Math.random */
  readonly random?: () => number;
}

const longestWaitMs = 1500;

/** The commit that a change was based on is no longer the head: look again, and try again. */
const overtaken = [
  "ParentCommitIdOutdatedException",
  // The branch was rewritten, or started by someone else, between two calls.
  "ParentCommitDoesNotExistException",
  "ParentCommitIdRequiredException",
  "BranchDoesNotExistException",
];

/**
 * Revisions in a CodeCommit repository. Throttling and broken connections are left to the client's own retries.
 *
 * Permissions: GetBranch, GetFile, GetBlob, ListFileCommitHistory and CreateCommit on the repository; to start a
 * branch also GetRepository, GetCommit, GetDifferences and CreateBranch.
 */
export function codeCommitStore(
  client: Pick<CodeCommitClient, "send">,
  { repository, branch }: BranchName,
  { attempts = 30, wait = sleep, random = Math.random }: Persistence = {},
): RevisionStore {
  const at = { repository, branch };
  const codeCommit = codeCommitAdapter(client, at);
  const answered = <T>(call: () => Promise<T>): Promise<T> => explained(at, call);

  const head = (): Promise<Commit | undefined> =>
    unlessAbsent(
      async () => ({ commitId: await codeCommit.head() }),
      "BranchDoesNotExistException",
    );

  const read = async (path: string, commitId: string): Promise<StoredFile | undefined> => {
    const text = await codeCommit.file(path, commitId);
    return text === undefined ? undefined : { commitId, text };
  };

  const commitOnce = async (change: RevisionChange): Promise<Committed> => {
    const { commitId: parent } = (await head()) ?? (await startBranch(codeCommit, at));
    const current = (await read(change.path, parent))?.text ?? null;
    if (current === change.text) {
      return { commitId: parent, unchanged: true };
    }
    if (change.expect !== undefined && change.expect !== current) {
      throw new RevisionConflictError(change.path, change.expect, current, parent);
    }
    try {
      const { path, text, message, author } = change;
      const commitId = await codeCommit.commit({ path, text, message, author, parent });
      return { commitId, unchanged: false };
    } catch (error) {
      if (!isAnswer(error, "NoChangeException", "SameFileContentException")) {
        throw error;
      }
      return { commitId: parent, unchanged: true };
    }
  };

  return {
    head: () => answered(head),
    read: (path, commitId) =>
      answered(async () => read(path, commitId ?? (await codeCommit.head()))),
    history: (path, limit) => fileHistory(codeCommit, at, path, limit),
    commit: (change) =>
      answered(async () => {
        for (let attempt = 1; ; attempt++) {
          try {
            return await commitOnce(change);
          } catch (error) {
            if (!isAnswer(error, ...overtaken)) {
              throw error;
            }
            if (attempt >= attempts) {
              throw tooBusy(at, change.path, attempt, error);
            }
            // Full jitter: those who met once must not meet again.
            await wait(random() * Math.min(longestWaitMs, 50 * 2 ** attempt));
          }
        }
      }),
  };
}

function tooBusy(at: BranchName, path: string, attempts: number, cause: unknown): Error {
  return new RevisionStoreError(
    `${path} could not be committed to the branch "${at.branch}" of "${at.repository}": others committed between each of ${attempts} tries.`,
    "Nothing was committed. Try again when fewer releases run at once.",
    { cause },
  );
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
