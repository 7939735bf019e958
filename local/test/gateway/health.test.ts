import assert from "node:assert/strict";
import { createServer } from "node:http";

import { close, listen, portOf } from "../../../test/support/servers";
import {
  accepts,
  initialHealth,
  nextHealth,
  type Health,
  type HealthCheck,
  type Outcome,
} from "../../gateway/health/healthCheck";
import { probe } from "../../gateway/health/probe";
import { healthCheckIn, targetsIn } from "../../gateway/health/xml";

const check: HealthCheck = {
  enabled: true,
  protocol: "HTTP",
  path: "/healthz",
  port: "traffic-port",
  intervalSeconds: 5,
  timeoutSeconds: 1,
  healthyThreshold: 3,
  unhealthyThreshold: 2,
  matcher: "200-299",
};
const passed: Outcome = { passed: true };
const failed: Outcome = {
  passed: false,
  reason: "Target.Timeout",
  description: "Request timed out",
};
const healthAfter = (...outcomes: readonly Outcome[]): Health =>
  outcomes.reduce((health: Health, outcome) => nextHealth(health, outcome, check), initialHealth);

const groups = (members: string): string =>
  `<DescribeTargetGroupsResponse><DescribeTargetGroupsResult><TargetGroups>${members}</TargetGroups></DescribeTargetGroupsResult></DescribeTargetGroupsResponse>`;
const health = (members: string): string =>
  `<DescribeTargetHealthResponse><DescribeTargetHealthResult><TargetHealthDescriptions>${members}</TargetHealthDescriptions></DescribeTargetHealthResult></DescribeTargetHealthResponse>`;

describe("the health of a target", () => {
  it("is healthy after the first passing check of a new target", () => {
    assert.equal(healthAfter(passed).state, "healthy");
  });

  it("stays initial until enough checks in a row failed", () => {
    assert.equal(healthAfter(failed).state, "initial");
    assert.equal(healthAfter(failed, failed).state, "unhealthy");
  });

  it("survives single failures", () => {
    assert.equal(healthAfter(passed, failed, passed, failed).state, "healthy");
  });

  it("needs the whole threshold to recover", () => {
    assert.equal(healthAfter(failed, failed, passed, passed).state, "unhealthy");
    assert.equal(healthAfter(failed, failed, passed, passed, passed).state, "healthy");
  });

  it("names the reason of the last failure", () => {
    assert.equal(healthAfter(passed, failed, failed).reason, "Target.Timeout");
  });
});

describe("a matcher", () => {
  it("accepts codes, lists and ranges", () => {
    assert.equal(accepts("200", 200), true);
    assert.equal(accepts("200,302", 302), true);
    assert.equal(accepts("200-299", 250), true);
    assert.equal(accepts("200-299", 500), false);
    assert.equal(accepts("", 200), false);
  });
});

describe("a probe", () => {
  const server = createServer((request, response) => {
    if (request.url === "/hang") {
      return;
    }
    response.writeHead(request.url === "/healthz" ? 200 : 500).end();
  });
  let port = 0;
  before(async () => {
    await listen(server);
    port = portOf(server);
  });
  after(() => close(server));

  it("passes when the target answers with an accepted code", async () => {
    assert.deepEqual(await probe({ id: "127.0.0.1", port }, check), { passed: true });
  });

  it("tells a wrong code, silence and a closed port apart", async () => {
    const reasonOf = async (changed: Partial<HealthCheck>, at = port) => {
      const outcome = await probe({ id: "127.0.0.1", port: at }, { ...check, ...changed });
      return outcome.passed ? undefined : outcome.reason;
    };
    assert.equal(await reasonOf({ path: "/" }), "Target.ResponseCodeMismatch");
    assert.equal(await reasonOf({ path: "/hang", timeoutSeconds: 0.2 }), "Target.Timeout");
    assert.equal(await reasonOf({}, 1), "Target.FailedHealthChecks");
  });
});

describe("the emulator's answers about target groups", () => {
  it("give the health check", () => {
    const xml = `<member><TargetGroupArn>a</TargetGroupArn><HealthCheckPath>/h</HealthCheckPath><HealthCheckPort>8080</HealthCheckPort><HealthCheckIntervalSeconds>7</HealthCheckIntervalSeconds><Matcher><HttpCode>200</HttpCode></Matcher></member>`;
    const found = healthCheckIn(groups(xml));
    assert.equal(found?.path, "/h");
    assert.equal(found.port, "8080");
    assert.equal(found.intervalSeconds, 7);
    assert.equal(found.matcher, "200");
  });

  it("give no health check for a group that is gone", () => {
    assert.equal(healthCheckIn(groups("")), undefined);
  });

  it("give every target with its port", () => {
    const xml = `<member><Target><Id>172.17.0.2</Id><Port>8080</Port></Target></member><member><Target><Id>172.17.0.3</Id><Port>8081</Port></Target></member>`;
    assert.deepEqual(targetsIn(health(xml)), [
      { id: "172.17.0.2", port: 8080 },
      { id: "172.17.0.3", port: 8081 },
    ]);
  });

  it("give no target in an error", () => {
    assert.deepEqual(targetsIn("<ErrorResponse><Error><Code>x</Code></Error></ErrorResponse>"), []);
  });
});
