import assert from "node:assert/strict";

import { flagEntries, type Flag } from "../../../cli/ecsDeploy/flags";
import { ecsDeployBench, type Bench } from "../support/ecsDeploy";
import { run } from "../support/run";
import { callsOfAws } from "./ecsDeploy/calls";
import { credentials } from "./ecsDeploy/credentials";
import { definitions } from "./ecsDeploy/definitions";
import { images } from "./ecsDeploy/images";
import { invocations } from "./ecsDeploy/invocations";
import { policies } from "./ecsDeploy/policies";
import { schedules } from "./ecsDeploy/schedules";
import { usage } from "./ecsDeploy/usage";

/**
 * The installed package as CI calls it, against a local AWS whose tasks run as soon as they are asked for. All tests
 * share one local AWS; those of tasks that fail or take their time are beside this file.
 */
describe("ecs-deploy on local AWS", () => {
  let made: Bench;
  const bench = (): Bench => made;

  before(async () => {
    made = await ecsDeployBench(4770, false);
    const { ecs } = made.aws;
    await ecs.createCluster({ clusterName: "cl" });
    const make = async (name: string, of: readonly string[], desiredCount = 1) => {
      await ecs.registerTaskDefinition({
        family: name,
        containerDefinitions: of.map((image, at) => ({ name: `c${at}`, image, memory: 64 })),
      });
      const place = { cluster: "cl", serviceName: name };
      await ecs.createService({ ...place, taskDefinition: name, desiredCount });
    };
    await make("svc", ["app:1", "redis:7"]);
    await make("idle", ["app:1"], 0);
    await make("many", ["app:1"], 150);
  });
  after(() => made.remove());

  usage(bench);
  images(bench);
  invocations(bench);
  definitions(bench);
  credentials(bench);
  callsOfAws(bench);
  schedules(bench);
  policies(bench);

  it("runs in the container that its Dockerfile makes, under both of its names", async () => {
    const { folder } = made.installed;
    const docker = (...args: string[]) => run("docker", args, { cwd: folder, env: process.env });
    const tag = "ecs-deploy:e2e";
    const built = await docker("build", "--quiet", "--tag", tag, folder);
    assert.equal(built.status, 0, built.output);
    const [entry, path] = [
      await docker("run", "--rm", tag, "--version"),
      await docker("run", "--rm", "--entrypoint", "/ecs-deploy", tag, "--version"),
    ];
    await docker("rmi", tag);
    assert.match(entry.stdout, /^\d+\.\d+\.\d+\n$/);
    assert.equal(path.stdout, entry.stdout);
  });

  // After the suites in it.
  describe("at the end", () => {
    it("was asked for every flag that it has", () => {
      // With a stack of Slipway: the releases of one app.
      const missing = flagEntries.filter(
        ([name, { long, short = long }]: readonly [string, Flag]) =>
          name !== "commit" && ![long, short].some((one) => made.typed.has(one)),
      );
      assert.deepEqual(
        missing.map(([name]) => name),
        [],
      );
    });
  });
});
