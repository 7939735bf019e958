import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** Starts the pack as the engine does, up to the port that it prints, and tells what it has loaded. */
const script = `
  require("./start.js");
  const files = Object.keys(require.cache);
  process.stdout.once("drain", () => {});
  setImmediate(() => process.stderr.write(JSON.stringify(files)));
  setTimeout(() => process.exit(), 200);
`;

describe("the start of the pack", () => {
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", script], {
    cwd: join(__dirname, ".."),
    encoding: "utf8",
  });
  const loaded = (part: string) =>
    (JSON.parse(stderr) as readonly string[]).filter((file) => file.includes(part));

  it("prints the port that the engine waits for", () => {
    assert.match(stdout, /^\d+\n$/);
  });

  it("does not load the package manager that the SDK has for functions", () => {
    assert.deepEqual(loaded("/pacote/"), []);
  });

  it("loads no more of the AWS package than the rules name", () => {
    assert.deepEqual(loaded("/@pulumi/aws/index.js"), []);
    assert.equal(loaded("/@pulumi/aws/ecs/service.js").length, 1);
    assert.deepEqual(loaded("/@pulumi/aws/sagemaker/"), []);
  });
});
