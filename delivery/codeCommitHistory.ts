import { required } from "./aws/answer";
import { type BranchName, type CodeCommit, type FileVersion } from "./aws/codeCommit";
import { explainedItems } from "./codeCommitErrors";
import { type RevisionCommit } from "./store";

/** The commits of a branch that wrote one path, newest first. */
export function fileHistory(
  repository: CodeCommit,
  at: BranchName,
  path: string,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<RevisionCommit> {
  return explainedItems(at, revisionsOf(repository, path, limit));
}

async function* revisionsOf(
  repository: CodeCommit,
  path: string,
  limit: number,
): AsyncGenerator<RevisionCommit> {
  if (limit <= 0) {
    return;
  }
  let left = limit;
  for await (const { commit, blobId } of versionsOf(repository, path, await repository.head())) {
    // A commit that deleted the file wrote no revision.
    if (blobId === undefined) {
      continue;
    }
    yield {
      commitId: required(commit?.commitId, "CodeCommit", "commit ID for the file's version"),
      author: commit?.author?.name ?? "",
      email: commit?.author?.email ?? "",
      date: dateOf(commit?.author?.date ?? ""),
      message: (commit?.message ?? "").trimEnd(),
      text: await repository.blob(blobId),
    };
    if (--left <= 0) {
      return;
    }
  }
}

/** Every version of a path, newest first. */
export async function* versionsOf(
  repository: Pick<CodeCommit, "versions">,
  path: string,
  commitId: string,
): AsyncGenerator<FileVersion> {
  for await (const version of newestFirst(repository.versions(path, commitId))) {
    // AWS follows renames; what another app's file said before is no history of this one.
    if (version.path === undefined || version.path === path) {
      yield version;
    }
  }
}

/**
 * Versions in the order from newest to oldest. AWS documents a graph and no order. As long as each version comes
 * after those that follow it, they are passed on as they come; otherwise all are read and put in order.
 */
async function* newestFirst(versions: AsyncIterable<FileVersion>): AsyncGenerator<FileVersion> {
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

/** CodeCommit writes dates as git does: seconds since 1970 and the author's time zone, `1484167798 -0800`. */
export function dateOf(text: string): Date {
  return new Date(Number.parseInt(text, 10) * 1000);
}
