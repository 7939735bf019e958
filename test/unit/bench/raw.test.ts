import assert from "node:assert/strict";

import { slipwayConfig } from "../../../bench/programs";
import { emptyAccount } from "../../support/calls";
import { type Graph, graphOf } from "../../support/graph";
import { graphOfStack, programTimeout } from "../../support/stackProgram";

const apps = 2;

/** How many resources of each type a graph has; components and providers are no resources of AWS. */
function counts({ nodes }: Graph): Record<string, number> {
  const made = nodes
    .map(({ type }) => type)
    .filter((type) => !type.startsWith("slipway:") && !type.startsWith("pulumi:"));
  return Object.fromEntries(
    [...new Set(made)].sort().map((type) => [type, made.filter((other) => other === type).length]),
  );
}

describe("the program written by hand that benchmarks compare with", () => {
  it("makes as many resources of each type as Slipway does", async () => {
    const config = Object.fromEntries(
      Object.entries(slipwayConfig(apps)).map(([key, value]) => [
        key,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    );
    const slipway = await graphOfStack("local", { config });
    const raw = await graphOf(
      () => {
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would run outside the recording
        require("../../../bench/raw");
      },
      {
        calls: emptyAccount,
        config: { "aws:region": "eu-west-1", "bench:apps": String(apps) },
        project: "bench",
        stack: "raw",
      },
    );
    assert.deepEqual(counts(raw), counts(slipway));
  }).timeout(programTimeout);
});
