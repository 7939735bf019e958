import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "yaml";

import { until } from "../support/until";
import { clients } from "./support/clients";
import { deliveryClients, revisionOf } from "./support/deliveryClients";
import { injectFault } from "./support/http";
import { pushedImage } from "./support/images";
import { localAws } from "./support/localAws";
import { callsOfRoles, notAllowed } from "./support/permissions";
import { run, succeeded } from "./support/run";
import { workingCopy } from "./support/workingCopy";

const apps = ["main", "side"].flatMap((cluster) =>
  ["one", "two", "three", "four", "five"].map((app) => `${cluster}/${app}`),
);

/** Ten apps in two clusters: which commits start which pipelines. */
describe("delivery of ten apps in two clusters", () => {
  const copy = workingCopy();
  const local = localAws(4730, copy);
  const aws = clients(local.endpoint);
  const delivery = deliveryClients(local.endpoint, "local");
  let second = "";
  let third = "";
  const versions = new Map<string, string>();

  before(async () => {
    writeTenApps(join(copy, "Pulumi.local.yaml"));
    // Not local/up, which asks each app for an answer: only the balancer's own name leads anywhere here.
    await local.start();
    succeeded(await local.pulumi("stack", "init", "local"), "pulumi stack init");
    const up = await local.pulumi("up", "--yes", "--skip-preview", "--stack", "local");
    succeeded(up, "pulumi up");
    [second, third] = [
      await pushedImage(local, { tag: "second", version: "2.0.0" }),
      await pushedImage(local, { tag: "third", version: "3.0.0" }),
    ];
    versions.set(second, "2.0.0").set(third, "3.0.0");
  });

  after(() => local.remove());

  /** The version of the image that the running tasks of an app have. */
  const versionOf = async (app: string): Promise<string> => {
    const [cluster = "", key = ""] = app.split("/");
    const place = { cluster: `local-${cluster}` };
    const serviceName = `local-${cluster}-${key}`;
    const { taskArns = [] } = await aws.ecs.listTasks({ ...place, serviceName });
    assert.ok(taskArns.length > 0, `${app} has no running task`);
    const { tasks = [] } = await aws.ecs.describeTasks({ ...place, tasks: taskArns });
    const images = await Promise.all(
      tasks.map(async ({ taskDefinitionArn: taskDefinition }) => {
        const found = await aws.ecs.describeTaskDefinition({ taskDefinition });
        return found.taskDefinition?.containerDefinitions?.[0]?.image ?? "";
      }),
    );
    return [...new Set(images)].map((image) => versions.get(image) ?? "1.0.0").join(" and ");
  };

  /** The trigger's own schedule, with another rate: ten minutes are long for a test. */
  const scheduleEvery = async (rate: string): Promise<void> => {
    const { Rules = [] } = await aws.events.listRules({});
    const schedules = Rules.filter(({ ScheduleExpression }) => ScheduleExpression !== undefined);
    assert.equal(schedules.length, 1);
    await aws.events.putRule({
      Name: schedules[0]?.Name,
      ScheduleExpression: `rate(${rate})`,
      State: "ENABLED",
    });
  };

  /** Number of executions that each pipeline has had. */
  const runs = async (): Promise<Readonly<Record<string, number>>> =>
    Object.fromEntries(
      await Promise.all(
        apps.map(async (app) => [app, (await delivery.executions(app)).length] as const),
      ),
    );

  it("gives each pipeline one execution, which succeeds and deploys what runs already", async () => {
    for (const app of apps) {
      const [only, ...others] = await until(`the first execution of ${app}`, async () => {
        const found = await delivery.executions(app);
        return found.some(({ status }) => status === "InProgress") ? undefined : found;
      });
      assert.equal(only?.status, "Succeeded", app);
      assert.deepEqual(others, [], app);
    }
    for (const app of apps) {
      assert.equal(await versionOf(app), "1.0.0", app);
    }
  });

  it("starts exactly the three pipelines whose files a commit touches, at that commit", async () => {
    const before_ = await runs();
    const touched = ["main/one", "main/three", "side/five"];
    const images = Object.fromEntries(touched.map((app) => [app, second]));
    const { commitId = "" } = await delivery.commit(images, "Release the second version of three");
    for (const app of touched) {
      assert.equal(await delivery.ended(app, commitId), "Succeeded", app);
    }
    const expected = Object.entries(before_).map(([app, count]) => [
      app,
      touched.includes(app) ? count + 1 : count,
    ]);
    assert.deepEqual(await runs(), Object.fromEntries(expected));
    for (const app of apps) {
      assert.equal(await versionOf(app), touched.includes(app) ? "2.0.0" : "1.0.0", app);
    }
  });

  it("deploys what a person clones, edits, commits and pushes", async () => {
    const clone = mkdtempSync(join(tmpdir(), "slipway-clone-"));
    const git = async (...args: readonly string[]): Promise<string> => {
      const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
      const done = await run("git", [...who, ...args], { cwd: clone, env: local.settings });
      return succeeded(done, `git ${args.join(" ")}`).stdout.trim();
    };
    try {
      const url = `${local.endpoint}/git-codecommit/v1/repos/deployment`;
      await git("clone", "--quiet", "--branch", "local", url, ".");
      writeFileSync(join(clone, "main", "two", "revision.json"), revisionOf("main/two", second));
      await git("commit", "--quiet", "--all", "--message", "Release by hand");
      await git("push", "--quiet", "origin", "local");
      assert.equal(await delivery.ended("main/two", await git("rev-parse", "HEAD")), "Succeeded");
      assert.equal(await versionOf("main/two"), "2.0.0");
    } finally {
      rmSync(clone, { recursive: true });
    }
  });

  it("starts nothing for a file that is wrong, tells the topic, and the service keeps serving", async () => {
    const before_ = await runs();
    const parentCommitId = await delivery.head();
    await delivery.codeCommit.putFile({
      repositoryName: "deployment",
      branchName: "local",
      ...(parentCommitId === undefined ? {} : { parentCommitId }),
      filePath: "side/one/revision.json",
      fileContent: Buffer.from(`[{"name": "nobody", "imageUri": "${second}"}]\n`),
    });
    await until("the trigger's message to the topic", () => {
      const calls = callsOfRoles(local.state).filter(({ role }) => role.includes("trigger-start"));
      return Promise.resolve(calls.find(({ action }) => action === "Publish"));
    });
    assert.deepEqual(await runs(), before_);
    const { stdout } = await local.slipway("status", "side/one");
    assert.match(stdout, /the trigger refuses it: .*nobody|its revision\.json is wrong: .*nobody/);
    assert.equal(await versionOf("side/one"), "1.0.0");
  });

  it("heals a lost event with the look at all apps that its schedule asks for", async () => {
    const before_ = await runs();
    await injectFault(local.port, {
      service: "events",
      action: "Deliver",
      code: "Lost",
      message: "lost on purpose",
      containing: "referenceUpdated",
    });
    const { commitId = "" } = await delivery.commit({ "side/two": second }, "A lost event");
    // Longer than an event takes: what does not start now starts by the schedule alone.
    await new Promise((resolve) => setTimeout(resolve, 4000));
    assert.deepEqual(await runs(), before_);
    await scheduleEvery("1 minute");
    assert.equal(await delivery.ended("side/two", commitId), "Succeeded");
    await scheduleEvery("10 minutes");
    assert.deepEqual(await runs(), { ...before_, "side/two": (before_["side/two"] ?? 0) + 1 });
  });

  it("starts one execution for an event that comes twice", async () => {
    const before_ = await runs();
    await injectFault(local.port, {
      service: "events",
      action: "Deliver",
      code: "Doubled",
      message: "doubled on purpose",
      containing: "referenceUpdated",
    });
    const { commitId = "" } = await delivery.commit({ "side/three": second }, "A doubled event");
    assert.equal(await delivery.ended("side/three", commitId), "Succeeded");
    await new Promise((resolve) => setTimeout(resolve, 4000));
    assert.deepEqual(await runs(), { ...before_, "side/three": (before_["side/three"] ?? 0) + 1 });
  });

  it("takes ten people's releases of ten apps at once: ten commits, all deployed", async () => {
    const released = await Promise.all(
      apps.map((app) => local.slipway("release", app, "--image", third, "--json")),
    );
    for (const [index, result] of released.entries()) {
      assert.equal(result.status, 0, `${apps[index] ?? ""}\n${result.output}`);
    }
    const commits = new Set(
      released.map(({ stdout }) => (JSON.parse(stdout) as { commitId: string }).commitId),
    );
    assert.equal(commits.size, apps.length);
    for (const app of apps) {
      assert.equal(await versionOf(app), "3.0.0", app);
    }
  });

  it("made no call that the policies of its roles do not allow", async () => {
    const calls = callsOfRoles(local.state);
    const trigger = calls.filter(({ role }) => role.includes("delivery-trigger-start-role"));
    assert.ok(trigger.some(({ action }) => action === "StartPipelineExecution"));
    assert.deepEqual(await notAllowed(aws, calls), []);
  });
});

/** Gives the local stack ten apps of one image. */
function writeTenApps(file: string): void {
  const stack = parseDocument(readFileSync(file, "utf8"));
  stack.deleteIn(["config", "slipway:images", "report"]);
  for (const cluster of ["main", "side"]) {
    stack.setIn(["config", "slipway:clusters", cluster], {
      capacity: { type: "ec2", instanceType: "t3.small", min: 1, max: 2 },
      loadBalancer: { deletionProtection: false },
      apps: Object.fromEntries(
        apps
          .filter((app) => app.startsWith(`${cluster}/`))
          .map((app) => app.slice(cluster.length + 1))
          .map((app) => [
            app,
            {
              kind: "web",
              image: "hello",
              port: 8080,
              cpuUnits: 64,
              memoryMiB: 64,
              count: 1,
              route: { hosts: [`${app}.${cluster}.test`] },
              healthCheck: { path: "/healthz" },
              deregistrationDelaySeconds: 5,
            },
          ]),
      ),
    });
  }
  writeFileSync(file, stack.toString());
}
