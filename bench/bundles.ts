import { buildSync } from "esbuild";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { bundleSettings } from "../components/functions/bundleSettings";

const functions = join(__dirname, "..", "functions");

/** Bundles what runs in Lambda into one file each, as one does before a program without Slipway runs. */
export function bundleFunctions(folder: string): void {
  const names = readdirSync(functions).filter((name) =>
    existsSync(join(functions, name, "index.ts")),
  );
  buildSync({
    entryPoints: Object.fromEntries(names.map((name) => [name, join(functions, name, "index.ts")])),
    outdir: folder,
    ...bundleSettings,
  });
}
