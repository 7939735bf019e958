import assert from "node:assert/strict";

import { programTimeout } from "../../test/support/stackProgram";
import { preview } from "./engine";
import { packConfigOf, resourcesOf } from "./shippedStacks";

/** What an app may say, as the pack sees it: what the configuration takes, the pack lets pass. */

const today = "2026-12-01";
// Without exemptions: the one of staging is for a listener, which no stack here has.
const config = { ...packConfigOf("staging"), exemptions: { list: [] } };

const worker = {
  kind: "worker",
  image: "hello",
  containerHealthCheck: { command: ["node", "healthy.js"] },
  user: "node",
  readonlyRootFilesystem: true,
  memoryMiB: 512,
  cpuUnits: 256,
};

async function found(keys: Record<string, unknown>, capacity: object): Promise<string[]> {
  return foundIn({ main: { capacity, apps: { job: { ...worker, ...keys } } } });
}

async function foundIn(clusters: Record<string, unknown>): Promise<string[]> {
  const resources = await resourcesOf("staging", {
    config: { "slipway:clusters": JSON.stringify(clusters) },
  });
  return [...new Set(preview(resources, { config, today }).map(({ policy }) => policy))];
}

const capacities = { hosts: { type: "ec2", max: 3 }, Fargate: { type: "fargate" } };

describe("an app", function () {
  this.timeout(2 * programTimeout);

  for (const [name, capacity] of Object.entries(capacities)) {
    it(`on ${name} passes with permissions, managed policies, a boundary and ways out`, async () => {
      const keys = {
        permissions: [
          {
            actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
            resources: ["arn:aws:sqs:eu-west-1:000000000000:mails"],
          },
          { actions: ["xray:PutTraceSegments"], resources: ["*"], why: "traces have no resource" },
        ],
        policies: ["arn:aws:iam::000000000000:policy/mail"],
        permissionsBoundary: "arn:aws:iam::000000000000:policy/boundary",
        outbound: [{ port: 587, to: "192.0.2.0/24", why: "mail server" }],
      };
      assert.deepEqual(await found(keys, capacity), []);
    });
  }

  for (const [name, capacity] of Object.entries(capacities)) {
    it(`on ${name} passes when it runs by the clock`, async () => {
      const keys = { kind: "scheduled", schedule: "rate(1 day)", timezone: "Europe/Berlin" };
      const job = { ...worker, ...keys, containerHealthCheck: undefined };
      const clusters = { main: { capacity, apps: { job } } };
      assert.deepEqual(await foundIn(clusters), []);
    });
  }

  for (const [name, capacity] of Object.entries(capacities)) {
    it(`on ${name} passes when others call it by name, and so do they`, async () => {
      const prices = { ...worker, kind: "internal", port: 8080 };
      const job = { ...worker, connectsTo: ["prices"] };
      const clusters = { main: { capacity, apps: { job, prices } } };
      assert.deepEqual(await foundIn(clusters), []);
    });
  }

  it("passes with shells, which its cluster logs, but for the files that their agent writes", async () => {
    const writable = { exec: true, readonlyRootFilesystem: false };
    assert.deepEqual(await found(writable, capacities.hosts), ["container-read-only-root"]);
  });

  it("passes with scaling, which then owns the count", async () => {
    const scaling = {
      ...{ min: 2, max: 4, cpuPercent: 60 },
      queue: { arn: "arn:aws:sqs:eu-west-1:000000000000:mails", messagesPerTask: 9 },
      schedule: [{ at: "cron(0 20 * * ? *)", min: 3 }],
    };
    assert.deepEqual(await found({ scaling }, capacities.hosts), []);
  });

  const dangerous: readonly [policy: string, keys: Record<string, unknown>][] = [
    [
      "policy-no-escalation",
      { permissions: [{ actions: ["iam:PutRolePolicy"], resources: ["*"], why: "setup" }] },
    ],
    [
      "policy-secrets-are-named",
      { permissions: [{ actions: ["ssm:GetParameter"], resources: ["*"], why: "settings" }] },
    ],
    ["role-no-administrator", { policies: ["arn:aws:iam::aws:policy/AdministratorAccess"] }],
  ];
  for (const [policy, keys] of dangerous) {
    it(`is stopped by ${policy} where the configuration takes what goes too far`, async () => {
      assert.deepEqual(await found(keys, capacities.hosts), [policy]);
    });
  }
});
