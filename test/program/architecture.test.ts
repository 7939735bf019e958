import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix, relative, resolve } from "node:path";
import ts from "typescript";

import * as components from "../../components";
import { root } from "../support/stackProgram";

/** What each room may import besides itself; `docs/architecture.md` says the same in words. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "index.ts": ["config", "components", "transforms"],
  "transforms.ts": ["components"],
  aws: [],
  config: ["aws"],
  components: ["aws", "delivery"],
  delivery: ["aws"],
  functions: ["aws", "delivery"],
  cli: ["aws", "delivery", "config/suggest", "config/parse", "config/problems", "config/files"],
  policy: [],
  // The pack must pass on the graphs of the shipped stacks.
  "policy/test": ["policy", "test/support"],
  local: [],
  "local/plugins": [],
  "local/plugins/test": ["local/plugins", "local/test", "components/delivery/stages"],
  // The stand-ins must understand what the product sends.
  "local/test": [
    "local",
    "components/delivery/events",
    "delivery/codeCommitStore",
    "functions/afterFailedDeployment/event",
    "test/support/servers",
    "test/support/until",
  ],
  ci: [],
  examples: [],
  bench: ["config", "components", "index", "test", "cli", "delivery"],
  test: [
    "aws",
    "config",
    "components",
    // What local AWS knows of AWS's rules; all else of it is reached through local/up, local/down and local/env.
    "local/gateway/tagImmutability",
    "policy",
    "bench",
    "examples",
    "index",
    "transforms",
    "delivery",
    "functions",
    "cli",
  ],
};

const mostLines = 250;

/** Files that may be longer, and why. */
const longFiles: Readonly<Record<string, string>> = {
  "local/gateway/codepipeline/engine.ts":
    "the order of stages, transitions, retries and stops is one state machine",
};

/** Whether a source has more lines than a file of one thing. */
function isTooLong(source: string): boolean {
  return source.split("\n").length - 1 > mostLines;
}

/** Paths that a source imports, also for types alone, and the packages. */
function importsOf(source: string): string[] {
  return ts.preProcessFile(source).importedFiles.map(({ fileName }) => fileName);
}

/** Where a relative import of a file leads, from the root. */
function targetOf(file: string, name: string): string {
  return posix.normalize(posix.join(posix.dirname(file), name));
}

/** Packages that a module of this repository needs, by itself and through others. */
function packagesOf(path: string, seen = new Set<string>()): Set<string> {
  const file = [`${path}.ts`, `${path}/index.ts`].find((one) => existsSync(join(root, one)));
  if (file === undefined || seen.has(file)) {
    return new Set();
  }
  seen.add(file);
  return new Set(
    importsOf(readFileSync(join(root, file), "utf8")).flatMap((name) =>
      name.startsWith(".") ? [...packagesOf(targetOf(file, name), seen)] : [name],
    ),
  );
}

/** Operations of the SDK that a source makes commands of. */
function callsIn(source: string): string[] {
  return [...source.matchAll(/new (\w+)Command\(/g)].map(([, name = ""]) => name);
}

/** Circles of files that import each other, also for types alone: the shortest through each file that has one, once. */
function circles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const found = new Map<string, string>();
  for (const file of imports.keys()) {
    const circle = circleThrough(file, imports);
    const members = [...new Set(circle)].sort().join();
    if (circle.length > 0 && !found.has(members)) {
      found.set(members, circle.join(" imports "));
    }
  }
  return [...found.values()];
}

/** The shortest way from a file back to itself; empty where there is none. */
function circleThrough(
  start: string,
  imports: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const seen = new Set<string>();
  const ways = [[start]];
  for (const way of ways) {
    for (const next of imports.get(way.at(-1) ?? start) ?? []) {
      if (next === start) {
        return [...way, start];
      }
      if (!seen.has(next)) {
        seen.add(next);
        ways.push([...way, next]);
      }
    }
  }
  return [];
}

/** Lines that say how many there may be: a range, or a pattern that counts. */
function ownLimits(file: string, source: string): string[] {
  return source
    .split("\n")
    .filter((line) => /Number\.isInteger|\bfrom: \d+, to: \d|\/.*\{\d+(?:,\d*)?\}/.test(line))
    .map((line) => `${file}: ${line.trim()}`);
}

/** The files of this repository that a file imports. */
function ownImportsOf(file: string): string[] {
  return importsOf(readFileSync(join(root, file), "utf8"))
    .filter((name) => name.startsWith("."))
    .flatMap((name) => {
      const path = targetOf(file, name);
      return [`${path}.ts`, `${path}/index.ts`].find((one) => existsSync(join(root, one))) ?? [];
    });
}

/** Imports of other rooms that a file may not have. */
function strayImports(file: string, source: string): string[] {
  const folders = file.split("/");
  const [room = ""] = [3, 2, 1]
    .map((depth) => folders.slice(0, depth).join("/"))
    .filter((name, index) => name in mayImport || index === 2);
  const allowed = [...(mayImport[room] ?? []), room];
  const within = (rooms: readonly string[], path: string): boolean =>
    rooms.some((one) => path === one || path.startsWith(`${one}/`));
  return importsOf(source)
    .filter((name) => name.startsWith("."))
    .map((name) => targetOf(file, name))
    .filter((path) => !within(allowed, path))
    .map((path) => `${file} imports ${path}`);
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name === "node_modules" || entry.name.startsWith(".") ? [] : sourceFiles(path);
    }
    return entry.name.endsWith(".ts") ? [relative(root, resolve(path))] : [];
  });
}

const document = readFileSync(join(root, "docs", "architecture.md"), "utf8");
const index = readFileSync(join(root, "index.ts"), "utf8");

/** Ids of the square boxes of the diagram, in the order in which they are drawn. */
function boxes(): string[] {
  const diagram = /```mermaid\n([\s\S]*?)```/.exec(document)?.[1] ?? "";
  return [...diagram.matchAll(/^ {2}(\w+)\["/gm)].map((found) => found[1] ?? "");
}

describe("the rooms of the house", () => {
  it("import each other in one direction", () => {
    const stray = sourceFiles(root).flatMap((file) =>
      strayImports(file, readFileSync(join(root, file), "utf8")),
    );
    assert.deepEqual(stray, []);
  });

  it("would be caught if they did not", () => {
    const config = `import { loadConfig } from "../../../config/load";`;
    assert.deepEqual(strayImports("components/app/kinds/web.ts", config), [
      "components/app/kinds/web.ts imports config/load",
    ]);
    assert.deepEqual(strayImports("bench/run.ts", `import "../local/up";`), [
      "bench/run.ts imports local/up",
    ]);
    const network = `import { Network } from "../components/network/network";`;
    assert.equal(strayImports("config/load.ts", network).length, 1);
    const gateway = `import "../gateway/server";`;
    assert.deepEqual(strayImports("local/test/server.test.ts", gateway), []);
    assert.equal(strayImports("local/plugins/build.ts", gateway).length, 1);
    assert.equal(strayImports("cli/main.ts", `import "../local/stack/facts";`).length, 1);
    assert.equal(strayImports("new/room.ts", `import "../config";`).length, 1);
    assert.deepEqual(strayImports("config/load.ts", `import "../aws/naming";`), []);
    assert.equal(strayImports("aws/naming.ts", `import "../config/problems";`).length, 1);
  });

  it("have no circles of imports", () => {
    const files = sourceFiles(root);
    assert.ok(files.length >= 800, "found too few files to be a test");
    const found = circles(new Map(files.map((file) => [file, ownImportsOf(file)])));
    assert.equal(found.join("\n"), "");
  });

  it("would be caught if they had one", () => {
    const imports = { "a.ts": ["b.ts"], "b.ts": ["c.ts"], "c.ts": ["b.ts"], "d.ts": ["d.ts"] };
    assert.deepEqual(circles(new Map(Object.entries(imports))), [
      "b.ts imports c.ts imports b.ts",
      "d.ts imports d.ts",
    ]);
    assert.deepEqual(circles(new Map([["a.ts", ["b.ts"]]])), []);
  });

  it("call AWS through one wrapper each, in delivery/aws", () => {
    const files = ["cli", "components", "delivery", "functions"].flatMap((room) =>
      sourceFiles(join(root, room)),
    );
    const calls = files.flatMap((file) =>
      callsIn(readFileSync(join(root, file), "utf8")).map((call) => ({ call, file })),
    );
    assert.ok(calls.length >= 40, "found too few calls to be a test");
    assert.deepEqual(
      calls.filter(({ file }) => !file.startsWith("delivery/aws/")),
      [],
    );
    const names = calls.map(({ call }) => call);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });

  it("would be caught if they called it twice", () => {
    const source =
      "client.send(new GetFileCommand({})); new GetFileCommand({}); new Command(name);";
    assert.deepEqual(callsIn(source), ["GetFile", "GetFile"]);
  });

  it("keep the facts of AWS free of packages", () => {
    const files = sourceFiles(join(root, "aws"));
    assert.ok(files.length >= 10, "found too few files to be a test");
    const packages = files.flatMap((file) => [...packagesOf(file.replace(/\.ts$/, ""))]);
    assert.deepEqual(
      packages.filter((name) => !name.startsWith("node:")),
      [],
    );
  });

  it("leave limits and grammars to the facts of AWS", () => {
    const files = ["components", "config"].flatMap((room) => sourceFiles(join(root, room)));
    const found = files.flatMap((file) => ownLimits(file, readFileSync(join(root, file), "utf8")));
    assert.deepEqual(found, []);
  });

  it("would be caught if they had some of their own", () => {
    const limits = sourceFiles(join(root, "aws")).flatMap((file) =>
      ownLimits(file, readFileSync(join(root, file), "utf8")),
    );
    assert.ok(limits.length >= 10, "found too few limits to be a test");
    assert.equal(ownLimits("a.ts", "if (Number.isInteger(count)) {").length, 1);
    assert.equal(ownLimits("a.ts", "text(/^[a-z]{1,32}$/)").length, 1);
    assert.equal(ownLimits("a.ts", "const tasks = { from: 1, to: 10 };").length, 1);
    assert.equal(ownLimits("a.ts", "`${count}`; text(/^[a-z]+$/)").length, 0);
  });

  it("have no file over 250 lines, tests apart", () => {
    const files = sourceFiles(root).filter((file) => !/(?:^|\/)test\//.test(file));
    assert.ok(files.length >= 500, "found too few files to be a test");
    const found = files.filter(
      (file) => isTooLong(readFileSync(join(root, file), "utf8")) && !(file in longFiles),
    );
    assert.deepEqual(found, []);
  });

  it("would be caught if they had one", () => {
    assert.equal(isTooLong("a\n".repeat(250)), false);
    assert.equal(isTooLong("a\n".repeat(251)), true);
  });

  it("let a configuration be checked without the provider", () => {
    const packages = [...packagesOf("config/index")].sort();
    assert.ok(packages.includes("zod"), `found only ${packages.join(", ")}`);
    assert.deepEqual(
      packages.filter((name) => name.startsWith("@pulumi/")),
      ["@pulumi/pulumi"],
    );
  });

  it("are all in the document", () => {
    const rooms = new Set(sourceFiles(root).map((file) => file.split("/")[0] ?? ""));
    const missing = [...rooms].filter((room) => !new RegExp(`^ {4}${room}`, "m").test(document));
    assert.deepEqual(missing, []);
  });
});

describe("the diagram of the architecture", () => {
  it("shows every component that is exported", () => {
    const exported = Object.entries(components as Record<string, unknown>)
      .filter(
        ([, value]) =>
          typeof value === "function" && value.prototype instanceof pulumi.ComponentResource,
      )
      .map(([name]) => name);
    assert.ok(exported.length >= 5, "found too few components to be a test");
    assert.deepEqual(boxes().sort(), exported.sort());
  });

  it("shows them in the order of index.ts", () => {
    const made = [...index.matchAll(/new (\w+)\(/g)].map((found) => found[1] ?? "");
    assert.ok(made.length >= 3, "found too few components to be a test");
    assert.deepEqual(
      boxes().filter((name) => made.includes(name)),
      [...new Set(made)],
    );
  });

  it("names paths that exist", () => {
    const named = [...document.matchAll(/`((?:components|config|local|policy|test)\/[\w/.]*)`/g)];
    assert.ok(named.length >= 10, "found too few paths to be a test");
    for (const [, path = ""] of named) {
      assert.ok(existsSync(join(root, path)), `${path} does not exist`);
    }
  });
});
