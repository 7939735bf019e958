import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { type Graph } from "./graph";

/**
 * A graph as sorted lines `type name < parent`, without inputs: a rename or a new parent, which
 * replaces resources, shows as a difference of two lines.
 */
export function linesOf(graph: Graph): string[] {
  const names = new Map(graph.nodes.map(({ urn, name }) => [urn, name]));
  return graph.nodes
    .map(({ type, name, parent }) => {
      const above = parent === undefined ? "" : ` < ${names.get(parent) ?? parent}`;
      return `${type} ${name}${above}`;
    })
    .sort();
}

/**
 * Compares with the file. With UPDATE_SNAPSHOTS=1 in the environment the file is written instead.
 */
export function matchSnapshot(
  file: string,
  lines: readonly string[],
  update = process.env.UPDATE_SNAPSHOTS === "1",
): void {
  const text = `${lines.join("\n")}\n`;
  if (update) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  assert.ok(existsSync(file), `${file} does not exist; run the tests with UPDATE_SNAPSHOTS=1`);
  assert.equal(
    text,
    readFileSync(file, "utf8"),
    `${file} differs; if that is meant, run the tests with UPDATE_SNAPSHOTS=1 and tell about it in CHANGELOG.md under "Resource changes"`,
  );
}
