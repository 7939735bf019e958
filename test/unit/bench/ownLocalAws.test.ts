import assert from "node:assert/strict";

import { ownLocalAws } from "../../../bench/ownLocalAws";

describe("the local AWS of the benchmarks", () => {
  it("shares neither ports nor state with the one of make local", () => {
    const env = ownLocalAws("/scratch");
    assert.equal(env.SLIPWAY_STATE, "/scratch/state");
    assert.equal(env.PULUMI_BACKEND_URL, "file:///scratch");
    assert.equal(env.AWS_ENDPOINT_URL, `http://localhost:${env.SLIPWAY_PORT ?? ""}`);
    // make local has 4566 and 4567, the end-to-end tests those up to 4799.
    assert.ok(Number(env.SLIPWAY_PORT) >= 4800);
  });
});
