import { operation, type Operation } from "./call";
import { commitFacts } from "./commitFacts";
import { git, type GitFolder } from "./git";
import { page } from "./pages";
import { commitAt } from "./references";
import { checkPath } from "./trees";

/** One version of a file: the commit that wrote it and what it wrote. */
interface Version {
  readonly commitId: string;
  readonly blobId: string;
  readonly children: readonly string[];
}

const listFileCommitHistory = operation<{
  readonly repositoryName: string;
  readonly commitSpecifier?: string;
  readonly filePath: string;
  readonly maxResults?: number;
  readonly nextToken?: string;
}>(async (call, input) => {
  const repository = call.repositories.get(input.repositoryName);
  const path = input.filePath.replace(/^\//, "");
  checkPath(path);
  const commit = await commitAt(repository, input.commitSpecifier);
  const versions = await versionsOf(repository, commit, path);
  const { items, next } = page("history", versions, input.nextToken, input.maxResults);
  const commits = new Map(
    (
      await commitFacts(
        repository,
        items.map(({ commitId }) => commitId),
      )
    ).map((facts) => [facts.commitId, facts]),
  );
  return {
    revisionDag: items.map(({ commitId, blobId, children }) => ({
      commit: commits.get(commitId),
      blobId,
      path,
      revisionChildren: children,
    })),
    ...(next !== undefined && { nextToken: next }),
  };
});

export const history: Readonly<Record<string, Operation>> = {
  ListFileCommitHistory: listFileCommitHistory,
};

/** The versions of one path, newest first, each with those that follow it. */
async function versionsOf(repository: GitFolder, commit: string, path: string): Promise<Version[]> {
  // With --parents git names as parents the earlier versions of the path.
  const listed = await git(repository, [
    "--literal-pathspecs",
    "rev-list",
    "--parents",
    "--topo-order",
    commit,
    "--",
    path,
  ]);
  const lines = listed
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split(" "));
  const children = new Map<string, string[]>();
  for (const [commitId = "", ...parents] of lines) {
    for (const parent of parents) {
      children.set(parent, [...(children.get(parent) ?? []), commitId]);
    }
  }
  const blobs = await blobsAt(
    repository,
    lines.map(([commitId = ""]) => commitId),
    path,
  );
  return lines.flatMap(([commitId = ""]) => {
    const blobId = blobs.get(commitId);
    // A commit that deleted the file left no version of it.
    if (blobId === undefined) {
      return [];
    }
    const following = (children.get(commitId) ?? []).filter((child) => blobs.has(child));
    return [{ commitId, blobId, children: following }];
  });
}

/** The file's blob at each commit that has it. */
async function blobsAt(
  repository: GitFolder,
  commits: readonly string[],
  path: string,
): Promise<ReadonlyMap<string, string>> {
  if (commits.length === 0) {
    return new Map();
  }
  const checked = await git(repository, ["cat-file", "--batch-check=%(objecttype) %(objectname)"], {
    input: commits.map((commit) => `${commit}:${path}\n`).join(""),
  });
  return new Map(
    checked.split("\n").flatMap((line, index): [string, string][] => {
      const [type, id = ""] = line.split(" ");
      return type === "blob" ? [[commits[index] ?? "", id]] : [];
    }),
  );
}
