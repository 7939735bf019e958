import assert from "node:assert/strict";

import { Stand, declaration, name } from "./stand";

describe("executions of one pipeline on local AWS", () => {
  let stand: Stand;
  beforeEach(() => {
    stand = new Stand();
  });
  afterEach(() => {
    stand.remove();
    assert.deepEqual(stand.reports, []);
  });

  const finish = async () => {
    stand.aws.settle();
    await stand.clock.advance(1000);
  };

  it("wait in front of an occupied stage, where a newer one supersedes them", async () => {
    await stand.made();
    const running = await stand.start(stand.commits.add("shop:2"));
    const waiting = await stand.start(stand.commits.add("shop:3"));
    const inbound = { pipelineExecutionId: waiting, status: "InProgress", type: "STANDARD" };
    const stage = await stand.stage("Deploy");
    assert.deepEqual(stage.inboundExecution, inbound);
    assert.deepEqual(stage.inboundExecutions, [inbound]);
    assert.equal(stage.latestExecution?.pipelineExecutionId, running);
    const newest = await stand.start(stand.commits.add("shop:4"));
    assert.deepEqual(await stand.statuses(), [
      "InProgress",
      "Superseded",
      "InProgress",
      "Succeeded",
    ]);
    const [, superseded] = await stand.executions();
    assert.equal(superseded?.statusSummary, `Superseded by execution ${newest}`);
    await finish();
    await finish();
    assert.deepEqual(await stand.statuses(), ["Succeeded", "Superseded", "Succeeded", "Succeeded"]);
    const images = stand.aws.calls
      .filter(({ action }) => action === "RegisterTaskDefinition")
      .map(({ input }) => (input["containerDefinitions"] as { image: string }[])[0]?.image);
    assert.deepEqual(images, ["shop:2", "shop:4"]);
  });

  it("go on one after the other in the mode QUEUED", async () => {
    await stand.made(declaration({ mode: "QUEUED" }));
    for (const image of ["shop:2", "shop:3", "shop:4"]) {
      await stand.start(stand.commits.add(image));
    }
    assert.equal((await stand.stage("Deploy")).inboundExecutions?.length, 2);
    for (const over of [1, 2, 3]) {
      await finish();
      const done = (await stand.statuses()).filter((status) => status === "Succeeded").length;
      assert.equal(done, over + 1);
    }
    const [newest] = await stand.executions();
    assert.equal(newest?.executionMode, "QUEUED");
  });

  it("are refused when fifty are under way in the mode QUEUED", async () => {
    await stand.made(declaration({ mode: "QUEUED" }));
    for (let count = 0; count < 50; count++) {
      await stand.start();
    }
    await assert.rejects(stand.start(), /ConcurrentPipelineExecutionsLimitExceededException/);
  });

  it("wait where a transition is disabled, and the newest goes on when it is enabled", async () => {
    await stand.made();
    const transition = { pipelineName: name, stageName: "Deploy", transitionType: "Inbound" };
    await stand.call("DisableStageTransition", { ...transition, reason: "release freeze" });
    await stand.start();
    await stand.start();
    assert.deepEqual(await stand.statuses(), ["InProgress", "Superseded", "Succeeded"]);
    const { inboundTransitionState } = await stand.stage("Deploy");
    assert.equal(inboundTransitionState?.enabled, false);
    assert.equal(inboundTransitionState.disabledReason, "release freeze");
    assert.equal(inboundTransitionState.lastChangedBy, "arn:aws:iam::000000000000:user/ada");
    assert.deepEqual(stand.aws.actions(), []);
    await stand.call("EnableStageTransition", transition);
    await finish();
    assert.deepEqual(await stand.statuses(), ["Succeeded", "Superseded", "Succeeded"]);
  });

  it("are abandoned at once, and the next one enters", async () => {
    await stand.made();
    const broken = await stand.start(stand.commits.add("shop:2"));
    const next = await stand.start(stand.commits.add("shop:3"));
    const stop = { pipelineName: name, pipelineExecutionId: broken };
    await stand.call("StopPipelineExecution", { ...stop, abandon: true, reason: "rollback" });
    assert.deepEqual((await stand.statuses()).slice(0, 2), ["InProgress", "Stopped"]);
    const [deploy] = await stand.actions(broken);
    assert.equal(deploy?.status, "Abandoned");
    assert.equal((await stand.executions())[1]?.stopTrigger?.reason, "rollback");
    assert.equal((await stand.stage("Deploy")).latestExecution?.pipelineExecutionId, next);
    await assert.rejects(
      stand.call("StopPipelineExecution", stop),
      /PipelineExecutionNotStoppableException/,
    );
    await finish();
    assert.deepEqual((await stand.statuses()).slice(0, 2), ["Succeeded", "Stopped"]);
    assert.equal(stand.clock.waits, 0);
  });

  it("finish the action that runs when they are stopped without abandoning", async () => {
    await stand.made();
    const id = await stand.start(stand.commits.add("shop:2"));
    const stop = { pipelineName: name, pipelineExecutionId: id };
    await stand.call("StopPipelineExecution", stop);
    assert.equal((await stand.statuses())[0], "Stopping");
    assert.equal((await stand.stage("Deploy")).latestExecution?.status, "Stopping");
    await assert.rejects(
      stand.call("StopPipelineExecution", stop),
      /DuplicatedStopRequestException/,
    );
    await finish();
    assert.equal((await stand.statuses())[0], "Stopped");
    const [deploy] = await stand.actions(id);
    assert.equal(deploy?.status, "Succeeded");
  });

  it("are stopped at once where they wait, and do not enter", async () => {
    await stand.made();
    await stand.start();
    const waiting = await stand.start();
    await stand.call("StopPipelineExecution", {
      pipelineName: name,
      pipelineExecutionId: waiting,
    });
    assert.equal((await stand.statuses())[0], "Stopped");
    await finish();
    assert.deepEqual(await stand.statuses(), ["Stopped", "Succeeded", "Succeeded"]);
  });

  it("are retried from the failed stage, unless a newer one has entered it", async () => {
    await stand.made();
    const failed = await stand.start(stand.commits.addText("no JSON"));
    assert.equal((await stand.statuses())[0], "Failed");
    const retry = {
      pipelineName: name,
      stageName: "Deploy",
      pipelineExecutionId: failed,
      retryMode: "FAILED_ACTIONS",
    };
    stand.events.length = 0;
    await stand.call("RetryStageExecution", retry);
    assert.deepEqual(stand.told(), [
      "Pipeline RESUMED",
      "Stage Deploy RESUMED",
      "Action Deploy STARTED",
      "Action Deploy FAILED",
      "Stage Deploy FAILED",
      "Pipeline FAILED",
    ]);
    assert.equal((await stand.actions(failed)).length, 3);
    await assert.rejects(
      stand.call("RetryStageExecution", { ...retry, stageName: "Source" }),
      /StageNotRetryableException/,
    );
    await stand.start(stand.commits.add("shop:3"));
    await assert.rejects(
      stand.call("RetryStageExecution", retry),
      /NotLatestPipelineExecutionException/,
    );
  });
});
