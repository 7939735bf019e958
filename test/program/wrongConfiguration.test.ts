import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { graphOfStack, programTimeout } from "../support/stackProgram";

/** Runs the program with configuration that is wrong; gives the error and what was made before it. */
async function refused(config: Record<string, string>) {
  const made: string[] = [];
  const error = await graphOfStack("staging", {
    config,
    onNode: ({ type, name }) => made.push(`${type} ${name}`),
  }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, made };
}

describe("a wrong configuration", function () {
  this.timeout(programTimeout);

  it("is refused with one error before anything is made", async () => {
    const { error, made } = await refused({
      "slipway:networks": JSON.stringify({ vpc: "new" }),
      "slipway:network": JSON.stringify({ vpc: "new", natGatways: 1 }),
    });
    assert.ok(pulumi.RunError.isInstance(error), String(error));
    assert.match(error.message, /Pulumi\.staging\.yaml/);
    assert.match(error.message, /networks/);
    assert.match(error.message, /natGatways/);
    assert.match(error.message, /natGateways/);
    assert.deepEqual(made, []);
  });

  it("is refused when it is no mapping at all", async () => {
    const { error, made } = await refused({ "slipway:clusters": "main" });
    assert.ok(pulumi.RunError.isInstance(error), String(error));
    assert.match(error.message, /clusters/);
    assert.deepEqual(made, []);
  });
});
