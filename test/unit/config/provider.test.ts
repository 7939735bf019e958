import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { problemLine } from "../../../config/problems";
import { providerKeys, readProvider } from "../../../config/provider";

const noSecrets = () => false;

function read(all: Record<string, string>, environment: Record<string, string> = {}) {
  const { problems, ...rest } = readProvider(all, environment, noSecrets);
  return { ...rest, lines: problems.map(problemLine) };
}

describe("the aws:* keys", () => {
  it("are all arguments of the installed AWS provider", () => {
    const source = readFileSync(require.resolve("@pulumi/aws/provider"), "utf8");
    const found = [...source.matchAll(/resourceInputs\["(\w+)"\] =/g)].map((match) => match[1]);
    assert.deepEqual([...new Set(found)].sort(), providerKeys);
  });

  it("are gathered with their types; only JSON is read as such", () => {
    const { settings, region, lines } = read({
      "aws:region": "eu-west-1",
      "aws:profile": "123",
      "aws:allowedAccountIds": '["000000000000"]',
      "aws:skipMetadataApiCheck": "true",
      "aws:assumeRoles": '[{"roleArn":"r"}]',
      "other:region": "x",
    });
    assert.deepEqual(lines, []);
    assert.equal(region, "eu-west-1");
    assert.deepEqual(settings, {
      region: "eu-west-1",
      profile: "123",
      allowedAccountIds: ["000000000000"],
      skipMetadataApiCheck: true,
      assumeRoles: [{ roleArn: "r" }],
    });
  });

  it("stay secret when they are", () => {
    const all = { "aws:region": "eu-west-1", "aws:secretKey": "hunter2" };
    const { settings } = readProvider(all, {}, (key) => key === "aws:secretKey");
    assert.ok(pulumi.Output.isInstance(settings.secretKey));
  });

  for (const [key, value] of [
    ["secretKey", "hunter2"],
    ["token", "hunter2"],
    ["httpsProxy", "http://app:hunter2@proxy:3128"],
    ["assumeRoleWithWebIdentity", '{"roleArn":"r","webIdentityToken":"hunter2"}'],
  ] as const) {
    it(`must not have a credential in plain text: ${key}`, () => {
      const { lines } = read({ "aws:region": "eu-west-1", [`aws:${key}`]: value });
      assert.deepEqual(lines, [
        `aws:${key}: has a credential in plain text: set it again with pulumi config set --secret aws:${key}, or leave it out and use aws:profile, a role or the environment`,
      ]);
      const secret = readProvider(
        { "aws:region": "eu-west-1", [`aws:${key}`]: value },
        {},
        () => true,
      );
      assert.deepEqual(secret.problems, []);
    });
  }

  it("may name files, roles and proxies", () => {
    const { lines } = read({
      "aws:region": "eu-west-1",
      "aws:httpsProxy": "http://proxy:3128",
      "aws:assumeRoleWithWebIdentity": '{"roleArn":"r","webIdentityTokenFile":"/run/token"}',
    });
    assert.deepEqual(lines, []);
  });

  it("may leave the region to the environment", () => {
    assert.equal(read({}, { AWS_REGION: "eu-north-1" }).settings.region, "eu-north-1");
    assert.equal(read({}, { AWS_DEFAULT_REGION: "eu-north-1" }).region, "eu-north-1");
    assert.equal(read({ "aws:region": "eu-west-1" }, { AWS_REGION: "x" }).region, "eu-west-1");
  });

  for (const region of [
    "cn-north-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "eusc-de-east-1",
  ]) {
    it(`are refused with ${region}, a region of another partition`, () => {
      assert.deepEqual(read({ "aws:region": region }).lines, [
        `aws:region: is in a partition of AWS that is not served: other domains and services there; choose a commercial region such as eu-west-1 (got "${region}")`,
      ]);
    });
  }

  it("take every commercial region", () => {
    for (const region of ["us-east-1", "ap-southeast-7", "il-central-1", "mx-central-1"]) {
      assert.deepEqual(read({ "aws:region": region }).lines, []);
    }
  });

  it("are refused with a region that is missing or none", () => {
    assert.deepEqual(read({}).lines, [
      "region is required: run `pulumi config set aws:region <region>`, or set the environment variable AWS_REGION",
    ]);
    assert.deepEqual(read({ "aws:region": "Ireland" }).lines, [
      'aws:region: must be the name of a region such as eu-west-1 (got "Ireland")',
    ]);
  });

  it("are refused when they are unknown, no JSON, or name no accounts", () => {
    const region = { "aws:region": "eu-west-1" };
    assert.deepEqual(read({ ...region, "aws:assumeRole": "{}" }).lines, [
      'aws:assumeRole: unknown key "assumeRole"; did you mean "assumeRoles"?',
    ]);
    assert.deepEqual(read({ ...region, "aws:maxRetries": "many" }).lines, [
      'aws:maxRetries: must be a number, true or false, a list or a mapping (got "many")',
    ]);
    for (const ids of [
      "[123456789012]",
      '["12345678901"]',
      '["1234-5678-9012"]',
      '"123456789012"',
    ]) {
      assert.deepEqual(read({ ...region, "aws:allowedAccountIds": ids }).lines, [
        "aws:allowedAccountIds: must be a list of account ids; each must be 12 digits, in quotes",
      ]);
    }
  });
});
