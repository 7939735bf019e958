import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "yaml";

import { installedEcsDeploy } from "../../support/installedEcsDeploy";
import { until } from "../../support/until";
import { clients } from "../support/clients";
import { deliveryClients } from "../support/deliveryClients";
import { keys } from "../support/ecsDeploy";
import { fetchLocal } from "../support/http";
import { pushedImage } from "../support/images";
import { underLoad } from "../support/load";
import { localAws } from "../support/localAws";
import { callsOfRoles, notAllowed } from "../support/permissions";
import { run, succeeded } from "../support/run";
import { subscribedQueue } from "../support/scheduledRuns";
import { workingCopy } from "../support/workingCopy";

const app = "main/web";
const service = { cluster: "local-main", service: "local-main-web" };

/** What a release, a rollback and an update of the infrastructure do to an app that people use. */
describe("releases of one app", () => {
  const copy = workingCopy();
  const local = localAws(4740, copy);
  const aws = clients(local.endpoint);
  const delivery = deliveryClients(local.endpoint, "local");
  const images = new Map<string, string>();
  let url = "";

  const imageOf = (name: string): string => images.get(name) ?? assert.fail(`no image ${name}`);

  before(async () => {
    succeeded(await local.up(), "local/up");
    url = (await local.urls())[app] ?? "";
    for (const version of ["2.0.0", "3.0.0", "4.0.0", "6.0.0"]) {
      images.set(version, await pushedImage(local, { tag: `v${version}`, version }));
    }
    images.set(
      "exits",
      await pushedImage(local, {
        tag: "exits",
        dockerfile:
          'FROM node:22-slim\nCMD ["node", "-e", "console.error(\'no database\'); process.exit(3)"]\n',
      }),
    );
    images.set(
      "silent",
      await pushedImage(local, {
        tag: "silent",
        dockerfile: 'FROM node:22-slim\nCMD ["node", "-e", "setInterval(() => undefined, 1000)"]\n',
      }),
    );
    await delivery.begun(app);
  });

  after(() => local.remove());

  const release = (name: string, ...more: readonly string[]) =>
    local.slipway("release", app, "--image", imageOf(name), ...more);
  const versionNow = async (): Promise<string | undefined> =>
    /Version <strong>([\d.]+)</.exec((await fetchLocal(url)).body)?.[1];
  const liveDefinition = async () => {
    const { services = [] } = await aws.ecs.describeServices({
      cluster: service.cluster,
      services: [service.service],
    });
    const { taskDefinition } = await aws.ecs.describeTaskDefinition({
      taskDefinition: services[0]?.taskDefinition,
    });
    return taskDefinition?.containerDefinitions?.[0] ?? assert.fail("no container runs");
  };
  const preview = async (): Promise<void> => {
    const args = ["preview", "--expect-no-changes", "--diff", "--stack", "local"];
    succeeded(await local.pulumi(...args), "pulumi preview --expect-no-changes");
  };
  const setApp = (path: readonly string[], value: unknown): void => {
    const file = join(copy, "Pulumi.local.yaml");
    const stack = parseDocument(readFileSync(file, "utf8"));
    stack.setIn(["config", "slipway:clusters", "main", "apps", "web", ...path], value);
    writeFileSync(file, stack.toString());
  };
  const up = () => local.pulumi("up", "--yes", "--skip-preview", "--stack", "local");

  it("loses no request in three releases and a rollback under constant load", async () => {
    const { seen } = await underLoad(url, async () => {
      for (const version of ["2.0.0", "3.0.0", "4.0.0"]) {
        succeeded(await release(version), `slipway release of ${version}`);
        assert.equal(await versionNow(), version);
      }
      succeeded(await local.slipway("rollback", app), "slipway rollback");
      assert.equal(await versionNow(), "3.0.0");
    });
    assert.equal(seen.failed, 0);
    // A count, not a rate: how fast requests go out is a matter of the machine.
    assert.ok(seen.requests >= 5000, `only ${seen.requests} requests`);
    assert.deepEqual([...seen.versions.keys()].sort(), ["1.0.0", "2.0.0", "3.0.0", "4.0.0"]);
  });

  it("by ecs-deploy are commits, which it follows to their end and a rollback undoes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ecs-deploy-"));
    const earlier = await versionNow();
    try {
      const { command } = installedEcsDeploy(folder);
      const at = ["-c", service.cluster, "-n", service.service, "--commit", "local"];
      const { stdout } = succeeded(
        await run(command, [...at, "-i", imageOf("4.0.0")], {
          cwd: folder,
          env: {
            PATH: process.env["PATH"],
            HOME: folder,
            AWS_ENDPOINT_URL: local.endpoint,
            ...keys,
          },
        }),
        "ecs-deploy --commit",
      );
      assert.equal(await versionNow(), "4.0.0");
      const [, commitId = ""] = /^Committed main\/web\/revision\.json: (\w+)$/m.exec(stdout) ?? [];
      assert.match(stdout, /^Service deployment successful\.$/m);
      assert.equal(await delivery.head(), commitId);
      assert.equal(await delivery.ended(app, commitId), "Succeeded");
    } finally {
      rmSync(folder, { recursive: true });
    }
    succeeded(await local.slipway("rollback", app), "slipway rollback");
    assert.equal(await versionNow(), earlier);
  });

  it("leave nothing for an update of the infrastructure to do", preview);

  it("are kept by an update of the infrastructure that changes the memory", async () => {
    setApp(["memoryMiB"], 160);
    succeeded(await up(), "pulumi up");
    const { image, memory } = await liveDefinition();
    assert.deepEqual({ image, memory }, { image: imageOf("3.0.0"), memory: 160 });
    assert.equal(await versionNow(), "3.0.0");
    await preview();
  });

  it("that break end with 1 and the reason, while the old version goes on answering", async () => {
    const topic = await subscribedQueue(aws);
    const { result, seen } = await underLoad(url, () => release("exits"));
    assert.equal(result.status, 1, result.output);
    const report = await topic.next();
    await topic.remove();
    assert.match(report, /exit code 3[^]*no database[^]*slipway logs main\/web --stack local/);
    assert.match(result.output, /exit code 3/i);
    assert.match(result.output, /no database/);
    assert.match(result.output, /slipway rollback main\/web|slipway logs main\/web/);
    assert.equal(seen.failed, 0);
    assert.deepEqual([...seen.versions.keys()], ["3.0.0"]);
    // What ECS gave up does not hold the pipeline until its timeout.
    await until("the end of the broken execution", async () => {
      const [newest] = await delivery.executions(app);
      return newest?.status === "Stopped" ? newest : undefined;
    });
    const history = succeeded(await local.slipway("history", app, "--json"), "slipway history");
    assert.match(history.stdout, /rolled back/);
    assert.match(history.stdout, new RegExp(imageOf("exits").split("@")[1] ?? "-"));
  });

  it("that were rolled back leave nothing for an update of the infrastructure to do", async () => {
    // The rolled-back revision is deregistered by an event that follows the deployment's end.
    await until("the failed revision to be deregistered", async () => {
      const { taskDefinitionArns = [] } = await aws.ecs.listTaskDefinitions({
        familyPrefix: service.service,
        sort: "DESC",
        maxResults: 1,
      });
      const { taskDefinition } = await aws.ecs.describeTaskDefinition({
        taskDefinition: taskDefinitionArns[0],
      });
      const [container] = taskDefinition?.containerDefinitions ?? [];
      return container?.image === imageOf("3.0.0") ? true : undefined;
    });
    await preview();
    setApp(["environment"], { GREETING: "hello" });
    succeeded(await up(), "pulumi up");
    const { image, environment } = await liveDefinition();
    assert.equal(image, imageOf("3.0.0"));
    assert.deepEqual(
      environment?.filter(({ name }) => name === "GREETING"),
      [{ name: "GREETING", value: "hello" }],
    );
    await preview();
  });

  it("that hold the pipeline give way to a rollback at once", async () => {
    succeeded(await release("silent", "--no-wait"), "slipway release --no-wait");
    await until("the deployment of the silent image", async () =>
      (await liveDefinition()).image === imageOf("silent") ? true : undefined,
    );
    const started = Date.now();
    succeeded(await local.slipway("rollback", app), "slipway rollback");
    assert.ok(Date.now() - started < 60_000, "the rollback waited for the broken release");
    assert.equal((await liveDefinition()).image, imageOf("3.0.0"));
    assert.equal(await versionNow(), "3.0.0");
    const [, broken] = await delivery.executions(app);
    assert.match(broken?.status ?? "", /Stopped|Failed/);
  });

  it("refuse an update of the infrastructure in their middle, by name", async () => {
    const { image: before_ } = await liveDefinition();
    // Never healthy, so that the release is in its middle for as long as the update takes to ask.
    succeeded(await release("silent", "--no-wait"), "slipway release --no-wait");
    await until("the deployment of the silent image", async () =>
      (await liveDefinition()).image === imageOf("silent") ? true : undefined,
    );
    setApp(["memoryMiB"], 192);
    const { status, output } = await up();
    assert.notEqual(status, 0);
    assert.match(output, /deployment-local-main-web/);
    succeeded(await local.slipway("rollback", app), "slipway rollback");
    succeeded(await up(), "pulumi up after the deployment");
    const { image, memory } = await liveDefinition();
    assert.deepEqual({ image, memory }, { image: before_, memory: 192 });
  });

  it("that wait for approval are not deployed by an update of the infrastructure", async () => {
    const { image: before_ } = await liveDefinition();
    setApp(["deploy", "approval"], true);
    succeeded(await up(), "pulumi up");
    succeeded(await release("6.0.0", "--no-wait"), "slipway release --no-wait");
    await until("the approval to be asked for", async () => {
      const { stageStates = [] } = await delivery.codePipeline.getPipelineState({
        name: delivery.pipelineOf(app),
      });
      const actions = stageStates.flatMap(({ actionStates = [] }) => actionStates);
      return actions.find(({ latestExecution }) => latestExecution?.token !== undefined);
    });
    setApp(["memoryMiB"], 128);
    succeeded(await up(), "pulumi up");
    assert.equal((await liveDefinition()).image, before_);
    assert.notEqual(await versionNow(), "6.0.0");
    const { pipelineExecutionSummaries: [waiting] = [] } =
      await delivery.codePipeline.listPipelineExecutions({
        pipelineName: delivery.pipelineOf(app),
      });
    const commit = waiting?.sourceRevisions?.[0]?.revisionId ?? "";
    succeeded(await local.slipway("approve", app, "--commit", commit), "slipway approve");
    await until("the approved version", async () =>
      (await versionNow()) === "6.0.0" ? true : undefined,
    );
  });

  it("make no call that the policies of their roles do not allow", async () => {
    const calls = callsOfRoles(local.state);
    const handler = calls.filter(({ role }) => role.includes("delivery-trigger-failures"));
    assert.ok(handler.some(({ action }) => action === "DeregisterTaskDefinition"));
    assert.deepEqual(await notAllowed(aws, calls), []);
  });
});
