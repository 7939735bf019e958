import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";

import { ServiceError } from "../serviceError";
import { git, gitBytes, type GitFolder } from "./git";

export type FileMode = "EXECUTABLE" | "NORMAL" | "SYMLINK";

/** A file, link or submodule in a tree. */
export interface TreeEntry {
  readonly mode: string;
  readonly type: string;
  readonly id: string;
}

export type Tree = ReadonlyMap<string, TreeEntry>;

export const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

const modes: Readonly<Record<FileMode, string>> = {
  EXECUTABLE: "100755",
  NORMAL: "100644",
  SYMLINK: "120000",
};

export function gitMode(mode: FileMode): string {
  return modes[mode];
}

export function fileMode(mode: string): FileMode {
  return mode === "100755" ? "EXECUTABLE" : mode === "120000" ? "SYMLINK" : "NORMAL";
}

/** Entries of a tree: all files in it, or only what lies directly in one folder. */
export async function treeEntries(
  repository: GitFolder,
  treeish: string,
  { recursive }: { readonly recursive: boolean },
): Promise<Tree> {
  const listed = await git(repository, ["ls-tree", "-z", ...(recursive ? ["-r"] : []), treeish]);
  return new Map(
    listed.split("\0").flatMap((line): [string, TreeEntry][] => {
      const [facts = "", path] = line.split("\t", 2);
      const [mode = "", type = "", id = ""] = facts.split(" ");
      return path === undefined ? [] : [[line.slice(facts.length + 1), { mode, type, id }]];
    }),
  );
}

export function writeBlob(repository: GitFolder, content: Buffer): Promise<string> {
  return git(repository, ["hash-object", "-w", "--stdin"], { input: content });
}

export function blobContent(repository: GitFolder, id: string): Promise<Buffer> {
  return gitBytes(repository, ["cat-file", "blob", id]);
}

/** Writes a tree of these files; git makes the folders between. */
export async function writeTree(repository: GitFolder, tree: Tree): Promise<string> {
  const index = join(repository.folder, `index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  const lines = [...tree].map(([path, { mode, id }]) => `${mode} ${id}\t${path}\0`);
  try {
    await git(repository, ["update-index", "-z", "--index-info"], { env, input: lines.join("") });
    return await git(repository, ["write-tree"], { env });
  } finally {
    rmSync(index, { force: true });
  }
}

/** @throws ServiceError InvalidPathException for a path that git does not store. */
export function checkPath(path: string): void {
  const steps = path.split("/");
  const wrong = steps.some(
    (step) => step === "" || step === "." || step === ".." || step.toLowerCase() === ".git",
  );
  if (path === "") {
    throw new ServiceError("PathRequiredException", "A file path is required");
  }
  if (wrong || path.includes("\0") || Buffer.byteLength(path) > 4096) {
    throw new ServiceError("InvalidPathException", `The path ${path} is not valid`);
  }
}

/** @throws ServiceError when a file and a folder would have one name. */
export function checkNames(tree: Tree, path: string): void {
  const steps = path.split("/");
  for (let depth = 1; depth < steps.length; depth++) {
    const folder = steps.slice(0, depth).join("/");
    const entry = tree.get(folder);
    if (entry?.type === "commit") {
      throw new ServiceError(
        "FilePathConflictsWithSubmodulePathException",
        `${folder} is a submodule`,
      );
    }
    if (entry !== undefined) {
      throw new ServiceError("DirectoryNameConflictsWithFileNameException", `${folder} is a file`);
    }
  }
  for (const other of tree.keys()) {
    if (other.startsWith(`${path}/`)) {
      throw new ServiceError("FileNameConflictsWithDirectoryNameException", `${path} is a folder`);
    }
  }
}
