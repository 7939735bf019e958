import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, posix } from "node:path";

import { type ArchivedFile } from "../zip";
import { type FileSet } from "./buildspec";

/** The files of a set, whose base is below a folder or, with a leading slash, anywhere. */
export function filesOf(set: FileSet, folder: string): ArchivedFile[] {
  const base = set.baseDirectory.startsWith("/")
    ? set.baseDirectory
    : join(folder, set.baseDirectory);
  const patterns = set.files.map((pattern) => expressionOf(posix.normalize(pattern)));
  return everyFile(base, "")
    .filter((path) => patterns.some((pattern) => pattern.test(path)))
    .map((path) => ({
      path: set.discardPaths ? basename(path) : path,
      content: readFileSync(join(base, path)),
      mode: statSync(join(base, path)).mode & 0o777,
    }));
}

/** Paths of all files below a folder; none where there is no such folder. */
function everyFile(base: string, below: string): string[] {
  const entries = entriesOf(join(base, below));
  return entries.flatMap((entry) => {
    const path = posix.join(below, entry.name);
    return entry.isDirectory() ? everyFile(base, path) : entry.isFile() ? [path] : [];
  });
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Buildspec reference, "artifacts": `*` is any name, `**` any folders below one another. */
function expressionOf(pattern: string): RegExp {
  const text = pattern.replace(/\*\*\/|\*\*|\*|\?|[^*?]/g, (part) =>
    part === "**/"
      ? "(?:.*/)?"
      : part === "**"
        ? ".*"
        : part === "*"
          ? "[^/]*"
          : part === "?"
            ? "[^/]"
            : part.replace(/[\\^$.|+()[\]{}]/, "\\$&"),
  );
  return new RegExp(`^${text}$`);
}
