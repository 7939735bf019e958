import { build, type BuildOptions } from "esbuild";
import { chmodSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { noticesOf, packageOf } from "./notices";

/** What `npm pack` packs beside what lies here: one file that needs nothing but Node.js, and the licenses in it. */

const root = join(__dirname, "..", "..", "..");

const settings = {
  entryPoints: [join(root, "cli", "ecsDeploy", "main.ts")],
  bundle: true,
  platform: "node",
  target: "node20",
  banner: { js: "#!/usr/bin/env node" },
  // Names stay, so that the stack of a defect can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "none",
  metafile: true,
  write: false,
  absWorkingDir: root,
  outfile: "ecs-deploy.js",
  logLevel: "warning",
} satisfies BuildOptions;

/** Writes the files into a folder. */
export async function buildPackage(folder: string): Promise<void> {
  const { outputFiles, metafile } = await build(settings);
  const [bundle] = outputFiles;
  if (bundle === undefined) {
    throw new Error("esbuild made no file.");
  }
  const packages = Object.entries(Object.values(metafile.outputs)[0]?.inputs ?? {})
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => packageOf(path) ?? []);
  const license = readFileSync(join(root, "LICENSE"), "utf8");
  put(join(folder, "ecs-deploy.js"), bundle.text, 0o755);
  put(join(folder, "LICENSE"), license);
  const folders = packages.map((path) => join(root, path));
  put(join(folder, "THIRD-PARTY-NOTICES"), noticesOf(folders, license));
  put(join(folder, "README.md"), readFileSync(join(root, "docs", "ecs-deploy.md"), "utf8"));
}

/** Whole or not at all: two may build at once. */
function put(file: string, content: string, mode = 0o644): void {
  const partial = `${file}.${process.pid}.new`;
  writeFileSync(partial, content);
  chmodSync(partial, mode);
  renameSync(partial, file);
}

if (require.main === module) {
  void buildPackage(__dirname);
}
