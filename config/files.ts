import { readFileSync, statSync } from "node:fs";
import { isAbsolute, resolve, sep } from "node:path";

import { listed } from "./listed";
import { type Problem } from "./problems";
import { nearest } from "./suggest";

/** What of an image can be looked up on this machine. */
interface BuildFiles {
  readonly context?: string | undefined;
  readonly dockerfile?: string | undefined;
  readonly target?: string | undefined;
}

/** Whether the folders, Dockerfiles and stages that images are built from exist. */
export function fileProblems(
  images: Readonly<Record<string, BuildFiles | undefined>> | undefined,
  root: string,
): Problem[] {
  return Object.entries(images ?? {}).flatMap(([key, image]) => {
    const found = image === undefined ? undefined : problemOf(image, root);
    return found === undefined
      ? []
      : [{ path: ["images", key, found.key], sentence: found.sentence }];
  });
}

function problemOf(
  { context, dockerfile, target }: BuildFiles,
  root: string,
): { readonly key: keyof BuildFiles; readonly sentence: string } | undefined {
  if (context === undefined) {
    return undefined;
  }
  const folder = resolve(root, context);
  if (!kindOf(folder)?.isDirectory()) {
    return { key: "context", sentence: `build context not found: ${folder}` };
  }
  if (dockerfile === undefined) {
    return undefined;
  }
  const file = resolve(folder, dockerfile);
  if (isAbsolute(dockerfile) || !file.startsWith(folder + sep)) {
    // Said by the check of the path itself; a file elsewhere is not looked at.
    return undefined;
  }
  if (!kindOf(file)?.isFile()) {
    return { key: "dockerfile", sentence: `Dockerfile not found: ${file}` };
  }
  const stages = stagesOf(readFileSync(file, "utf8"));
  if (target === undefined || stages.includes(target.toLowerCase()) || isIndex(target, stages)) {
    return undefined;
  }
  const named = stages.filter((stage) => stage !== "");
  const meant = nearest(target, named);
  const advice =
    meant !== undefined
      ? `did you mean "${meant}"?`
      : named.length === 0
        ? `${file} names no stage`
        : `${file} has ${listed(named)}`;
  return { key: "target", sentence: `unknown stage "${target}"; ${advice}` };
}

function kindOf(path: string) {
  return statSync(path, { throwIfNoEntry: false });
}

/** Names of the stages of a Dockerfile in their order, empty where a stage has none. */
export function stagesOf(dockerfile: string): string[] {
  return dockerfile
    .replace(/\\\r?\n/g, " ")
    .split(/\r?\n/)
    .flatMap((line) => {
      const match = /^\s*FROM\s+(?:--\S+\s+)*\S+(?:\s+AS\s+(\S+))?\s*$/i.exec(line);
      return match === null ? [] : [(match[1] ?? "").toLowerCase()];
    });
}

function isIndex(target: string, stages: readonly string[]): boolean {
  return /^\d+$/.test(target) && Number(target) < stages.length;
}
