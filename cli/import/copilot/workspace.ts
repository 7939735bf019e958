import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, posix, relative, resolve, sep } from "node:path";

import { UserError } from "../../userError";
import { type OtherFile } from "../report";
import { parseSource, SourceError, type Source } from "../yamlSource";

/** A manifest of the workspace. */
export interface Manifest {
  /** Name of its folder. */
  readonly folder: string;
  readonly source: Source;
}

/** What is in a folder that Copilot works in. */
export interface Workspace {
  readonly application: string;
  /** The folder that paths of Dockerfiles start from. */
  readonly root: string;
  readonly apps: readonly Manifest[];
  readonly environments: readonly Manifest[];
  readonly others: readonly OtherFile[];
  readonly errors: readonly SourceError[];
}

/** Bigger than any manifest. */
const largestBytes = 1024 * 1024;

/**
 * Reads a workspace: `copilot/.workspace`, `copilot/<app>/manifest.yml`, `copilot/environments/<name>/manifest.yml`.
 *
 * @param directory the workspace or its folder `copilot`.
 * @throws UserError where there is none.
 */
export function readWorkspace(directory: string, cwd: string): Workspace {
  const folder = copilotFolder(resolve(cwd, directory));
  const errors: SourceError[] = [];
  const shown = (path: string) => relative(cwd, path).split(sep).join(posix.sep);
  const read = (path: string): Source | undefined => {
    const file = shown(path);
    try {
      if (statSync(path).size > largestBytes) {
        throw new SourceError(file, 1, 1, "larger than 1 MiB; no manifest is");
      }
      return parseSource(file, readFileSync(path, "utf8"));
    } catch (error) {
      if (!(error instanceof SourceError)) {
        throw error;
      }
      errors.push(error);
      return undefined;
    }
  };
  const manifests = (parent: string): Manifest[] =>
    foldersIn(parent).flatMap((name) => {
      const path = manifestIn(join(parent, name));
      const source = path === undefined ? undefined : read(path);
      return source === undefined ? [] : [{ folder: name, source }];
    });
  const workspaceFile = join(folder, ".workspace");
  const summary = existsSync(workspaceFile) ? read(workspaceFile) : undefined;
  const named = summary?.kind === "mapping" ? summary.entries.get("application") : undefined;
  return {
    application: named?.kind === "scalar" ? named.text : basename(dirname(folder)),
    root: dirname(folder),
    apps: manifests(folder),
    environments: manifests(join(folder, "environments")),
    others: otherFiles(folder).map(([path, advice]) => ({ file: shown(path), advice })),
    errors,
  };
}

function copilotFolder(directory: string): string {
  const found = [join(directory, "copilot"), directory].find(
    (folder) =>
      existsSync(join(folder, ".workspace")) ||
      (basename(folder) === "copilot" &&
        foldersIn(folder).some((name) => manifestIn(join(folder, name)) !== undefined)),
  );
  if (found === undefined) {
    throw new UserError(`There is no workspace of Copilot in ${directory}.`, {
      hint: "Name the folder that has copilot/.workspace: slipway import copilot <folder>.",
    });
  }
  return found;
}

function manifestIn(folder: string): string | undefined {
  return ["manifest.yml", "manifest.yaml"]
    .map((name) => join(folder, name))
    .find((path) => existsSync(path));
}

function foldersIn(parent: string): string[] {
  return existsSync(parent)
    ? readdirSync(parent, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort()
    : [];
}

function filesBelow(parent: string): string[] {
  return existsSync(parent)
    ? readdirSync(parent, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
    : [];
}

const addon =
  "A template of CloudFormation: keep its stack or write it as a program of Pulumi, and give the app its outputs by environment, secrets, permissions and policies.";
const override =
  "Changes of Copilot's own templates: write what they change in transforms.ts where the stack file has no key.";
const pipeline =
  "Each app has a pipeline from its revision.json; build and test where the code is, and release with slipway release.";

function otherFiles(folder: string): [string, string][] {
  const below = [folder, join(folder, "environments")].flatMap((parent) =>
    foldersIn(parent).map((name) => join(parent, name)),
  );
  const all = [...below, join(folder, "environments")].flatMap((parent): [string, string][] => [
    ...filesBelow(join(parent, "addons")).map((path): [string, string] => [path, addon]),
    ...filesBelow(join(parent, "overrides")).map((path): [string, string] => [path, override]),
  ]);
  const pipelines = [
    ...filesBelow(join(folder, "pipelines")),
    ...["pipeline.yml", "buildspec.yml"].map((name) => join(folder, name)).filter(existsSync),
  ];
  return [
    ...new Map([...all, ...pipelines.map((path): [string, string] => [path, pipeline])]).entries(),
  ];
}
