import { readFileSync } from "node:fs";
import { join } from "node:path";

import { type RecordedNode } from "../../test/support/graph";
import { graphOfStack, root, type Stack } from "../../test/support/stackProgram";
import { type Subject } from "../rule";
import { emptyOptions, unknownText, type PackConfig } from "./engine";

/** The resources that the shipped program makes of a shipped stack file. */
export async function resourcesOf(
  stack: Stack,
  options: { readonly preview?: boolean; readonly config?: Record<string, string> } = {},
): Promise<readonly Subject[]> {
  const before = process.cwd();
  // The program's relative paths start at its own folder.
  process.chdir(root);
  try {
    const { nodes } = await graphOfStack(stack, options);
    const urns = engineUrns(nodes);
    return nodes.map((recorded) => subjectOf(recorded, nodes, urns));
  } finally {
    process.chdir(before);
  }
}

/** The configuration of the pack that is shipped for a stack. */
export function packConfigOf(stack: string): PackConfig {
  const file = join(__dirname, "..", `config.${stack}.json`);
  return JSON.parse(readFileSync(file, "utf8")) as PackConfig;
}

/**
 * URNs as the engine makes them: with the types of all parents. The mocked engine of the recorder
 * names the nearest parent alone.
 */
function engineUrns(nodes: readonly RecordedNode[]): ReadonlyMap<string, string> {
  const urns = new Map<string, string>();
  for (const { urn, type, parent } of nodes) {
    const [, , stack = "", , project = ""] = urn.split(":");
    const [, , parentTypes] = (parent === undefined ? "" : (urns.get(parent) ?? "")).split("::");
    const types = parentTypes === undefined ? type : `${parentTypes}$${type}`;
    const name = urn.split("::").at(-1) ?? "";
    urns.set(urn, `urn:pulumi:${stack}::${project}::${types}::${name}`);
  }
  return urns;
}

function subjectOf(
  recorded: RecordedNode,
  nodes: readonly RecordedNode[],
  urns: ReadonlyMap<string, string>,
): Subject {
  const real = (urn: string) => urns.get(urn) ?? urn;
  const provider = nodes.find(({ urn }) => recorded.provider.startsWith(`${urn}::`));
  return {
    type: recorded.type,
    name: recorded.name,
    urn: real(recorded.urn),
    props: knownOrMarked(recorded.inputs) as Record<string, unknown>,
    outputs: knownOrMarked(recorded.outputs ?? {}) as Record<string, unknown>,
    opts: {
      ...emptyOptions,
      protect: recorded.protect,
      ignoreChanges: [...recorded.ignoreChanges],
      customTimeouts: {
        createSeconds: secondsOf(recorded.customTimeouts.create),
        updateSeconds: secondsOf(recorded.customTimeouts.update),
        deleteSeconds: secondsOf(recorded.customTimeouts.delete),
      },
      ...(recorded.parent === undefined ? {} : { parent: real(recorded.parent) }),
    },
    dependencies: recorded.dependencies.map(real),
    propertyDependencies: Object.fromEntries(
      Object.entries(recorded.propertyDependencies).map(([property, from]) => [
        property,
        from.map(real),
      ]),
    ),
    ...(provider === undefined
      ? {}
      : { provider: { props: knownOrMarked(provider.inputs) as Record<string, unknown> } }),
  };
}

/** The recorder's mark for an unknown value becomes the engine's. */
function knownOrMarked(value: unknown): unknown {
  if (isUnknown(value)) {
    return unknownText;
  }
  if (Array.isArray(value)) {
    return value.map(knownOrMarked);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, knownOrMarked(entry)]))
    : value;
}

function isUnknown(value: unknown): boolean {
  return typeof value === "object" && value !== null && "__pulumiUnknown" in value;
}

/** Seconds of a timeout as the SDK writes it: `90s`, `15m`, `1h`. */
function secondsOf(text: string): number {
  const [, amount = "0", unit = "s"] = /^(\d+)([smh])$/.exec(text) ?? [];
  return Number(amount) * { s: 1, m: 60, h: 3600 }[unit as "s" | "m" | "h"];
}
