import * as pulumi from "@pulumi/pulumi";
import { buildSync } from "esbuild";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { bundleSettings } from "./bundleSettings";

const root = join(__dirname, "..", "..");

/** Everything that a bundle is made of, besides packages, which the lock file pins. */
const sources = [
  "functions",
  "delivery",
  "aws",
  "components/functions/bundleSettings.ts",
  "package-lock.json",
];

/**
 * The code of a function in `functions/`, as one file without dependencies. The same sources give the
 * same bytes, so a preview on another machine or at another time shows no change. Bundles are kept
 * beside the packages, because making one takes longer than the rest of a preview.
 */
export function functionCode(name: string): pulumi.asset.Archive {
  const file = join(root, "node_modules", ".cache", "slipway", digestOf(sources), name, "index.js");
  if (!existsSync(file)) {
    bundle(name, file);
  }
  return new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.FileAsset(file) });
}

function bundle(name: string, file: string): void {
  const { outputFiles } = buildSync({
    entryPoints: [join(root, "functions", name, "index.ts")],
    absWorkingDir: root,
    ...bundleSettings,
    write: false,
  });
  mkdirSync(join(file, ".."), { recursive: true });
  // Another run may make the same file at the same time: a rename is never half done.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, outputFiles[0]?.contents ?? "");
  renameSync(draft, file);
}

function digestOf(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths.flatMap(filesIn)) {
    hash.update(`${path}\n`).update(readFileSync(join(root, path)));
  }
  return hash.digest("hex").slice(0, 16);
}

function filesIn(path: string): string[] {
  if (/\.\w+$/.test(path)) {
    return [path];
  }
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesIn(`${path}/${name}`));
}
