import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { arnPrefix, imagesOf, keys, linesOf, serviceOf, type Bench } from "../../support/ecsDeploy";

/** Lines as CI files have them; only names and registries are others. */
const lines: Readonly<Record<string, string>> = {
  Jenkins: "-r eu-west-1 -c cl -n svc -i app:7 -t 6000",
  "CircleCI, a vendored script": "--cluster cl --service-name svc --image app:8 --timeout 600",
  "a container with keys": `-k test -s test -r eu-west-1 -c ${arnPrefix}:cluster/cl -n ${arnPrefix}:service/cl/svc -i app:latest --verbose --timeout 1000`,
  Travis:
    "--use-latest-task-def -c cl -n svc -to v9 -i ignore -t 3600 -r eu-west-1 --enable-rollback",
  "Buildkite, with a profile": "-c cl -n svc -i app:v9 -p ci --skip-deployments-check -t 240",
  "an image without a tag": "-r eu-west-1 -c cl -n svc -i app -m 0 -M 100 -D 1",
  "a migration": "-d svc -c cl -i app:10 --use-latest-task-def -p ci -r eu-west-1",
  "one revision that is kept":
    "--region eu-west-1 --timeout 600 --max-definitions 1 --cluster cl --service-name svc --image app:11",
  "a Drone plugin":
    "--region eu-west-1 --cluster cl --tag-only T --image ignore --service-name svc --timeout 300 --min 100 --max 200",
  "its sibling, first": "--task-definition svc --image app --cluster cl",
  "its sibling, then": "--cluster cl --service-name svc --image app:2 --enable-rollback",
  "a Makefile with a role":
    "-t 600 -r eu-west-1 --use-latest-task-def -a arn:aws:iam::000000000000:role/deployer -c cl -n svc -i app:12",
  "a short time": "-t 20 -c cl -n svc -i app:staging",
  "an API": "-c cl -n svc -i app:13 --skip-deployments-check --enable-rollback",
  "all options of the older help":
    "-k test -s test -r eu-west-1 -c cl -n svc -i app -m 50 -M 200 -t 240 -D 2 -e CI_TIMESTAMP -v",
  "profiles of the older help": "-p ci -c cl -n svc -i app -m 50 -M 200 -t 240 -e CI_TIMESTAMP -v",
  "an instance profile with its ARN":
    "--aws-instance-profile arn:aws:iam::000000000000:instance-profile/ci -c cl -n svc -i app:14",
  "a forced deployment": "-c cl -n svc --force-new-deployment",
  "a forced deployment with an image": "-c cl -n svc -i ignored --force-new-deployment",
  "a service without tasks": "-c cl -n idle -i app:2",
  "one container by name": "-c cl -n svc --container c0=app:15 --copy-task-definition-tags",
};

export function invocations(bench: () => Bench): void {
  it("prints the lines that scripts read, and changes the containers of the repository alone", async () => {
    const { status, stdout } = await bench().run(["", "-c", "cl", "", "-n", "svc", "-i", "app:2"]);
    assert.deepEqual(
      [status, linesOf(stdout)],
      [
        0,
        [
          "Using image name: app:2",
          `Current task definition: ${arnPrefix}:task-definition/svc:1`,
          `New task definition: ${arnPrefix}:task-definition/svc:2`,
          "Service updated successfully, new task definition running.",
          "Waiting for service deployment to complete...",
          "Service deployment successful.",
        ],
      ],
    );
    assert.deepEqual(await imagesOf(bench(), "svc:2"), ["app:2", "redis:7"]);
  });

  for (const [whose, line] of Object.entries(lines)) {
    it(`deploys as CI files call it: ${whose}`, async () => {
      const file = join(bench().folder, "config");
      const profile = "[profile ci]\nregion = eu-west-1\naws_access_key_id = test\n";
      writeFileSync(file, `${profile}aws_secret_access_key = test\n`);
      const given = line.includes("-p ci") ? {} : keys;
      const env = { ...given, AWS_CONFIG_FILE: file, CI_TIMESTAMP: "1487623908" };
      const { status, output } = await bench().run(line, env);
      assert.equal(status, 0, output);
      const tag = /(?:-i|--image) app:(\S+)/.exec(line)?.[1];
      if (tag !== undefined) {
        const family = line.includes("idle") ? "idle" : "svc";
        assert.equal((await imagesOf(bench(), family))?.[0], `app:${tag}`);
      }
    });
  }

  it("leaves the service's numbers as they are, and sets those that are typed", async () => {
    const numbers = async () => {
      const { desiredCount, deploymentConfiguration } = (await serviceOf(bench(), "svc")) ?? {};
      const { minimumHealthyPercent: min, maximumPercent: max } = deploymentConfiguration ?? {};
      return [desiredCount, min, max];
    };
    assert.deepEqual(await numbers(), [2, 50, 200]);
    assert.equal((await bench().run("-c cl -n svc -i app:16 -m 0 -M 200 -D 1")).status, 0);
    assert.deepEqual(await numbers(), [1, 0, 200]);
  });

  it("prunes after the deployment what nothing runs", async () => {
    const { status, output } = await bench().run("-c cl -n svc -i app:17 --max-definitions 2");
    assert.equal(status, 0, output);
    const { ecs } = bench().aws;
    const { taskDefinitionArns = [] } = await ecs.listTaskDefinitions({ familyPrefix: "svc" });
    assert.equal(taskDefinitionArns.length, 2);
    assert.match(
      output,
      /^Service deployment successful\.\nDeregistering outdated task revision: /m,
    );
  });

  it("deploys two services at once, one beside the other", async () => {
    const both = await Promise.all(
      ["svc", "idle"].map((name) => bench().run(`-c cl -n ${name} -i app:18 -t 60`)),
    );
    assert.deepEqual(
      both.map(({ status }) => status),
      [0, 0],
    );
  });

  it("gives a service that two tools deploy at once to one of them", async () => {
    const runs = await Promise.all(
      ["app:20", "app:21"].map((image) =>
        bench().run(`-c cl -n svc --container c0=${image} -t 60 --enable-rollback`),
      ),
    );
    const revision = (await serviceOf(bench(), "svc"))?.taskDefinition ?? "";
    const winner = runs.find(({ stdout }) => stdout.includes(`New task definition: ${revision}\n`));
    assert.equal(winner?.status, 0, winner?.output);
    for (const { status, output } of runs) {
      assert.ok(status === 0 || /Another deployment took its place/.test(output), output);
      // What the other has deployed is not undone.
      assert.doesNotMatch(output, /Rolling back/);
    }
  });
}
