import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parse, stringify } from "yaml";

import { run, succeeded } from "../e2e/support/run";

/**
 * The life of the staging example on a real account, with the Pulumi CLI and the plugins that
 * Pulumi publishes. `make acceptance` alone runs it; nobody has done so yet. It costs money while it
 * runs, asks before it begins, and destroys what it made.
 */

const root = join(__dirname, "..", "..");
const stack = `acceptance-${Date.now().toString(36)}`;
const stackFile = join(root, `Pulumi.${stack}.yaml`);
const minutes = 60_000;

describe("a real account", () => {
  let made = false;

  before(async function () {
    this.timeout(10 * minutes);
    assert.equal(
      process.env.AWS_ENDPOINT_URL,
      undefined,
      "AWS_ENDPOINT_URL is set: this shell leads to local AWS. Use a new one.",
    );
    const identity = succeeded(await command("aws", "sts", "get-caller-identity"), "aws sts");
    const { Account } = JSON.parse(identity.stdout) as { Account: string };
    await confirm(Account);
    writeFileSync(stackFile, stringify({ config: removableStaging() }));
    succeeded(await pulumi("stack", "init"), "pulumi stack init");
    made = true;
  });

  after(async function () {
    this.timeout(60 * minutes);
    if (!made) {
      return;
    }
    const destroyed = await pulumi("destroy", "--yes", "--skip-preview");
    succeeded(destroyed, `pulumi destroy; run it again: pulumi destroy --stack ${stack}`);
    succeeded(await pulumi("stack", "rm", "--yes"), "pulumi stack rm");
    rmSync(stackFile, { force: true });
  });

  it("gets the stack in one update", async () => {
    succeeded(await pulumi("up", "--yes", "--skip-preview"), "pulumi up");
  }).timeout(45 * minutes);

  it("answers on every URL with the example's page", async () => {
    const printed = succeeded(await pulumi("stack", "output", "urls", "--json"), "pulumi output");
    const urls = Object.entries(JSON.parse(printed.stdout) as Record<string, string>);
    assert.notEqual(urls.length, 0);
    for (const [app, url] of urls) {
      const answer = await fetch(url);
      assert.equal(answer.status, 200, app);
      assert.match(await answer.text(), /<h1>Hello from Slipway<\/h1>/);
    }
  }).timeout(5 * minutes);

  it("has hosts that all belong to the capacity provider", async () => {
    const cluster = `${stack}-main`;
    const list = await command("aws", "ecs", "list-container-instances", "--cluster", cluster);
    const { containerInstanceArns } = JSON.parse(succeeded(list, "aws ecs").stdout) as {
      containerInstanceArns: string[];
    };
    assert.ok(containerInstanceArns.length > 0);
    const hosts = await command(
      "aws",
      ...["ecs", "describe-container-instances", "--cluster", cluster],
      ...["--container-instances", ...containerInstanceArns],
    );
    const { containerInstances } = JSON.parse(succeeded(hosts, "aws ecs").stdout) as {
      containerInstances: { ec2InstanceId: string; capacityProviderName?: string }[];
    };
    assert.deepEqual(
      containerInstances.filter(({ capacityProviderName = "" }) => capacityProviderName === ""),
      [],
    );
  }).timeout(minutes);

  it("shows no change in a preview", async () => {
    succeeded(await pulumi("preview", "--expect-no-changes"), "pulumi preview");
  }).timeout(15 * minutes);
});

/** The shipped staging example, without the protection that would keep it from being destroyed. */
function removableStaging(): Record<string, unknown> {
  const file = parse(readFileSync(join(root, "Pulumi.staging.yaml"), "utf8")) as {
    config: Record<string, unknown>;
  };
  const clusters = file.config["slipway:clusters"] as Record<string, object>;
  const removable = Object.entries(clusters).map(
    ([key, cluster]) => [key, { ...cluster, loadBalancer: { deletionProtection: false } }] as const,
  );
  return {
    ...file.config,
    "slipway:protect": false,
    "slipway:clusters": Object.fromEntries(removable),
  };
}

async function confirm(account: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(
    `This makes stack ${stack} in account ${account}: a NAT gateway, a load balancer and hosts, at
about 0.15 US dollars an hour, and destroys it after about half an hour. Type the account to go on: `,
  );
  terminal.close();
  assert.equal(answer.trim(), account, "not confirmed; nothing was made");
}

function pulumi(...args: readonly string[]) {
  return command("pulumi", ...args, "--stack", stack, "--non-interactive");
}

function command(name: string, ...args: readonly string[]) {
  return run(name, args, { cwd: root, env: process.env });
}
