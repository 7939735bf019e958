import {
  GetBlobCommand,
  ListFileCommitHistoryCommand,
  type CodeCommitClient,
  type FileVersion,
} from "@aws-sdk/client-codecommit";

import { explained, given, type BranchName } from "./codeCommitErrors";
import { headOf } from "./codeCommitHead";
import { type RevisionCommit } from "./store";
import { textOf } from "./text";

type Client = Pick<CodeCommitClient, "send">;

/** The commits of a branch that wrote one path, newest first. */
export async function* fileHistory(
  client: Client,
  at: BranchName,
  path: string,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<RevisionCommit> {
  if (limit <= 0) {
    return;
  }
  const commitId = await explained(at, () => headOf(client, at));
  let left = limit;
  for await (const version of newestFirst(versionsOf(client, at, path, commitId))) {
    // AWS follows renames; what another app's file said before is no history of this one.
    if (version.path !== undefined && version.path !== path) {
      continue;
    }
    // A commit that deleted the file wrote no revision.
    if (version.blobId === undefined) {
      continue;
    }
    yield await revisionCommitOf(client, at, version);
    if (--left <= 0) {
      return;
    }
  }
}

/** Every version of a path as AWS lists them, page by page. */
export async function* versionsOf(
  client: Client,
  at: BranchName,
  path: string,
  commitSpecifier: string,
): AsyncGenerator<FileVersion> {
  let nextToken: string | undefined;
  do {
    const page = await explained(at, () =>
      client.send(
        new ListFileCommitHistoryCommand({
          repositoryName: at.repository,
          commitSpecifier,
          filePath: path,
          ...(nextToken !== undefined && { nextToken }),
        }),
      ),
    );
    yield* page.revisionDag ?? [];
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

/**
 * Versions in the order from newest to oldest. AWS documents a graph and no order. As long as each version comes
 * after those that follow it, they are passed on as they come; otherwise all are read and put in order.
 */
export async function* newestFirst(
  versions: AsyncIterable<FileVersion>,
): AsyncGenerator<FileVersion> {
  const passed = new Set<string>();
  const held: FileVersion[] = [];
  for await (const version of versions) {
    if (held.length === 0 && followedBy(version).every((child) => passed.has(child))) {
      passed.add(version.commit?.commitId ?? "");
      yield version;
    } else {
      held.push(version);
    }
  }
  while (held.length > 0) {
    const next = held.findIndex((version) =>
      followedBy(version).every((child) => passed.has(child)),
    );
    // A graph with a hole (a child that is not listed) is passed on as it came.
    const [version] = held.splice(Math.max(next, 0), 1);
    if (version === undefined) {
      return;
    }
    passed.add(version.commit?.commitId ?? "");
    yield version;
  }
}

function followedBy(version: FileVersion): readonly string[] {
  return version.revisionChildren ?? [];
}

async function revisionCommitOf(
  client: Client,
  at: BranchName,
  { commit, blobId }: FileVersion,
): Promise<RevisionCommit> {
  const blob = await explained(at, () =>
    client.send(new GetBlobCommand({ repositoryName: at.repository, blobId })),
  );
  return {
    commitId: given(commit?.commitId, "commit ID for the file's version"),
    author: commit?.author?.name ?? "",
    email: commit?.author?.email ?? "",
    date: dateOf(commit?.author?.date ?? ""),
    message: (commit?.message ?? "").trimEnd(),
    text: textOf(given(blob.content, "content for the blob")),
  };
}

/** CodeCommit writes dates as git does: seconds since 1970 and the author's time zone, `1484167798 -0800`. */
function dateOf(text: string): Date {
  return new Date(Number.parseInt(text, 10) * 1000);
}
