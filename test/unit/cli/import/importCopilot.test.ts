import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";

import { MemoryIo, typed, type Outcome } from "../../../support/cli";

const web = `name: web
type: Load Balanced Web Service
image: { build: Dockerfile, port: 8080 }
http: { path: '/', stickiness: true }
cpu: 256
memory: 512
`;

describe("slipway import copilot", () => {
  let cwd = "";
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), "slipway-import-"));
    write("Dockerfile", "FROM scratch\n");
    write("copilot/.workspace", "application: shop\n");
    write("copilot/web/manifest.yml", web);
    write("copilot/environments/prod/manifest.yml", "name: prod\ntype: Environment\n");
  });
  afterEach(() => {
    rmSync(cwd, { recursive: true });
  });

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }

  const run = (line: string, env = { AWS_REGION: "eu-west-1" }): Promise<Outcome> =>
    typed(`import copilot ${line}`, {}, new MemoryIo(env, cwd));

  it("writes a stack file for each environment, and what it cannot say", async () => {
    const { code, stdout } = await run("");
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `Wrote Pulumi.prod.yaml: 1 app

Not in the stack files, or not as it was:
  copilot/web/manifest.yml:4  http.stickiness  true
    → Write stickiness: {} at the app, or better keep sessions in a store that all tasks reach.
`,
    );
    const file = readFileSync(join(cwd, "Pulumi.prod.yaml"), "utf8");
    assert.match(file, /^# yaml-language-server: \$schema=config\/stack\.schema\.json\n/);
    assert.deepEqual(parse(file), {
      config: {
        "aws:region": "eu-west-1",
        "slipway:deployment": { createRepository: true },
        "slipway:network": { publicAddresses: true, natGateways: 0 },
        "slipway:images": { web: { context: "." } },
        "slipway:clusters": {
          main: {
            capacity: { type: "fargate" },
            loadBalancer: {},
            apps: { web: { kind: "web", image: "web", port: 8080, cpuUnits: 256, memoryMiB: 512 } },
          },
        },
      },
    });
  });

  it("never writes over a file", async () => {
    write("Pulumi.prod.yaml", "mine");
    write("copilot/environments/test/manifest.yml", "name: test\n");
    const { code, stderr } = await run("");
    assert.equal(code, 2);
    assert.match(stderr, /Pulumi\.prod\.yaml exists already; nothing was written\./);
    assert.match(stderr, /--print/);
    assert.equal(readFileSync(join(cwd, "Pulumi.prod.yaml"), "utf8"), "mine");
    assert.throws(() => readFileSync(join(cwd, "Pulumi.test.yaml")));
  });

  it("prints and writes nothing when asked to", async () => {
    const { code, stdout } = await run("--print");
    assert.equal(code, 0);
    assert.match(stdout, /^Pulumi\.prod\.yaml\n# yaml-language-server[^]*kind: web/);
    assert.throws(() => readFileSync(join(cwd, "Pulumi.prod.yaml")));
  });

  it("writes next to Pulumi.yaml, with paths from there", async () => {
    mkdirSync(join(cwd, "infra"));
    assert.equal((await run("--output infra")).code, 0);
    assert.match(readFileSync(join(cwd, "infra/Pulumi.prod.yaml"), "utf8"), /context: \.\.\n/);
  });

  it("names what is not read, with its place, and converts the rest", async () => {
    write("copilot/broken/manifest.yml", "a: [\n");
    write("copilot/web/addons/s3.yml", "Resources: {}\n");
    write("copilot/pipelines/main/manifest.yml", "name: main\n");
    const { code, stdout } = await run("");
    assert.equal(code, 1);
    assert.match(stdout, /Not read:\n {2}copilot\/broken\/manifest\.yml:\d:\d: /);
    assert.match(stdout, /Wrote Pulumi\.prod\.yaml: 1 app/);
    assert.match(stdout, / {2}copilot\/web\/addons\/s3\.yml\n {4}→ A template of CloudFormation/);
    assert.match(
      stdout,
      / {2}copilot\/pipelines\/main\/manifest\.yml\n {4}→ Each app has a pipeline/,
    );
  });

  it("says what a preview would refuse", async () => {
    write("copilot/web/manifest.yml", web.replace("cpu: 256", "cpu: 300"));
    const { code, stdout } = await run("");
    assert.equal(code, 1);
    assert.match(stdout, /Edit Pulumi\.prod\.yaml before its first preview:\n.*cpuUnits/);
  });

  it("gives all of it as JSON", async () => {
    write("copilot/broken/manifest.yml", "a: [\n");
    const { stdout } = await run("--json --print");
    const found = JSON.parse(stdout) as Record<string, Record<string, unknown>[]>;
    assert.deepEqual(
      found["stacks"]?.map(({ stack, file, apps, problems }) => ({ stack, file, apps, problems })),
      [{ stack: "prod", file: "Pulumi.prod.yaml", apps: ["web"], problems: [] }],
    );
    assert.deepEqual(
      found["remarks"]?.map(({ file, line, key, value }) => [file, line, key, value]),
      [["copilot/web/manifest.yml", 4, "http.stickiness", "true"]],
    );
    assert.equal(found["unreadable"]?.[0]?.["file"], "copilot/broken/manifest.yml");
  });

  const wrong: readonly (readonly [string, Record<string, string>, RegExp])[] = [
    ["", {}, /The region of the stacks is not said\.[^]*--region/],
    [
      "--region eu-west-1 --account 12",
      {},
      /--account must be the 12 digits of an account, got "12"/,
    ],
    [
      "--region eu-west-1 nowhere",
      {},
      /There is no workspace of Copilot in .*nowhere\.[^]*\.workspace/,
    ],
  ];
  for (const [line, env, message] of wrong) {
    it(`refuses "${line}"`, async () => {
      const { code, stderr } = await typed(`import copilot ${line}`, {}, new MemoryIo(env, cwd));
      assert.equal(code, 2);
      assert.match(stderr, message);
    });
  }

  it("names an environment that the workspace does not know only when asked for it", async () => {
    rmSync(join(cwd, "copilot/environments"), { recursive: true });
    assert.match((await run("")).stdout, /Wrote Pulumi\.staging\.yaml/);
    assert.match((await run("--environment qa")).stdout, /Wrote Pulumi\.qa\.yaml/);
  });
});
