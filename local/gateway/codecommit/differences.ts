import { ServiceError } from "../serviceError";
import { operation, type Operation } from "./call";
import { git, gitOrNothing, type GitFolder } from "./git";
import { page } from "./pages";
import { commitAt } from "./references";
import { emptyTree } from "./trees";

interface Difference {
  readonly changeType: "A" | "M" | "D";
  readonly beforeBlob?: Blob;
  readonly afterBlob?: Blob;
}

interface Blob {
  readonly blobId: string;
  readonly path: string;
  readonly mode: string;
}

const getDifferences = operation<{
  readonly repositoryName: string;
  readonly beforeCommitSpecifier?: string;
  readonly afterCommitSpecifier: string;
  readonly beforePath?: string;
  readonly afterPath?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}>(async (call, input) => {
  const repository = call.repositories.get(input.repositoryName);
  const after = await commitAt(repository, input.afterCommitSpecifier);
  // Without a commit before, everything in the one after is new.
  const before =
    input.beforeCommitSpecifier === undefined
      ? emptyTree
      : await commitAt(repository, input.beforeCommitSpecifier);
  const paths = [
    await existingPath(repository, before, input.beforePath),
    await existingPath(repository, after, input.afterPath),
  ].filter((path) => path !== undefined);
  const listed = await git(repository, [
    "--literal-pathspecs",
    "diff-tree",
    "-r",
    "-z",
    "--raw",
    "--no-abbrev",
    "--no-renames",
    before,
    after,
    "--",
    ...new Set(paths),
  ]);
  const { items, next } = page(
    "differences",
    differencesIn(listed),
    input.NextToken,
    input.MaxResults,
  );
  return { differences: items, ...(next !== undefined && { NextToken: next }) };
});

export const comparing: Readonly<Record<string, Operation>> = { GetDifferences: getDifferences };

/** `:<mode> <mode> <id> <id> <letter>`, then the path, each ended by a NUL. */
function differencesIn(listed: string): Difference[] {
  const parts = listed.split("\0");
  const found: Difference[] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const [modeBefore = "", mode = "", idBefore = "", id = "", letter = ""] = (
      parts[i] ?? ""
    ).split(" ");
    const path = parts[i + 1] ?? "";
    const beforeBlob = { blobId: idBefore, path, mode: modeBefore.replace(":", "") };
    const afterBlob = { blobId: id, path, mode };
    if (letter === "A") {
      found.push({ changeType: "A", afterBlob });
    } else if (letter === "D") {
      found.push({ changeType: "D", beforeBlob });
    }
    // A file that became a link, or the other way round, was modified, too.
    else {
      found.push({ changeType: "M", beforeBlob, afterBlob });
    }
  }
  return found;
}

async function existingPath(
  repository: GitFolder,
  treeish: string,
  path: string | undefined,
): Promise<string | undefined> {
  if (path === undefined) {
    return undefined;
  }
  const plain = path.replace(/^\/|\/$/g, "");
  if (plain === "") {
    return undefined;
  }
  if ((await gitOrNothing(repository, ["cat-file", "-e", `${treeish}:${plain}`])) === undefined) {
    throw new ServiceError("PathDoesNotExistException", `The path ${path} does not exist`);
  }
  return plain;
}
