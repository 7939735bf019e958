import assert from "node:assert/strict";

import { Stand, declaration, name } from "./stand";

describe("pipelines of local AWS after the gateway died", () => {
  let stand: Stand;
  beforeEach(() => {
    stand = new Stand();
  });
  afterEach(() => {
    stand.remove();
    assert.deepEqual(stand.reports, []);
  });

  it("are there with their history", async () => {
    await stand.made();
    const before = await stand.executions();
    const declared = await stand.call("GetPipeline", { name });
    await stand.restart();
    assert.deepEqual(await stand.executions(), before);
    assert.deepEqual(await stand.call("GetPipeline", { name }), declared);
    assert.deepEqual(stand.aws.actions(), []);
  });

  it("go on waiting for the service: no second revision, no second update", async () => {
    await stand.made();
    const id = await stand.start(stand.commits.add("shop:2"));
    stand.aws.calls.length = 0;
    await stand.restart();
    assert.deepEqual(stand.aws.actions(), ["DescribeServices"]);
    stand.aws.settle();
    await stand.clock.advance(1000);
    assert.equal((await stand.statuses())[0], "Succeeded");
    assert.equal((await stand.actions(id)).length, 2);
  });

  it("keep the timeout of a deployment", async () => {
    await stand.made();
    await stand.start(stand.commits.add("shop:2"));
    await stand.clock.advance(10 * 60_000);
    await stand.restart();
    await stand.clock.advance(5 * 60_000);
    assert.equal((await stand.statuses())[0], "Failed");
  });

  it("fetch the source again, and let in who waited", async () => {
    await stand.made();
    // What the dead gateway asked for is never answered.
    stand.commits.gate = new Promise(() => undefined);
    await stand.start(stand.commits.add("shop:2"));
    await stand.start(stand.commits.add("shop:3"));
    assert.deepEqual(stand.aws.actions(), []);
    stand.commits.gate = undefined;
    await stand.restart();
    stand.aws.settle();
    await stand.clock.advance(1000);
    stand.aws.settle();
    await stand.clock.advance(1000);
    assert.deepEqual(await stand.statuses(), ["Succeeded", "Succeeded", "Succeeded"]);
  });

  it("take an approval by the token that was given before, and ask nobody twice", async () => {
    stand.commits.add("shop:2");
    await stand.call("CreatePipeline", { pipeline: declaration({ approval: true }) });
    const before = (await stand.stage("Approval")).actionStates?.[0]?.latestExecution;
    await stand.restart();
    assert.equal(stand.aws.published.length, 1);
    await stand.call("PutApprovalResult", {
      pipelineName: name,
      stageName: "Approval",
      actionName: "Approval",
      token: before?.token,
      result: { status: "Approved", summary: "" },
    });
    assert.equal((await stand.stage("Approval")).latestExecution?.status, "Succeeded");
  });

  it("keep the newest hundred executions that are over, and those under way", async () => {
    await stand.made(declaration({ approval: true }));
    await stand.call("DisableStageTransition", {
      pipelineName: name,
      stageName: "Approval",
      transitionType: "Inbound",
      reason: "full",
    });
    for (let count = 0; count < 105; count++) {
      await stand.start();
    }
    await stand.restart();
    const statuses = [...(await stand.statuses())];
    const { nextToken } = await stand.call<{ nextToken: string }>("ListPipelineExecutions", {
      pipelineName: name,
    });
    const others = await stand.call<{ pipelineExecutionSummaries: { status: string }[] }>(
      "ListPipelineExecutions",
      { pipelineName: name, nextToken },
    );
    statuses.push(...others.pipelineExecutionSummaries.map(({ status }) => status));
    assert.equal(statuses.filter((status) => status === "Superseded").length, 100);
    assert.equal(statuses.filter((status) => status === "InProgress").length, 2);
  });
});
