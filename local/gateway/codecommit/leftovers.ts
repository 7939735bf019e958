import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Removes what a git that was killed leaves in a repository: locks, which would refuse every later commit, and
 * temporary indices. Only before the first request: later they belong to a git at work.
 */
export function removeLeftovers(gitFolder: string): void {
  const top = readdirSync(gitFolder).filter(
    (name) => name.endsWith(".lock") || name.startsWith("index-"),
  );
  const refs = readdirSync(join(gitFolder, "refs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".lock"))
    .map((name) => join("refs", name));
  for (const name of [...top, ...refs]) {
    rmSync(join(gitFolder, name), { force: true });
  }
}
