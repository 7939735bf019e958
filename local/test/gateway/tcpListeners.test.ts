import assert from "node:assert/strict";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer, type Server } from "node:net";

import { close as closeHttp, freePort } from "../../../test/support/servers";
import { type HealthCheck, initialHealth } from "../../gateway/health/healthCheck";
import { probe } from "../../gateway/health/probe";
import { healthCheckIn } from "../../gateway/health/xml";
import { tcpListeners } from "../../gateway/tcpListeners";
import { upstream } from "../../gateway/upstream";

const check: HealthCheck = {
  enabled: true,
  protocol: "TCP",
  path: "/",
  port: "traffic-port",
  intervalSeconds: 5,
  timeoutSeconds: 2,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
  matcher: "200",
};

/** Says what it hears, with a word of its own, once the other side has said all. */
function echo(word: string): Server {
  return createServer({ allowHalfOpen: true }, (socket) => {
    const heard: Buffer[] = [];
    socket.on("data", (data) => heard.push(data));
    socket.on("end", () => socket.end(`${word}: ${Buffer.concat(heard).toString()}`));
  });
}

/** What the other side answers to a text; an error where nobody listens. */
function ask(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const answer: Buffer[] = [];
    const socket = connect({ host: "127.0.0.1", port }, () => socket.end(text));
    socket.on("data", (data) => answer.push(data));
    socket.on("error", reject);
    socket.on("close", () => {
      resolve(Buffer.concat(answer).toString());
    });
  });
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

interface Listener {
  readonly port: number;
  readonly protocol: string;
  readonly group: string;
}

describe("the listeners of network load balancers", () => {
  let listeners: Listener[] = [];
  const groups = new Map<string, { port: number; healthy: boolean }[]>();
  const reported: string[] = [];
  const [one, two] = [echo("one"), echo("two")];
  // The emulator, as far as it is asked.
  const emulator = createHttpServer((request, response) => {
    const body: Buffer[] = [];
    request.on("data", (data: Buffer) => body.push(data));
    request.on("end", () => {
      const form = new URLSearchParams(Buffer.concat(body).toString());
      const list = (action: string, name: string, members: string) =>
        `<${action}Response><${action}Result><${name}>${members}</${name}></${action}Result></${action}Response>`;
      if (form.get("Action") === "DescribeLoadBalancers") {
        const member = (arn: string, type: string) =>
          `<member><LoadBalancerArn>${arn}</LoadBalancerArn><Type>${type}</Type></member>`;
        const both = member("web", "application") + member("tcp", "network");
        response.end(list("DescribeLoadBalancers", "LoadBalancers", both));
        return;
      }
      assert.equal(form.get("LoadBalancerArn"), "tcp", "HTTP is served elsewhere");
      const members = listeners.map(
        ({ port, protocol, group }) =>
          `<member><Port>${port}</Port><Protocol>${protocol}</Protocol><DefaultActions><member><Type>forward</Type><TargetGroupArn>${group}</TargetGroupArn></member></DefaultActions></member>`,
      );
      response.end(list("DescribeListeners", "Listeners", members.join("")));
    });
  });

  before(() => Promise.all([listen(emulator), listen(one), listen(two)]));
  after(async () => {
    await have([]);
    await Promise.all([closeHttp(emulator), close(one), close(two)]);
  });
  beforeEach(() => {
    reported.length = 0;
    groups.set("one", [{ port: portOf(one), healthy: true }]);
    groups.set("two", [{ port: portOf(two), healthy: true }]);
  });

  let served: ReturnType<typeof tcpListeners> | undefined;
  const all = () => {
    served ??= tcpListeners({
      emulator: {
        options: { emulatorPort: portOf(emulator), region: "eu-west-1" },
        upstream: upstream(portOf(emulator)),
      },
      targetHealth: {
        of: (_emulator, group) =>
          Promise.resolve(
            (groups.get(group) ?? []).map(({ port, healthy }) => ({
              id: "127.0.0.1",
              port,
              health: { ...initialHealth, state: healthy ? "healthy" : "unhealthy" },
            })),
          ),
      },
      host: "127.0.0.1",
      report: (sentence) => reported.push(sentence),
    });
    return served;
  };
  const have = async (wanted: Listener[], action = "CreateListener") => {
    listeners = wanted;
    all().note(action);
    await all().settled();
  };

  it("reach the targets of their groups, each at its own port", async () => {
    const [first, second] = [await freePort(), await freePort()];
    await have([
      { port: first, protocol: "TCP", group: "one" },
      { port: second, protocol: "TCP", group: "two" },
    ]);
    assert.equal(await ask(first, "hello"), "one: hello");
    assert.equal(await ask(second, "hello"), "two: hello");
    assert.deepEqual(reported, []);
  });

  it("move with their default action, and end with the listener", async () => {
    const port = await freePort();
    await have([{ port, protocol: "TCP", group: "one" }]);
    await have([{ port, protocol: "TCP", group: "two" }], "ModifyListener");
    assert.equal(await ask(port, "hello"), "two: hello");
    await have([], "DeleteListener");
    await assert.rejects(ask(port, "hello"), { code: "ECONNREFUSED" });
  });

  it("send to healthy targets alone, and to any while none is", async () => {
    const port = await freePort();
    const target = (server: Server, healthy: boolean) => ({ port: portOf(server), healthy });
    groups.set("one", [target(one, false), target(two, true)]);
    await have([{ port, protocol: "TCP", group: "one" }]);
    for (let turn = 0; turn < 4; turn++) {
      assert.equal(await ask(port, "hello"), "two: hello");
    }
    groups.set("one", [target(one, false)]);
    assert.equal(await ask(port, "hello"), "one: hello");
  });

  it("close a connection that no target takes", async () => {
    const port = await freePort();
    groups.set("one", []);
    await have([{ port, protocol: "TCP", group: "one" }]);
    const answer = await ask(port, "hello").catch(() => "");
    assert.equal(answer, "");
  });

  it("say which of them are not served", async () => {
    const port = await freePort();
    await have([
      { port, protocol: "TLS", group: "one" },
      { port: portOf(one), protocol: "TCP", group: "one" },
    ]);
    assert.equal(reported[0], `A listener at port ${port} is not served on this machine: TLS`);
    assert.match(reported[1] ?? "", /cannot be served on this machine: .*EADDRINUSE/);
  });

  it("are looked at again after calls that change them, and after no others", async () => {
    const port = await freePort();
    await have([{ port, protocol: "TCP", group: "one" }], "DescribeListeners");
    await assert.rejects(ask(port, "hello"), { code: "ECONNREFUSED" });
  });
});

describe("a health check over TCP", () => {
  it("passes where a target takes connections", async () => {
    const server = createServer();
    await listen(server);
    const port = portOf(server);
    assert.deepEqual(await probe({ id: "127.0.0.1", port }, check), { passed: true });
    await close(server);
    assert.deepEqual(await probe({ id: "127.0.0.1", port }, check), {
      passed: false,
      reason: "Target.FailedHealthChecks",
      description: "Health checks failed",
    });
  });

  it("is told from one over HTTP", () => {
    const described = (protocol: string) =>
      healthCheckIn(
        `<DescribeTargetGroupsResponse><DescribeTargetGroupsResult><TargetGroups><member><HealthCheckProtocol>${protocol}</HealthCheckProtocol></member></TargetGroups></DescribeTargetGroupsResult></DescribeTargetGroupsResponse>`,
      )?.protocol;
    assert.deepEqual([described("TCP"), described("HTTP")], ["TCP", "HTTP"]);
  });
});
