import * as aws from "@pulumi/aws";
import assert from "node:assert/strict";

import { refuseOtherProject } from "../../../../components/existing/stackName";
import { formatStackParameter } from "../../../../delivery/stackParameter";
import { shop } from "../../../support/cli";
import { type Graph, graphOf } from "../../../support/graph";

/** Asks for the stack "prod" of the project "slipway", whose parameter says this. */
function asking(answer: () => string): Promise<Graph> {
  return graphOf(
    async () => {
      const provider = new aws.Provider("explicit", { region: "eu-west-1" });
      await refuseOtherProject("slipway", "prod", { provider });
    },
    { calls: { "aws:ssm/getParameter:getParameter": () => ({ value: answer() }) } },
  );
}

const failing = (reason: string) => () => {
  throw new Error(reason);
};

describe("the name of a stack", () => {
  it("is free where there is none, where the project's own is, and where an earlier version wrote", async () => {
    const graph = await asking(failing("reading SSM Parameter: couldn't find resource"));
    assert.deepEqual(
      graph.calls.map(({ inputs }) => inputs),
      [{ name: "/slipway/prod" }],
    );
    await asking(() => formatStackParameter({ ...shop, project: "slipway", stack: "prod" }));
    await asking(() => "{}");
  });

  it("is taken where another project has it in the form of another version", async () => {
    await assert.rejects(
      asking(() => JSON.stringify({ project: "shop", apps: ["main/web"] })),
      /shop/,
    );
  });

  it("is taken where another project has a stack of that name", async () => {
    await assert.rejects(
      asking(() => formatStackParameter({ ...shop, project: "shop", stack: "prod" })),
      /^[^]*Nothing is changed: the project "shop" has a stack "prod" in this account and region .*pulumi stack rename\.$/m,
    );
  });

  it("stops the update where nobody can say", async () => {
    await assert.rejects(
      asking(failing("operation error SSM: GetParameter, AccessDeniedException")),
      /Nothing is changed: cannot read whose the stack's name is .*AccessDeniedException/,
    );
  });
});
