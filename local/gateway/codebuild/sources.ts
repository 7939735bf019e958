import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";

import { git, gitBytes, gitOrNothing } from "../codecommit/git";
import { unzip } from "../zip";
import { type BuildSource } from "./build";
import { type BuildCalls } from "./calls";

/** Where sources are. */
export interface SourceParts {
  readonly calls: BuildCalls;
  /** The bare git repository of this name on CodeCommit. */
  readonly repositoryFolder: (name: string) => string | undefined;
  /** Its address for clients. */
  readonly cloneUrl: (name: string) => string;
}

/** Lays the sources of a build into a folder that exists and is empty. */
export async function layDown(
  { calls, repositoryFolder, cloneUrl }: SourceParts,
  role: string,
  source: BuildSource,
  folder: string,
): Promise<void> {
  if (source.type === "object") {
    unzip((await calls.getObject(role, source.bucket, source.key)).content, folder);
    return;
  }
  if (source.type === "none") {
    return;
  }
  const { repository, commitId, clone } = source;
  const from = repositoryFolder(repository);
  if (from === undefined) {
    throw new Error(`${repository} does not exist`);
  }
  if (clone) {
    await gitBytes({ folder: from }, [
      "clone",
      "--quiet",
      "--no-hardlinks",
      "--no-checkout",
      from,
      folder,
    ]);
    const own = { folder: join(folder, ".git") };
    const env = { GIT_WORK_TREE: folder };
    await git(own, ["checkout", "--quiet", "--detach", commitId], { env });
    await git(own, ["remote", "set-url", "origin", cloneUrl(repository)]);
    return;
  }
  const index = join(dirname(folder), "tmp", "index");
  mkdirSync(dirname(index), { recursive: true });
  const env = { GIT_INDEX_FILE: index, GIT_WORK_TREE: folder };
  await git({ folder: from }, ["read-tree", commitId], { env });
  await git({ folder: from }, ["checkout-index", "--all", `--prefix=${folder}/`], { env });
}

/** The commit that a version (a branch, a tag, a commit) names, the head of the default branch if none is named. */
export async function commitOf(
  folder: string,
  version: string | undefined,
): Promise<string | undefined> {
  const name = version === undefined || version === "" ? "HEAD" : version;
  return gitOrNothing({ folder }, ["rev-parse", "--verify", "--quiet", `${name}^{commit}`]);
}
