import assert from "node:assert/strict";

import { gatewayOptions } from "../../gateway/options";

const env = {
  SLIPWAY_PORT: "4700",
  SLIPWAY_EMULATOR_PORT: "4701",
  SLIPWAY_ACCOUNT: "000000000000",
  SLIPWAY_REGION: "eu-west-1",
  SLIPWAY_MODELS: "/models",
  SLIPWAY_INSTANCE: "slipway:4567",
  SLIPWAY_CALLS: "/calls.jsonl",
};

describe("options of the gateway", () => {
  it("listen on this machine alone", () => {
    assert.equal(gatewayOptions(env).host, "127.0.0.1");
  });

  for (const host of ["0.0.0.0", "::", "192.168.0.7", "example.com"]) {
    it(`refuse to listen on ${host}`, () => {
      assert.throws(() => gatewayOptions({ ...env, SLIPWAY_HOST: host }), /this machine only/);
    });
  }

  it("add the network of Docker for containers, where it is known", () => {
    const containerHost = "172.17.0.1";
    assert.equal(gatewayOptions({ ...env, SLIPWAY_CONTAINER_HOST: "" }).containerHost, undefined);
    const options = gatewayOptions({ ...env, SLIPWAY_CONTAINER_HOST: containerHost });
    assert.equal(options.containerHost, containerHost);
  });

  it("name the variable that is missing, or is no port", () => {
    assert.throws(() => gatewayOptions({ ...env, SLIPWAY_CALLS: "" }), /^Error: SLIPWAY_CALLS/);
    assert.throws(() => gatewayOptions({ ...env, SLIPWAY_PORT: "http" }), /got "http"/);
    assert.throws(() => gatewayOptions({ ...env, SLIPWAY_PORT: "70000" }), /from 1 to 65535/);
  });
});
