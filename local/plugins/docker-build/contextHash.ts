import { createHash, type Hash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";

import { isRecord } from "../provider/values";
import { type Properties } from "../resourceEntry";
import { parseDockerIgnore } from "./dockerIgnore";

/** Folder of the build context. */
export function contextFolder(inputs: Properties): string {
  const context = inputs["context"];
  const location = isRecord(context) ? context["location"] : undefined;
  return typeof location === "string" ? location : ".";
}

/** Path of the Dockerfile; `undefined` when its text is among the inputs. */
export function dockerfilePath(inputs: Properties): string | undefined {
  const dockerfile = isRecord(inputs["dockerfile"]) ? inputs["dockerfile"] : {};
  if (typeof dockerfile["inline"] === "string") {
    return undefined;
  }
  const { location } = dockerfile;
  return typeof location === "string" ? location : join(contextFolder(inputs), "Dockerfile");
}

/** The Dockerfile's text when it is among the inputs. */
export function inlineDockerfile(inputs: Properties): string | undefined {
  const dockerfile = inputs["dockerfile"];
  const inline = isRecord(dockerfile) ? dockerfile["inline"] : undefined;
  return typeof inline === "string" ? inline : undefined;
}

/** A hash of everything that the build reads from disk: names, modes and contents, less what is ignored. */
export function contextHash(inputs: Properties): string {
  const folder = contextFolder(inputs);
  const hash = createHash("sha256");
  const dockerfile = dockerfilePath(inputs);
  hash.update(inlineDockerfile(inputs) ?? readFileSync(dockerfile ?? ""));
  const ignored = parseDockerIgnore(ignoreText(folder, dockerfile));
  const visit = (current: string): void => {
    for (const entry of readdirSync(current, { withFileTypes: true }).sort(byName)) {
      const path = join(current, entry.name);
      const name = relative(folder, path).split(sep).join("/");
      // A folder that is left out may hold files that a later pattern takes back.
      if (entry.isDirectory()) {
        visit(path);
      } else if (!ignored(name)) {
        addFile(hash, name, path, entry.isSymbolicLink());
      }
    }
  };
  visit(folder);
  return hash.digest("hex");
}

/** A Dockerfile may have an ignore file of its own, which goes before the context's. */
function ignoreText(folder: string, dockerfile: string | undefined): string {
  const own = dockerfile === undefined ? undefined : `${dockerfile}.dockerignore`;
  const shared = join(folder, ".dockerignore");
  if (own !== undefined && existsSync(own)) {
    return readFileSync(own, "utf8");
  }
  return existsSync(shared) ? readFileSync(shared, "utf8") : "";
}

function addFile(hash: Hash, name: string, path: string, isLink: boolean): void {
  hash.update(`\0${name}\0`);
  if (isLink) {
    hash.update(readlinkSync(path));
    return;
  }
  const stats = statSync(path);
  if (!stats.isFile()) {
    return;
  }
  // Who may run the file is part of the image; the rest of the mode depends on the machine.
  hash.update(`${String(stats.mode & 0o111)}\0`).update(readFileSync(path));
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}
