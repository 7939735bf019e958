import assert from "node:assert/strict";

import { type CallMocks } from "../../../support/graph";
import {
  appOf,
  built,
  containersOf,
  definitionToken,
  running,
  serviceToken,
  unknownImage,
} from "./fixtures";

describe("the drift rule", () => {
  it("deploys the configured image to a service that does not exist", async () => {
    const [graph] = await appOf();
    assert.deepEqual(
      containersOf(graph).map(({ image }) => image),
      [built],
    );
  });

  it("keeps the image that the service runs now", async () => {
    const [graph] = await appOf({ calls: running({ web: "web@sha256:live" }) });
    assert.deepEqual(
      containersOf(graph).map(({ image }) => image),
      ["web@sha256:live"],
    );
  });

  it("takes a service that was deleted for one that does not exist", async () => {
    const [graph] = await appOf({ calls: running({ web: "web@sha256:gone" }, "INACTIVE") });
    assert.deepEqual(
      containersOf(graph).map(({ image }) => image),
      [built],
    );
  });

  it("takes a service that never came up for one that does not exist: its image may be what is wrong", async () => {
    const started = ["(service test-main-web) has started 2 tasks: (task 1) (task 2)."];
    const calls = running({ web: "web@sha256:broken" }, "ACTIVE", [], started);
    const [graph] = await appOf({ calls });
    assert.deepEqual(
      containersOf(graph).map(({ image }) => image),
      [built],
    );
  });

  it("reads under the provider of the component", async () => {
    const [graph] = await appOf({ calls: running({ web: "web@sha256:live" }) });
    assert.deepEqual(
      graph.calls.map(({ token }) => token),
      [serviceToken, definitionToken],
    );
    for (const { provider } of graph.calls) {
      assert.match(provider, /pulumi:providers:aws::explicit::/);
    }
  });

  it("knows in a preview what runs, though the configured image is still to be built", async () => {
    const calls = running({ web: "web@sha256:live" });
    const [graph] = await appOf({ calls, preview: true, args: unknownImage });
    assert.deepEqual(
      containersOf(graph).map(({ image }) => image),
      ["web@sha256:live"],
    );
  });

  const failures: [string, CallMocks, RegExp][] = [
    [
      "the service cannot be read",
      {
        [serviceToken]: () => {
          throw new Error("reading ECS Service: operation error ECS: AccessDeniedException");
        },
      },
      /Service "test-main-web" of cluster "test-main": cannot read which images run now, so nothing is changed\. .*AccessDeniedException/,
    ],
    [
      "its task definition cannot be read",
      {
        ...running({}),
        [definitionToken]: () => {
          throw new Error("reading ECS Task Definition (x): ExpiredTokenException");
        },
      },
      /cannot read which images run now, so nothing is changed\. .*ExpiredTokenException/,
    ],
    [
      "its task definition is no list of containers",
      { ...running({}), [definitionToken]: () => ({ containerDefinitions: "{}" }) },
      /so nothing is changed\. The task definition has no list of containers\./,
    ],
  ];
  for (const [title, calls, message] of failures) {
    it(`stops when ${title}`, async () => {
      await assert.rejects(appOf({ calls }), { message });
    });
  }
});
