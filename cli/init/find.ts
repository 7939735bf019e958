import { type Dirent, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";

import { keyFrom } from "../import/fields";
import { UserError } from "../userError";
import { type DockerfileFacts, dockerfileFacts } from "./dockerfile";

/** A Dockerfile, and the folder that its build sees. */
export interface FoundDockerfile {
  /** Key of its image and its app. */
  readonly key: string;
  /** Absolute. */
  readonly path: string;
  /** Absolute; the Dockerfile is inside it. */
  readonly context: string;
  readonly facts: DockerfileFacts;
}

export interface Found {
  readonly dockerfiles: readonly FoundDockerfile[];
  /** Files that look like one and were left out, and why; absolute. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** Folders below the one that is searched. */
const deepest = 3;

/** More belong to several stacks, or to something that is no app. */
const most = 50;

/** Far more than anybody writes. */
const largestBytes = 64 * 1024;

const notSearched = /^(?:\..*|node_modules|vendor|dist|target|__pycache__|venv)$/;

const named = /^(?:dockerfile(?:\.(?<after>[\w-]+))?|(?<before>[\w.-]+)\.dockerfile)$/i;

/** Of Docker's own `Dockerfile.dockerignore`, and of images that nobody deploys. */
const notDeployed =
  /^(?:dockerignore|dev|development|local|test|tests|ci|debug|example|sample|bak|old)$/i;

/**
 * Every Dockerfile of a folder and of those below it, with a key for each.
 *
 * @throws UserError for a folder that does not exist or has none, and where there are too many.
 */
export function findDockerfiles(folder: string, cwd: string): Found {
  const root = resolve(cwd, folder);
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UserError(`There is no folder ${folder}.`);
  }
  const skipped: { readonly path: string; readonly reason: string }[] = [];
  const found = dockerfilesBelow(root, 0).flatMap((path) => {
    const facts = readFacts(path);
    if (typeof facts === "string") {
      skipped.push({ path, reason: facts });
      return [];
    }
    return [{ path, facts }];
  });
  if (found.length === 0) {
    throw new UserError(`No Dockerfile in ${folder}, nor ${deepest} folders below it.`, {
      hint: "Name the folder of the app: slipway init <folder>. Stack files for external images are written by hand: docs/configuration.md.",
    });
  }
  if (found.length > most) {
    throw new UserError(
      `${found.length} Dockerfiles in ${folder}; at most ${most} become one stack.`,
      { hint: "Name a folder with fewer of them: slipway init <folder>." },
    );
  }
  const keys = keysOf(
    found.map(({ path }) => path),
    root,
  );
  return {
    skipped,
    dockerfiles: found.map(({ path, facts }) => ({
      key: keys.get(path) ?? "app",
      path,
      context: contextOf(path, root, facts),
      facts,
    })),
  };
}

/** In the order of their paths; links are not followed, because they may lead in a circle. */
function dockerfilesBelow(folder: string, depth: number): string[] {
  const entries: Dirent[] = readdirSync(folder, { withFileTypes: true }).sort((one, other) =>
    one.name < other.name ? -1 : 1,
  );
  const files = entries.filter((entry) => entry.isFile() && named.test(entry.name));
  const folders =
    depth < deepest
      ? entries.filter((entry) => entry.isDirectory() && !notSearched.test(entry.name))
      : [];
  return [
    ...files.map(({ name }) => join(folder, name)),
    ...folders.flatMap(({ name }) => dockerfilesBelow(join(folder, name), depth + 1)),
  ];
}

/** What it says, or why it is left out. */
function readFacts(path: string): DockerfileFacts | string {
  const { after, before } = named.exec(basename(path))?.groups ?? {};
  const suffix = after ?? before ?? "";
  if (notDeployed.test(suffix)) {
    return `its name says that it is for ${suffix}`;
  }
  if (statSync(path).size > largestBytes) {
    return "it is larger than 64 KiB";
  }
  return dockerfileFacts(readFileSync(path, "utf8")) ?? "it has no FROM";
}

/** By the name of the file, else of its folder; with the folders above where two are the same. */
function keysOf(paths: readonly string[], root: string): Map<string, string> {
  const keys = new Map<string, string>();
  for (const path of paths) {
    const names = namesOf(path, root);
    const candidates = names.map((_, index) => keyFrom(names.slice(index).join("-"))).reverse();
    const numbered = paths.map((_, index) => `app-${index + 1}`);
    const key = [...candidates, "app", ...numbered].find(
      (one) => /^[a-z]/.test(one) && ![...keys.values()].includes(one),
    );
    keys.set(path, key ?? "app");
  }
  return keys;
}

/** Folders and file of a Dockerfile, outermost first: `shop`, `services`, `api`. */
function namesOf(path: string, root: string): string[] {
  const { after, before } = named.exec(basename(path))?.groups ?? {};
  const folders = relative(root, dirname(path)).split(sep);
  return [basename(root), ...folders, after ?? before ?? ""].filter((name) => name !== "");
}

/** Its own folder, unless what it copies is only found from the folder that was searched. */
function contextOf(path: string, root: string, { sources }: DockerfileFacts): string {
  const own = dirname(path);
  const missingIn = (folder: string) =>
    sources.filter((source) => !existsSync(join(folder, source))).length;
  return missingIn(root) < missingIn(own) ? root : own;
}
