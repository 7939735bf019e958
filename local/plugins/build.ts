import { build } from "esbuild";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import * as aws from "./aws";
import * as awsx from "./awsx/served";
import { generateDeclarations } from "./declarations/generate";
import { type Declarations } from "./declarations/shape";
import * as docker from "./docker/standIn";
import * as dockerBuild from "./docker-build/standIn";

interface Plugin {
  readonly name: string;
  readonly declarations?: () => Declarations;
}

const plugins: readonly Plugin[] = [
  { name: "aws", declarations: () => declarationsOf("aws", aws.entries, aws.functions) },
  { name: "awsx", declarations: () => declarationsOf("awsx", awsx.served) },
  { name: "docker", declarations: () => declarationsOf("docker", [], docker.functions) },
  { name: "docker-build", declarations: () => declarationsOf("docker-build", dockerBuild.entries) },
];

function declarationsOf(
  name: string,
  entries: readonly { readonly type: string }[],
  functions: readonly { readonly token: string }[] = [],
): Declarations {
  return generateDeclarations(
    `@pulumi/${name}`,
    entries.map(({ type }) => type),
    functions.map(({ token }) => token),
  );
}

// Modules of the new kind share and load their parts lazily; what esbuild converts still calls require.
const banner = [
  `import { createRequire as slipwayRequire } from "node:module";`,
  `import { dirname as slipwayDirname } from "node:path";`,
  `import { fileURLToPath as slipwayPath } from "node:url";`,
  `const require = slipwayRequire(import.meta.url);`,
  `const __filename = slipwayPath(import.meta.url);`,
  `const __dirname = slipwayDirname(__filename);`,
].join("\n");

/** Bundles the stand-in plugins into `folder`, as the executables that the engine looks for on PATH. */
async function buildPlugins(folder: string): Promise<void> {
  const target = resolve(folder);
  await Promise.all(
    plugins.map(async ({ name, declarations }) => {
      const outdir = join(target, name);
      mkdirSync(outdir, { recursive: true });
      await build({
        entryPoints: { main: join(__dirname, name, "main.ts") },
        outdir,
        outExtension: { ".js": ".mjs" },
        bundle: true,
        splitting: true,
        format: "esm",
        platform: "node",
        alias: { typescript: join(__dirname, "awsx", "noTypescript.ts") },
        target: "node20",
        // The AWS SDK as modules: their names survive a lazy import, and what is not used stays out.
        mainFields: ["module", "main"],
        minify: true,
        keepNames: true,
        banner: { js: banner },
        logLevel: "warning",
      });
      if (declarations !== undefined) {
        writeFileSync(join(outdir, "declarations.json"), JSON.stringify(declarations()));
      }
      const executable = join(target, `pulumi-resource-${name}`);
      writeFileSync(executable, `#!/bin/sh\nexec node "$(dirname "$0")/${name}/main.mjs" "$@"\n`);
      chmodSync(executable, 0o755);
    }),
  );
}

if (require.main === module) {
  const folder = process.argv[2];
  if (folder === undefined) {
    process.stderr.write("usage: ts-node local/plugins/build.ts <folder>\n");
    process.exitCode = 2;
  } else {
    void buildPlugins(folder);
  }
}
