import assert from "node:assert/strict";

import { isLoopback, resolveEndpoints } from "../endpoint";

const here = "http://localhost:4566";

describe("the stand-in's endpoints", () => {
  for (const url of [
    here,
    "http://127.0.0.1:4566",
    "http://127.9.8.7",
    "http://[::1]:4566",
    "http://x.eu-west-1.elb.localhost:4566",
  ]) {
    it(`may be ${url}`, () => {
      assert.equal(isLoopback(url), true);
    });
  }

  for (const url of [
    "https://ecs.eu-west-1.amazonaws.com",
    "http://10.0.0.1:4566",
    "http://localhost.example.com",
    "http://127.0.0.1.example.com",
    "http://localhost@example.com",
    "http://0.0.0.0:4566",
    "ftp://localhost",
    "localhost:4566",
    "",
  ]) {
    it(`may not be "${url}"`, () => {
      assert.equal(isLoopback(url), false);
    });
  }

  it("come from the environment, and service by service from the configuration", () => {
    const endpoints = resolveEndpoints(
      [{ ecs: "http://localhost:1", elbv2: "http://localhost:2" }],
      {
        AWS_ENDPOINT_URL: here,
        AWS_ENDPOINT_URL_S3: "http://localhost:3",
      },
    );
    assert.deepEqual(endpoints, {
      base: here,
      services: {
        ecs: "http://localhost:1",
        elastic_load_balancing_v2: "http://localhost:2",
        s3: "http://localhost:3",
      },
    });
  });

  it("must be there: without one the calls would go to a real account", () => {
    assert.throws(() => resolveEndpoints([], {}), /needs AWS_ENDPOINT_URL/);
    assert.throws(() => resolveEndpoints([], { AWS_ENDPOINT_URL: "" }), /needs AWS_ENDPOINT_URL/);
  });

  it("must all be on this machine, wherever they are written", () => {
    const foreign = "https://ecs.eu-west-1.amazonaws.com";
    for (const [configured, env] of [
      [[], { AWS_ENDPOINT_URL: foreign }],
      [[], { AWS_ENDPOINT_URL: here, AWS_ENDPOINT_URL_ECS: foreign }],
      [[{ ecs: foreign }], { AWS_ENDPOINT_URL: here }],
    ] as const) {
      assert.throws(() => resolveEndpoints(configured, env), /refuses endpoint "https:\/\/ecs/);
    }
  });
});
