import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

import { emptyAccount } from "./calls";
import { graphOf, type Graph, type GraphOptions } from "./graph";
import { accountId } from "./outputs";

/** Runs the program that is shipped with the stack files that are shipped. */

export const root = join(__dirname, "..", "..");

const exampleAccountId = "123456789012";

/** Enough for the largest stack on a machine that is busy with the rest of the suite. */
const recordingSeconds = 120;

/** Milliseconds for a test that records the whole program. */
export const programTimeout = (recordingSeconds + 30) * 1000;

/** The stacks whose files are in the repository. */
export const stacks = ["staging", "prod", "local"] as const;

export type Stack = (typeof stacks)[number];

interface ProjectFile {
  readonly name: string;
  readonly config?: Readonly<Record<string, { readonly default?: unknown }>>;
}

function project(): ProjectFile {
  return parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as ProjectFile;
}

/**
 * Configuration of a stack, as Pulumi hands it to the program: the stack's file over the defaults of
 * Pulumi.yaml, texts as they are, everything else as JSON.
 */
export function stackConfig(stack: Stack): Record<string, string> {
  const file = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")) as {
    config?: Record<string, unknown>;
  };
  const defaults = Object.entries(project().config ?? {}).flatMap(([key, declared]) =>
    declared.default === undefined ? [] : [[key, declared.default] as const],
  );
  return Object.fromEntries(
    [...defaults, ...Object.entries(file.config ?? {})].map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

/** What the program makes of a stack's file; `config` adds to it or takes its place. */
export function graphOfStack(
  stack: Stack,
  options: Omit<GraphOptions, "project" | "stack"> = {},
): Promise<Graph & { readonly outputs: Record<string, unknown> }> {
  let outputs: Record<string, unknown> = {};
  return graphOf(
    async () => {
      outputs = await freshProgram()();
    },
    {
      calls: emptyAccount,
      limitSeconds: recordingSeconds,
      ...options,
      config: { ...inThisAccount(stackConfig(stack)), ...options.config },
      project: project().name,
      stack,
    },
  ).then((graph) => ({ ...graph, outputs }));
}

/** The shipped files name an example's account; here it is the one that the recorder answers for. */
function inThisAccount(config: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      value.replaceAll(exampleAccountId, accountId),
    ]),
  );
}

/** Runs index.ts again, however often it ran in this process before. */
function freshProgram(): () => Promise<Record<string, unknown>> {
  const path = join(root, "index.ts");
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the cache is an object
  delete require.cache[path];
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import runs only once
  return require(path) as () => Promise<Record<string, unknown>>;
}
