import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import { stringify } from "yaml";

import { bundleFunctions } from "./bundles";

/** The programs that are compared, each in a folder where `pulumi preview` runs it. */

const root = join(__dirname, "..");

/** One program with one number of apps. */
export interface Program {
  /** Where the program is. */
  readonly folder: string;
  /** Where the stack's file is, outside the tree; a project of the same name. */
  readonly stackFolder: string;
  readonly stack: string;
  /** The policy pack that judges the preview. @default - none */
  readonly pack?: { readonly folder: string; readonly config?: string };
}

/** What a stack has. */
export interface StackSize {
  /** Web apps, over all clusters. */
  readonly apps: number;
  /** @default 1 */
  readonly clusters?: number;
  /** Tasks of each app. @default 2 */
  readonly tasks?: number;
}

/** Slipway itself, with a stack of web apps. */
export function slipway(scratch: string, size: StackSize, name = "slipway"): Program {
  const stack = `${name}${size.apps}`;
  const stackFolder = join(scratch, "slipway");
  mkdirSync(stackFolder, { recursive: true });
  copyFileSync(join(root, "Pulumi.yaml"), join(stackFolder, "Pulumi.yaml"));
  writeStackFile(stackFolder, stack, slipwayConfig(size));
  return { folder: root, stack, stackFolder };
}

/** Slipway with a policy pack of no policy: what is left is the start of Node.js and the engine's calls. */
export function slipwayWithEmptyPack(scratch: string, size: StackSize): Program {
  const folder = join(scratch, "empty-pack");
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(root, "policy", "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "PulumiPolicy.yaml"), stringify({ runtime: "nodejs" }));
  const manifest = { name: "empty", version: "1.0.0", main: "index.js" };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(
    join(folder, "index.js"),
    'new (require("@pulumi/policy").PolicyPack)("empty", { policies: [] });\n',
  );
  return { ...slipway(scratch, size, "unruled"), pack: { folder } };
}

/** Slipway with its policy pack, as staging has it: with the same rules and the same exemption. */
export function slipwayWithPack(scratch: string, size: StackSize): Program {
  const { stack, stackFolder, ...rest } = slipway(scratch, size, "policed");
  const config = join(stackFolder, `policies.${stack}.json`);
  const staging = readFileSync(join(root, "policy", "config.staging.json"), "utf8");
  writeFileSync(config, staging.replaceAll("urn:pulumi:staging::", `urn:pulumi:${stack}::`));
  return { ...rest, stack, stackFolder, pack: { folder: join(root, "policy"), config } };
}

/** The same resources by hand, compiled before it runs. */
export function rawCompiled(scratch: string, size: StackSize, name = "compiled"): Program {
  const options = { runtime: { name: "nodejs", options: { typescript: false } }, main: "index.js" };
  const folder = project(scratch, "raw-compiled", options);
  for (const [name, source] of rawSources()) {
    const { outputText } = transpileModule(source, {
      compilerOptions: {
        module: ModuleKind.CommonJS,
        target: ScriptTarget.ES2022,
        esModuleInterop: true,
      },
    });
    writeFileSync(join(folder, name.replace(/ts$/, "js")), outputText);
  }
  return rawProgram(folder, name, size);
}

/** The same resources by hand, as Pulumi runs TypeScript unless told otherwise. */
export function rawTypeScript(scratch: string, size: StackSize): Program {
  const folder = project(scratch, "raw-typescript", { runtime: "nodejs" });
  for (const [name, source] of rawSources()) {
    writeFileSync(join(folder, name), source);
  }
  writeFileSync(
    join(folder, "tsconfig.json"),
    // The one of `pulumi new typescript`.
    JSON.stringify({
      compilerOptions: {
        strict: true,
        outDir: "bin",
        target: "es2020",
        module: "commonjs",
        moduleResolution: "node",
        sourceMap: true,
        experimentalDecorators: true,
        pretty: true,
        noFallthroughCasesInSwitch: true,
        noImplicitReturns: true,
        forceConsistentCasingInFileNames: true,
      },
      files: ["index.ts"],
    }),
  );
  return rawProgram(folder, "typescript", size);
}

function rawSources(): readonly (readonly [name: string, source: string])[] {
  const folder = join(__dirname, "raw");
  return readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]);
}

function rawProgram(folder: string, kind: string, { apps, tasks = 2 }: StackSize): Program {
  const stack = `${kind}${apps}`;
  const config = { "aws:region": "eu-west-1", "bench:apps": apps, "bench:tasks": tasks };
  writeStackFile(folder, stack, config);
  return { folder, stack, stackFolder: folder };
}

function project(scratch: string, name: string, options: object): string {
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  const main = { name: "bench", ...options };
  writeFileSync(join(folder, "Pulumi.yaml"), stringify(main));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "bench", private: true }));
  for (const shared of ["node_modules", "examples"].filter(
    (name) => !existsSync(join(folder, name)),
  )) {
    symlinkSync(join(root, shared), join(folder, shared));
  }
  bundleFunctions(join(folder, "functions"));
  return folder;
}

function writeStackFile(folder: string, stack: string, config: object): void {
  writeFileSync(join(folder, `Pulumi.${stack}.yaml`), stringify({ config }));
}

/** A stack file with as many web apps as asked for, on clusters of hosts; in order for the pack. */
export function slipwayConfig({ apps, clusters = 1, tasks = 2 }: StackSize) {
  const each = Math.ceil(apps / clusters);
  const names = Array.from({ length: apps }, (_, index) => `app${index + 1}`);
  const app = (name: string) => ({
    kind: "web",
    image: "hello",
    port: 8080,
    cpuUnits: 128,
    memoryMiB: 128,
    route: { paths: [`/${name}/*`] },
    healthCheck: { path: "/healthz" },
    user: "node",
    readonlyRootFilesystem: true,
    ...(tasks !== 2 && { count: tasks }),
  });
  const cluster = (index: number) => ({
    // A host has room for seven apps with two tasks each.
    capacity: {
      type: "ec2",
      instanceType: "t3.small",
      min: 1,
      max: Math.max(4, Math.ceil(each / 7)),
    },
    loadBalancer: {},
    apps: Object.fromEntries(
      names.slice(index * each, (index + 1) * each).map((name) => [name, app(name)]),
    ),
  });
  return {
    "aws:region": "eu-west-1",
    "slipway:network": { vpc: "new", natGateways: 1 },
    "slipway:images": { hello: { context: "./examples/hello" } },
    "slipway:clusters": Object.fromEntries(
      Array.from({ length: clusters }, (_, index) => [
        index === 0 ? "main" : `main${index + 1}`,
        cluster(index),
      ]),
    ),
  };
}
