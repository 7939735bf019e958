import assert from "node:assert/strict";
import { createServer } from "node:http";

import { close, listen, portOf } from "../../../test/support/servers";
import { until } from "../../../test/support/until";
import { type HealthCheck } from "../../gateway/health/healthCheck";
import { targetWatch } from "../../gateway/health/targetWatch";

const check: HealthCheck = {
  enabled: true,
  protocol: "HTTP",
  path: "/",
  port: "traffic-port",
  intervalSeconds: 0.05,
  timeoutSeconds: 1,
  healthyThreshold: 2,
  unhealthyThreshold: 1,
  matcher: "200",
};

describe("the watch over a target group", () => {
  let code = 200;
  let group: HealthCheck | undefined = check;
  const server = createServer((_request, response) => response.writeHead(code).end());
  const target = () => ({ id: "127.0.0.1", port: portOf(server) });
  const watch = (ended = () => undefined) =>
    targetWatch(
      { check: () => Promise.resolve(group), targets: () => Promise.resolve([target()]) },
      ended,
    );

  before(() => listen(server));
  after(() => {
    group = undefined;
    return close(server);
  });

  it("knows a target's health after its first probe", async () => {
    assert.equal((await watch().health(target())).state, "healthy");
  });

  it("goes on probing", async () => {
    const watching = watch();
    assert.equal((await watching.health(target())).state, "healthy");
    code = 503;
    const { description } = await until("an unhealthy target", async () => {
      const health = await watching.health(target());
      return health.state === "unhealthy" ? health : undefined;
    });
    assert.equal(description, "Health checks failed with these codes: [503]");
  });

  it("starts anew with a target that has the address of an earlier one", async () => {
    code = 200;
    const slow = { ...check, intervalSeconds: 60 };
    const watching = targetWatch(
      { check: () => Promise.resolve(slow), targets: () => Promise.resolve([target()]) },
      () => undefined,
    );
    assert.equal((await watching.health(target())).state, "healthy");
    watching.forget(target());
    assert.equal((await watching.health(target())).state, "initial");
  });

  it("ends with its group", async () => {
    group = undefined;
    await new Promise<void>((resolve) => {
      watch(() => {
        resolve();
        return undefined;
      });
    });
  });
});
