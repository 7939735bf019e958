import assert from "node:assert/strict";

import { type RolledBackDeployment, type Service } from "../../../../delivery/aws/ecs";
import { isFailedDeploymentReason } from "../../../../delivery/pipeline";
import { handle, type World } from "../../../../functions/afterFailedDeployment/handle";
import { action } from "../../delivery/deployment/looks";
import { memoryLog } from "../trigger/fakes";
import { createdAt, failed, recordOf, revision, rolledBack } from "./fixtures";

interface Given {
  readonly event?: unknown;
  readonly service?: Service | undefined;
  readonly lastRollback?: RolledBackDeployment;
  readonly apps?: readonly string[];
  /** Deploy action that is under way in the app's pipeline. */
  readonly run?: DeployRun | undefined;
  readonly deregister?: () => Promise<void>;
  readonly abandon?: () => Promise<boolean>;
}

const after = (seconds: number) => new Date(createdAt.getTime() + seconds * 1000);

interface DeployRun {
  readonly executionId: string;
  readonly startedAt: Date;
}

/** The execution that began the deployment, some seconds before ECS made it. */
const ours: DeployRun = { executionId: "ours", startedAt: after(-5) };

function given(options: Given) {
  const { service = rolledBack, apps = ["api", "web"] } = options;
  const deployRun = "run" in options ? options.run : ours;
  const done: string[] = [];
  const reasons: string[] = [];
  const log = memoryLog();
  const world: World = {
    ecs: {
      service: () => Promise.resolve(service),
      rolledBack: () =>
        Promise.resolve(options.lastRollback === undefined ? [] : [options.lastRollback]),
      deregister: (taskDefinition) => {
        done.push(`deregister ${taskDefinition}`);
        return options.deregister?.() ?? Promise.resolve();
      },
    },
    pipelines: {
      deployingExecution: (pipeline) => {
        assert.equal(pipeline, "deployment-prod-main-web");
        return Promise.resolve(deployRun?.executionId);
      },
      actions: (_pipeline, executionId) => {
        assert.equal(executionId, deployRun?.executionId);
        return Promise.resolve([
          action("Deploy", { status: "InProgress", startedAt: deployRun?.startedAt ?? after(0) }),
          action("Deploy", { status: "Failed", startedAt: after(-60) }),
          action("Revision", { startedAt: after(-120) }),
        ]);
      },
      abandon: (_, executionId, reason) => {
        done.push(`abandon ${executionId}`);
        reasons.push(reason);
        return options.abandon?.() ?? Promise.resolve(true);
      },
    },
    stack: () =>
      Promise.resolve({
        stack: "prod",
        repository: "deployment",
        branch: "prod",
        clusters: { main: { name: "prod-main", apps: { web: { "shop-prod/web": [...apps] } } } },
      }),
    log,
    wait: () => Promise.resolve(),
  };
  const run = () => handle("event" in options ? options.event : failed, world);
  return { run, done, reasons, log: log.lines };
}

async function afterwards(options: Given) {
  const { run, ...seen } = given(options);
  await run();
  return { ...seen, log: seen.log.join("\n") };
}

describe("after a deployment that failed", () => {
  it("its revision goes first, then its pipeline is free", async () => {
    const { done, reasons } = await afterwards({});
    assert.deepEqual(done, [`deregister ${revision(2)}`, "abandon ours"]);
    assert.deepEqual(reasons, ["ECS gave up the deployment ecs-svc/2"]);
    assert.ok(reasons.every(isFailedDeploymentReason));
  });

  it("the execution is abandoned although the clocks of AWS differ a little", async () => {
    const { done } = await afterwards({ run: { ...ours, startedAt: after(1) } });
    assert.ok(done.includes("abandon ours"));
  });

  it("an execution that began to deploy later goes on", async () => {
    const { done, log } = await afterwards({ run: { executionId: "next", startedAt: after(30) } });
    assert.deepEqual(done, [`deregister ${revision(2)}`]);
    assert.match(log, /^another execution deploys .*"executionId":"next"/m);
  });

  it("ECS's record of the rollback tells when the deployment was made, once ECS has forgotten it", async () => {
    const service = { ...rolledBack, deployments: rolledBack.deployments.slice(0, 1) };
    const lastRollback = recordOf(revision(2));
    assert.ok((await afterwards({ service, lastRollback })).done.includes("abandon ours"));
    const next = { executionId: "next", startedAt: after(30) };
    assert.ok(
      !(await afterwards({ service, lastRollback, run: next })).done.includes("abandon next"),
    );
  });

  it("nothing is abandoned for a deployment of which nothing is known", async () => {
    const service = { ...rolledBack, deployments: rolledBack.deployments.slice(0, 1) };
    assert.deepEqual((await afterwards({ service })).done, []);
  });

  it("a pipeline that deploys nothing, or does not exist, needs nothing", async () => {
    const { done, log } = await afterwards({ run: undefined });
    assert.deepEqual(done, [`deregister ${revision(2)}`]);
    assert.match(log, /^nothing in the pipeline /m);
  });

  it("a service that is no app of the stack has no pipeline", async () => {
    const { done, log } = await afterwards({ apps: ["api"] });
    assert.deepEqual(done, [`deregister ${revision(2)}`]);
    assert.match(log, /^no such app /m);
  });

  it("an execution that someone else stopped meanwhile is left alone", async () => {
    const { log } = await afterwards({ abandon: () => Promise.resolve(false) });
    assert.match(log, /^ended already /m);
    assert.doesNotMatch(log, /^abandoned /m);
  });

  it("the pipeline is free although the revision could not go, and the error comes again", async () => {
    const { run, done, log } = given({
      deregister: () => Promise.reject(new Error("not today")),
    });
    await assert.rejects(run(), /not today/);
    assert.ok(done.includes("abandon ours"));
    assert.match(log.join("\n"), /^failed .*"step":"deregister".*not today/m);
  });

  it("the revision goes although the pipeline could not be freed, and the error comes again", async () => {
    const { run, done } = given({ abandon: () => Promise.reject(new Error("throttled")) });
    await assert.rejects(run(), /throttled/);
    assert.ok(done.includes(`deregister ${revision(2)}`));
  });

  it("any other event is refused, so that it is seen", async () => {
    const completed = {
      ...failed,
      detail: { ...failed.detail, eventName: "SERVICE_DEPLOYMENT_COMPLETED" },
    };
    for (const event of [completed, null]) {
      const { run, done } = given({ event });
      await assert.rejects(run(), /not that of a failed deployment/);
      assert.deepEqual(done, []);
    }
  });
});
