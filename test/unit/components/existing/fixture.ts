import * as aws from "@pulumi/aws";
import assert from "node:assert/strict";

import {
  readExisting,
  type Existing,
  type ExistingArgs,
} from "../../../../components/existing/existing";
import { type CallMocks, type Graph, graphOf } from "../../../support/graph";
import { account } from "../cluster/fixtures";

export type Clusters = ExistingArgs["clusters"];

/** A stack file that names nothing. */
const args: ExistingArgs = {
  account,
  network: { vpc: "new", endpoints: false, publicAddresses: false },
  deployment: { repository: "deployment", createRepository: true },
  images: { own: {} },
  clusters: {},
  running: { of: () => ({}) },
};

/** What is found of what a stack file names, and what AWS and registries were asked. */
export async function existingOf(
  change: Partial<ExistingArgs>,
  calls: CallMocks = {},
): Promise<[Existing, Graph]> {
  let existing: Existing | undefined;
  const graph = await graphOf(
    async () => {
      const provider = new aws.Provider("explicit", { region: "eu-west-1" });
      existing = await readExisting({ ...args, ...change }, { provider });
    },
    { calls },
  );
  assert.ok(existing);
  return [existing, graph];
}

/** Clusters with an app each that names this. */
export function withApps(
  apps: Readonly<Record<string, Partial<Clusters[string]["apps"][string]>>>,
): Clusters {
  const made = Object.entries(apps).map(
    ([key, app]) => [key, { image: "own", sidecars: {}, initContainers: {}, ...app }] as const,
  );
  return { main: { apps: Object.fromEntries(made) } };
}

/** What was asked, by one function of the provider. */
export function asked(graph: Graph, token: string) {
  return graph.calls.filter((call) => call.token === token).map(({ inputs }) => inputs);
}

/** A refusal with these lines. */
export function refuses(...lines: readonly string[]): (error: Error) => boolean {
  return ({ message }) => {
    assert.deepEqual(message.split("\n"), ["Nothing is changed:", ...lines]);
    return true;
  };
}
