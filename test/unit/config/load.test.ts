import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { loadConfig } from "../../../config/load";
import { withApp } from "./stack";

const mocks: pulumi.runtime.Mocks = {
  newResource: ({ inputs }) => ({ id: "id", state: inputs as Record<string, unknown> }),
  call: ({ token }) => {
    throw new Error(`no mock for call "${token}"`);
  },
};

describe("loading the configuration of a stack", () => {
  let root = "";
  before(() => {
    root = mkdtempSync(join(tmpdir(), "slipway-load-"));
    mkdirSync(join(root, "app"));
    writeFileSync(join(root, "app/Dockerfile"), "FROM scratch\n");
  });
  after(() => {
    rmSync(root, { recursive: true });
  });

  async function load(values: Record<string, unknown>, secretKeys: string[] = []) {
    await pulumi.runtime.setMocks(mocks, "slipway", "staging");
    const texts = Object.entries({ "aws:region": "eu-west-1", ...values }).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    pulumi.runtime.setAllConfig(Object.fromEntries(texts) as Record<string, string>, secretKeys);
    return loadConfig(root);
  }

  async function errorOf(values: Record<string, unknown>, secretKeys: string[] = []) {
    try {
      await load(values, secretKeys);
    } catch (error) {
      assert.ok(pulumi.RunError.isInstance(error));
      return error.message.split("\n");
    }
    assert.fail("the configuration was accepted");
  }

  const app = withApp({ image: "app" });
  const images = { app: { context: "./app" } };

  it("adds project, stack, region and the provider's settings", async () => {
    const config = await load({
      "slipway:clusters": app.clusters,
      "slipway:images": images,
      "slipway:protect": false,
      "slipway:logRetentionDays": 7,
      "aws:profile": "team",
    });
    assert.equal(config.project, "slipway");
    assert.equal(config.stack, "staging");
    assert.equal(config.region, "eu-west-1");
    assert.deepEqual(config.provider, { region: "eu-west-1", profile: "team" });
    assert.equal(config.protect, false);
    assert.equal(config.logRetentionDays, 7);
    assert.equal(config.images.app?.platform, "linux/amd64");
    assert.deepEqual(config.images.app.secrets, {});
  });

  it("hands on build secrets as secret outputs", async () => {
    const config = await load(
      {
        "slipway:clusters": app.clusters,
        "slipway:images": { app: { context: "./app", secrets: ["npmToken"] } },
        "buildSecrets:npmToken": "hunter2",
      },
      ["buildSecrets:npmToken"],
    );
    const secret = config.images.app?.secrets.npmToken;
    assert.ok(pulumi.Output.isInstance(secret));
    assert.equal(await pulumi.isSecret(secret), true);
  });

  it("throws one error with everything that is wrong, and the file to edit", async () => {
    const lines = await errorOf({
      "slipway:clusters": app.clusters,
      "slipway:images": { app: { context: "./ap" } },
      "slipway:serivces": {},
      "aws:regoin": "eu-west-1",
      "buildSecrets:npmToken": "hunter2",
    });
    assert.deepEqual(lines, [
      "The configuration has 4 problems; nothing was created or changed.",
      '  aws:regoin: unknown key "regoin"; did you mean "region"?',
      "  buildSecrets:npmToken: must be a Pulumi secret; set it again with pulumi config set --secret buildSecrets:npmToken",
      `  images.app.context: build context not found: ${join(root, "ap")}`,
      '  serivces: unknown key "serivces"; known keys are network, deployment, images, builds, clusters, tags, logRetentionDays, protect',
      "Edit Pulumi.staging.yaml and run the command again. Every key is explained in docs/configuration.md.",
    ]);
  });

  it("refuses a key of a misspelled namespace, which nobody would read", async () => {
    const values = { "slipway:clusters": app.clusters, "slipway:images": images };
    const lines = await errorOf({ ...values, "slipwy:network": {}, "asw:profile": "team" });
    assert.deepEqual(lines.slice(1, -1), [
      '  asw:profile: unknown namespace "asw"; did you mean "aws:profile"?',
      '  slipwy:network: unknown namespace "slipwy"; did you mean "slipway:network"?',
    ]);
    await load({ ...values, "pulumi:tags": {}, "cloudflare:accountId": "1" });
  });

  it("reports a Dockerfile that is missing beside other problems", async () => {
    const lines = await errorOf({
      "slipway:clusters": withApp({ image: "app", count: -1 }).clusters,
      "slipway:images": { app: { context: "./app", dockerfile: "Dockerfile.prod" } },
    });
    assert.deepEqual(lines.slice(1, -1), [
      '  clusters.main.apps.web.count: must be >= 0 and <= 5000 (got "-1")',
      `  images.app.dockerfile: Dockerfile not found: ${join(root, "app/Dockerfile.prod")}`,
    ]);
  });

  it("refuses a structured key that is encrypted, without showing it", async () => {
    const clusters = withApp({ environment: { TOKEN: "hunter2" } }).clusters;
    const lines = await errorOf({ "slipway:clusters": clusters }, ["slipway:clusters"]);
    assert.doesNotMatch(lines.join("\n"), /hunter2/);
    assert.deepEqual(lines.slice(1, -1), [
      "  clusters.main.apps.web.environment.TOKEN: has a token in plain text: everyone who may describe the task can read it; keep it in Secrets Manager or SSM and give its ARN under secrets",
      "  clusters: is encrypted, but its values are readable in AWS; keep secrets in Secrets Manager or SSM and give their ARNs under secrets",
    ]);
  });

  it("tells a text from a mapping", async () => {
    const lines = await errorOf({ "slipway:clusters": app.clusters, "slipway:images": "hello" });
    assert.ok(lines.includes('  images: must be a mapping (got "hello")'), lines.join("\n"));
  });
});
