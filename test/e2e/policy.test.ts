import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The pack, run by the real engine over a program of components. They have the types and inputs of AWS
 * resources, so the pack judges them, and need no provider. What it does not prove: that a real
 * provider's checked inputs look the same.
 */

const root = join(__dirname, "..", "..");
const pack = join(root, "policy");

const program = `
const pulumi = require("@pulumi/pulumi");
const { tasks, digestKnown, privileged, running } = JSON.parse(process.env.POLICY_TEST);
const register = (type, name, inputs, opts) => new pulumi.ComponentResource(type, name, inputs, opts);
const image = digestKnown ? "web@sha256:new" : "pending";
const containers = [{ name: "web", image, privileged }];
const parent = register("slipway:app:TaskDefinition", "web-task", { definition: containers });
parent.registerOutputs({ runningImages: running });
register(
  "aws:ecs/taskDefinition:TaskDefinition",
  "web-definition",
  { containerDefinitions: digestKnown ? JSON.stringify(containers) : pulumi.output(pulumi.unknown) },
  { parent },
);
register("aws:ecs/service:Service", "web-service", { desiredCount: tasks });
register("aws:ecr/repository:Repository", "images", {});
`;

const rulesUnderTest = [
  "service-two-tasks",
  "container-not-privileged",
  "task-keeps-running-images",
  "repository-expires-images",
];

interface Case {
  readonly tasks?: number;
  readonly digestKnown?: boolean;
  readonly privileged?: boolean;
  /** What the service runs, by container. */
  readonly running?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, unknown>>;
}

describe("the policy pack in the real engine", function () {
  this.timeout(300_000);
  let folder: string;

  before(() => {
    if (!existsSync(join(pack, "node_modules"))) {
      execFileSync("npm", ["ci", "--silent"], { cwd: pack });
    }
    folder = mkdtempSync(join(tmpdir(), "slipway-policy-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: slipway\nruntime: nodejs\nmain: index.js\n");
    writeFileSync(join(folder, "package.json"), JSON.stringify({ main: "index.js" }));
    writeFileSync(join(folder, "index.js"), program);
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const created = pulumi({}, "stack", "init", "test");
    assert.equal(created.status, 0, created.output);
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function pulumi(input: Case, ...args: readonly string[]) {
    const { tasks = 2, digestKnown = true, privileged = false, running = {} } = input;
    const { status, stdout, stderr, error } = spawnSync("pulumi", args, {
      cwd: folder,
      encoding: "utf8",
      env: {
        ...process.env,
        PULUMI_BACKEND_URL: `file://${folder}`,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_SKIP_UPDATE_CHECK: "1",
        PULUMI_DEBUG_COMMANDS: "1",
        POLICY_TEST: JSON.stringify({ tasks, digestKnown, privileged, running }),
      },
    });
    if (error !== undefined) {
      throw error;
    }
    return { status, output: stdout + stderr };
  }

  /** Runs an operation with the pack, of which only the rules under test are on. */
  function withPack(operation: "preview" | "up", input: Case, ...more: readonly string[]) {
    const config = {
      all: "disabled",
      exemptions: "mandatory",
      "exemptions-are-current": "mandatory",
      "configuration-is-understood": "mandatory",
      "values-not-known-yet": "advisory",
      ...Object.fromEntries(rulesUnderTest.map((rule) => [rule, "mandatory"])),
      "repository-expires-images": "advisory",
      ...input.config,
    };
    const file = join(folder, "pack.json");
    writeFileSync(file, JSON.stringify(config));
    const flags = ["--policy-pack", pack, "--policy-pack-config", file, "--stack", "test", ...more];
    return pulumi(
      input,
      operation,
      ...flags,
      ...(operation === "up" ? ["--yes", "--skip-preview"] : []),
    );
  }

  it("lets a preview pass that is in order, and prints advisories", () => {
    const { status, output } = withPack("preview", {});
    assert.equal(status, 0, output);
    assert.match(output, /\[advisory\] {2}repository-expires-images/);
  });

  it("stops a preview, with the resource, the value, the reason and the line to change", () => {
    const { status, output } = withPack("preview", { tasks: 1 });
    assert.notEqual(status, 0, output);
    assert.match(output, /\[mandatory\] {2}service-two-tasks/);
    assert.ok(
      output.includes(
        'aws.ecs.Service "web-service": desiredCount is 1. With one task every failed host or zone is an outage. ' +
          "Change: `count: 2` (or `scaling.min: 2`) of the app in Pulumi.<stack>.yaml.",
      ),
      output,
    );
  });

  it("stops a first preview for a container whose image is not built yet", () => {
    const { status, output } = withPack("preview", { digestKnown: false, privileged: true });
    assert.notEqual(status, 0, output);
    assert.match(output, /"web-definition": container "web" is privileged/);
  });

  it("stops a preview that would change the image that a service runs", () => {
    const { status, output } = withPack("preview", { running: { web: "web@sha256:released" } });
    assert.notEqual(status, 0, output);
    assert.ok(
      output.includes(
        '"web-definition": container "web" runs "web@sha256:released" and would get "web@sha256:new". ',
      ),
      output,
    );
  });

  it("lets a preview pass that keeps the image", () => {
    const { status, output } = withPack("preview", { running: { web: "web@sha256:new" } });
    assert.equal(status, 0, output);
  });

  it("stops a preview for the whole stack's sake", () => {
    const { status, output } = withPack("preview", {
      config: { "repository-expires-images": "mandatory" },
    });
    assert.notEqual(status, 0, output);
    assert.match(output, /"images": it has no lifecycle policy/);
  });

  it("takes parameters and exemptions from the configuration", () => {
    const urn = "urn:pulumi:test::slipway::aws:ecr/repository:Repository::images";
    const exemption = {
      rule: "repository-expires-images",
      urn,
      reason: "test",
      expires: "2999-12-31",
    };
    const { status, output } = withPack("preview", {
      tasks: 1,
      config: {
        "service-two-tasks": { enforcementLevel: "mandatory", minimum: 1 },
        "repository-expires-images": "mandatory",
        exemptions: { enforcementLevel: "mandatory", list: [exemption] },
      },
    });
    assert.equal(status, 0, output);
  });

  it("objects to a configuration that names what the pack does not have", () => {
    const { status, output } = withPack("preview", {
      config: {
        "service-two-task": "advisory",
        "service-two-tasks": { enforcementLevel: "mandatory", minimun: 3 },
      },
    });
    assert.notEqual(status, 0, output);
    assert.match(output, /names "service-two-task", which is no policy of the pack\./);
    assert.match(output, /sets "minimun" of service-two-tasks, which has no such parameter\./);
  });

  it("stops an update before it creates the resource", () => {
    const { status, output } = withPack("up", { tasks: 1 });
    assert.notEqual(status, 0, output);
    assert.match(output, /\[mandatory\] {2}service-two-tasks/);
    const { output: state } = pulumi({}, "stack", "export", "--stack", "test");
    assert.ok(!state.includes("web-service"), state);
  });

  it("writes the event log that the report is made from", () => {
    const events = join(folder, "events.json");
    withPack("preview", { tasks: 1 }, "--event-log", events);
    const config = join(folder, "pack.json");
    const page = join(folder, "report");
    execFileSync("npx", ["ts-node", "writeReport.ts", events, config, page], { cwd: pack });
    assert.match(
      readFileSync(`${page}.md`, "utf8"),
      /### service-two-tasks\n\n- aws\.ecs\.Service "web-service"/,
    );
  });
});
