import assert from "node:assert/strict";

import * as server from "@pulumi/policy/server";

import { shareReads } from "../sharedReads";
import { unknownText } from "./engine";

/** The part of the SDK that answers the engine about one resource; its type is not published. */
const { makeAnalyzeRpcFun } = server as unknown as {
  readonly makeAnalyzeRpcFun: (
    pack: string,
    version: string,
    level: string,
    policies: readonly object[],
  ) => (call: object, answer: (error: unknown) => void) => Promise<void>;
};

describe("the reads that all policies share", () => {
  it("read the engine's message once, and still guard what is not known", async () => {
    let reads = 0;
    const seen: Record<string, unknown>[] = [];
    const message = {
      toJavaScript: () => {
        reads += 1;
        return { known: "value", hidden: unknownText };
      },
    };
    const policies = ["first", "second"].map((name) => ({
      name,
      description: name,
      validateResource: ({ props }: { readonly props: Record<string, unknown> }) => {
        seen.push(props);
      },
    }));
    shareReads();
    await makeAnalyzeRpcFun(
      "pack",
      "1.0.0",
      "mandatory",
      policies,
    )({ request: about(message) }, (error) => {
      assert.equal(error, undefined);
    });
    assert.equal(reads, 1);
    assert.deepEqual(
      seen.map(({ known }) => known),
      ["value", "value"],
    );
    assert.throws(() => seen[1]?.["hidden"], /can't be known during preview/);
  });
});

function about(message: object) {
  return {
    getType: () => "aws:ecs/service:Service",
    getUrn: () => "urn:pulumi:test::test::aws:ecs/service:Service::web",
    getName: () => "web",
    getProperties: () => message,
    getProvider: () => undefined,
    getOptions: () => ({
      getProtect: () => false,
      getIgnorechangesList: () => [],
      getAliasesList: () => [],
      getCustomtimeouts: () => undefined,
      getAdditionalsecretoutputsList: () => [],
      getDeletebeforereplacedefined: () => false,
      getParent: () => "",
    }),
  };
}
