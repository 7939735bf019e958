import { existsSync } from "node:fs";
import { join } from "node:path";

/** Beginning of the names under which repositories of connections are known beside those of CodeCommit. */
const prefix = "connection:";

/** The name of a repository behind a connection, by its full ID (`owner/name`). */
export function connectedName(fullId: string): string {
  return `${prefix}${fullId}`;
}

/**
 * The git repository that stands for one behind a connection: `<folder>/<owner>/<name>`, with a work tree or bare, also
 * with `.git` at the end of its name. Undefined where the name is none of a connection, or there is no such folder.
 */
export function connectedFolder(folder: string, name: string): string | undefined {
  const fullId = name.slice(prefix.length);
  if (!name.startsWith(prefix) || fullId.split("/").some((part) => /^\.*$/.test(part))) {
    return undefined;
  }
  const places = [
    join(folder, fullId, ".git"),
    join(folder, fullId),
    join(folder, `${fullId}.git`),
  ];
  return places.find((place) => existsSync(join(place, "HEAD")));
}
