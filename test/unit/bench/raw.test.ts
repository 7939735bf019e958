import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import ts from "typescript";

import { slipwayConfig } from "../../../bench/programs";
import { emptyAccount } from "../../support/calls";
import { type Graph, graphOf } from "../../support/graph";
import { graphOfStack, programTimeout, root } from "../../support/stackProgram";

const folder = join(root, "bench", "raw");

/** How many resources of each type a graph has; components and providers are no resources of AWS. */
function counts({ nodes }: Graph): Record<string, number> {
  const made = nodes
    .map(({ type }) => type)
    .filter((type) => !type.startsWith("slipway:") && !type.startsWith("pulumi:"));
  return Object.fromEntries(
    [...new Set(made)].sort().map((type) => [type, made.filter((other) => other === type).length]),
  );
}

/** What Slipway makes of the stack file that the benchmarks give it. */
function slipway(apps: number): Promise<Graph> {
  const config = Object.fromEntries(
    Object.entries(slipwayConfig({ apps })).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
  return graphOfStack("local", { config });
}

function byHand(apps: number): Promise<Graph> {
  const config = { "aws:region": "eu-west-1", "bench:apps": String(apps) };
  const program = () => {
    const loaded = Object.keys(require.cache).filter((name) => name.startsWith(folder + sep));
    for (const file of loaded) {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the cache is an object
      delete require.cache[file];
    }
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import runs only once
    require("../../../bench/raw");
  };
  return graphOf(program, { calls: emptyAccount, config, project: "bench", stack: "raw" });
}

describe("the program written by hand that benchmarks compare with", () => {
  for (const apps of [2, 3]) {
    it(`makes as many resources of each type as Slipway does for ${apps} apps`, async () => {
      assert.deepEqual(counts(await byHand(apps)), counts(await slipway(apps)));
    }).timeout(programTimeout);
  }

  it("uses nothing but packages and its own files", () => {
    const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
    const imported = sources.flatMap((source) => ts.preProcessFile(source).importedFiles);
    assert.ok(imported.length > sources.length, "found too few imports to be a test");
    assert.deepEqual(
      imported.map(({ fileName }) => fileName).filter((name) => name.startsWith("..")),
      [],
    );
  });
});
