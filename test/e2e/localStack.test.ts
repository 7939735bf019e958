import assert from "node:assert/strict";

import { until } from "../support/until";
import { clients } from "./support/clients";
import { fetchLocal, injectFault, pendingFaults } from "./support/http";
import { inventory } from "./support/inventory";
import { localAws } from "./support/localAws";
import { missingSteps } from "./support/networkPath";
import { callsOfRoles, notAllowed } from "./support/permissions";
import { run, succeeded } from "./support/run";
import { runNow, subscribedQueue } from "./support/scheduledRuns";

/** The life of the local stack, from nothing to nothing; each step goes on from the one before. */
describe("the local stack", () => {
  const local = localAws(4710);
  const aws = clients(local.endpoint);
  let before_: readonly string[] = [];
  let containers: readonly string[] = [];

  before(async () => {
    // The emulator alone, to see what an account is born with and to have faults waiting for the first update.
    await local.start();
    before_ = await inventory(aws);
  });

  after(() => local.remove());

  it("comes up although roles are not usable at once and calls are throttled", async () => {
    await injectFault(local.port, {
      service: "ecs",
      action: "CreateService",
      times: 2,
      code: "InvalidParameterException",
      message:
        "Unable to assume role and validate the specified targetGroupArn. Please verify that the ECS service role being passed has the proper permissions.",
    });
    await injectFault(local.port, {
      service: "elasticloadbalancing",
      action: "CreateTargetGroup",
      times: 2,
      code: "Throttling",
      message: "Rate exceeded",
    });
    const { stdout } = succeeded(await local.up(), "local/up");
    assert.deepEqual(await pendingFaults(local.port), []);
    const [url] = Object.values(await local.urls());
    assert.ok(url !== undefined && stdout.includes(url), stdout);
  });

  it("answers on the URL that it printed, with the example's page and version", async () => {
    for (const [app, url] of Object.entries(await local.urls())) {
      const { status, body } = await fetchLocal(url);
      assert.equal(status, 200, app);
      assert.match(body, /<h1>Hello from Slipway<\/h1>/);
      assert.match(body, /Version <strong>1\.0\.0<\/strong>/);
    }
  });

  it("runs its containers on ephemeral ports of this machine", async () => {
    // The pipeline deploys once when it is made: its tasks take over from those of the update.
    containers = await until(
      "two containers, those of the pipeline's deployment",
      async () => {
        const { pipelineExecutionSummaries: [first] = [] } =
          await aws.codePipeline.listPipelineExecutions({
            pipelineName: "deployment-local-main-web",
          });
        const running = await local.containers();
        return first?.status === "Succeeded" && running.length === 2 ? running : undefined;
      },
      { seconds: 180 },
    );
    const ports = await Promise.all(
      containers.map(async (id) => {
        const printed = await run("docker", ["port", id, "8080/tcp"], {
          cwd: local.root,
          env: local.settings,
        });
        return Number(succeeded(printed, "docker port").stdout.split("\n")[0]?.split(":").at(-1));
      }),
    );
    assert.equal(new Set(ports).size, 2);
    for (const port of ports) {
      assert.ok(port >= 32768 && port <= 65535, String(port));
    }
  });

  it("has targets that pass their health check", async () => {
    const { TargetGroups } = await aws.elb.describeTargetGroups({});
    const [group] = TargetGroups ?? [];
    const { TargetHealthDescriptions } = await aws.elb.describeTargetHealth({
      TargetGroupArn: group?.TargetGroupArn,
    });
    const states = (TargetHealthDescriptions ?? []).map(({ TargetHealth }) => TargetHealth?.State);
    assert.deepEqual(states, ["healthy", "healthy"]);
  });

  it("has a way from the load balancer to its hosts, and from its hosts to the registry", async () => {
    assert.deepEqual(await missingSteps(aws), []);
  });

  it("runs its scheduled app by the clock, and reports a run that fails", async () => {
    const queue = await subscribedQueue(aws);
    const family = "local-main-report";
    const first = await runNow(aws, { schedule: family, cluster: "local-main", family });
    assert.equal(first.containers?.[0]?.exitCode, 0, JSON.stringify(first));
    const { events } = await aws.logs.filterLogEvents({
      logGroupName: "/slipway/local/main/report",
    });
    assert.ok(events?.some(({ message }) => message?.includes("report is written")));

    // The next run is of the newest revision: here one that fails.
    const { taskDefinition: good } = await aws.ecs.describeTaskDefinition({
      taskDefinition: family,
    });
    const { taskDefinition: bad } = await aws.ecs.registerTaskDefinition({
      family,
      containerDefinitions: good?.containerDefinitions?.map((container) => ({
        ...container,
        command: ["node", "-e", "process.exit(3)"],
      })),
    });
    try {
      const second = await runNow(aws, { schedule: family, cluster: "local-main", family });
      assert.equal(second.containers?.[0]?.exitCode, 3, JSON.stringify(second));
      assert.match(await queue.next(), /family:local-main-report/);
    } finally {
      await aws.ecs.deregisterTaskDefinition({ taskDefinition: bad?.taskDefinitionArn });
      await queue.remove();
    }
  });

  it("called nothing with the roles of its functions and pipelines that they do not allow", async () => {
    const calls = callsOfRoles(local.state);
    const roles = new Set(
      calls.map(({ role }) =>
        role
          .split("/")
          .at(-1)
          ?.replace(/-\w{7}$/, ""),
      ),
    );
    assert.deepEqual([...roles].sort(), [
      "delivery-deployment-commit-role",
      "local-main-report-eu-west-1-pipeline",
      "local-main-report-eu-west-1-run",
      "local-main-web-eu-west-1-pipeline",
    ]);
    assert.deepEqual(await notAllowed(aws, calls), []);
  });

  it("refuses requests that AWS's own models refuse", async () => {
    const group = {
      Name: "e2e",
      Protocol: "HTTP",
      VpcId: "vpc-0",
      TargetType: "instance",
    } as const;
    await assert.rejects(aws.elb.createTargetGroup({ ...group, Port: 70000 }), {
      name: "ValidationError",
      message: /'70000' at 'Port' .* less than or equal to 65535/,
    });
    await assert.rejects(aws.logs.createLogGroup({ logGroupName: "a b" }), {
      name: "InvalidParameterException",
    });
  });

  it("does not let a released tag move, by either way to push", async () => {
    const [repository] = (await aws.ecr.describeRepositories({})).repositories ?? [];
    const repositoryName = repository?.repositoryName ?? "";
    const push = async (tag: string, content: string): Promise<number> => {
      const url = `${local.endpoint}/v2/${repositoryName}/manifests/${tag}`;
      const body = JSON.stringify({ schemaVersion: 2, content });
      return (await fetch(url, { method: "PUT", body })).status;
    };
    assert.deepEqual(
      [await push("v1", "a"), await push("v1", "a"), await push("v1", "b")],
      [201, 201, 400],
    );
    await assert.rejects(
      aws.ecr.putImage({ repositoryName, imageManifest: `{"schemaVersion":2}`, imageTag: "v1" }),
      { name: "ImageTagAlreadyExistsException" },
    );
    // The build cache is what the repository excludes from immutability.
    const [excluded] = repository?.imageTagMutabilityExclusionFilters ?? [];
    const cache = (excluded?.filter ?? "").replaceAll("*", "");
    assert.deepEqual([await push(cache, "a"), await push(cache, "b")], [201, 201]);
  });

  it("shows no change in a preview", async () => {
    const preview = await local.pulumi("preview", "--expect-no-changes", "--stack", "local");
    succeeded(preview, "pulumi preview --expect-no-changes");
  });

  it("changes nothing when it is brought up again", async () => {
    const { output } = succeeded(await local.up(), "the second local/up");
    assert.doesNotMatch(output, /\d+ (created|updated|replaced|deleted)/);
    assert.deepEqual(await local.running(), containers);
  });

  it("is destroyed in one go, although AWS refuses deletes of what is still in use", async () => {
    await injectFault(local.port, {
      service: "ec2",
      action: "DeleteSecurityGroup",
      times: 2,
      code: "DependencyViolation",
      message: "resource sg-0 has a dependent object",
    });
    const destroyed = await local.pulumi("destroy", "--yes", "--skip-preview", "--stack", "local");
    succeeded(destroyed, "pulumi destroy");
    assert.deepEqual(await pendingFaults(local.port), []);
  });

  it("leaves no resource and no container that runs behind", async () => {
    assert.deepEqual(await inventory(aws), before_);
    assert.deepEqual(await local.running(), []);
  });

  it("leaves no process, no container, no port and no state behind when it is removed", async () => {
    succeeded(await local.down(), "local/down");
    assert.deepEqual(await local.containers(), []);
    await assert.rejects(fetchLocal(`${local.endpoint}/_slipway/health`), /ECONNREFUSED/);
    const listed = await run("bash", ["-c", `ls "${local.state}"`], {
      cwd: local.root,
      env: local.settings,
    });
    assert.notEqual(listed.status, 0, listed.output);
  });
});
