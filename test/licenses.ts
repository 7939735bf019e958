import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { licenseProblems, lockedPackages, type Exception } from "./support/licenses";

/** The licenses of every package in every lockfile of npm: `npx ts-node test/licenses.ts [folder]`. */

const exceptions: readonly Exception[] = [
  {
    name: "@logdna/tail-file",
    license: "SEE LICENSE IN LICENSE",
    reason: "The file has the text of the MIT license.",
  },
  {
    name: "spdx-exceptions",
    license: "CC-BY-3.0",
    reason: "A list of names, which asks to be attributed; nothing is built with it.",
  },
];

function lockfiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name === "node_modules" || entry.name.startsWith(".") ? [] : lockfiles(path);
    }
    return entry.name === "package-lock.json" ? [path] : [];
  });
}

function main(folder: string): number {
  const packages = lockfiles(folder).flatMap((path) => lockedPackages(readFileSync(path, "utf8")));
  const problems = [...new Set(licenseProblems(packages, exceptions))];
  process.stderr.write(problems.map((problem) => `${problem}\n`).join(""));
  return packages.length > 0 && problems.length === 0 ? 0 : 1;
}

process.exitCode = main(process.argv[2] ?? join(__dirname, ".."));
