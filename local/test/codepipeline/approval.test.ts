import assert from "node:assert/strict";

import { Stand, declaration, name, roleArn } from "./stand";

describe("a manual approval on local AWS", () => {
  let stand: Stand;
  beforeEach(async () => {
    stand = new Stand();
    stand.commits.add("shop:2");
    await stand.call("CreatePipeline", { pipeline: declaration({ approval: true }) });
  });
  afterEach(() => {
    stand.remove();
    assert.deepEqual(stand.reports, []);
  });

  const latest = async () => (await stand.stage("Approval")).actionStates?.[0]?.latestExecution;
  const decide = async (status: string, token?: string, summary = "looks good") =>
    stand.call("PutApprovalResult", {
      pipelineName: name,
      stageName: "Approval",
      actionName: "Approval",
      token: token ?? (await latest())?.token,
      result: { status, summary },
    });

  it("asks once, in AWS's words, and waits without polling", async () => {
    const waiting = await latest();
    assert.equal(waiting?.status, "InProgress");
    assert.match(waiting.token ?? "", /^[0-9a-f-]{36}$/);
    const [notice, ...others] = stand.aws.published;
    assert.deepEqual(others, []);
    assert.equal(notice?.role, roleArn);
    assert.equal(notice.topicArn, "arn:aws:sns:eu-west-1:000000000000:notices");
    assert.equal(
      notice.subject,
      "APPROVAL NEEDED: AWS CodePipeline deployment-staging-main-web for action Approval",
    );
    const home =
      "https://console.aws.amazon.com/codepipeline/home?region=eu-west-1#/view/deployment-staging-main-web";
    assert.deepEqual(JSON.parse(notice.message), {
      region: "eu-west-1",
      consoleLink: home,
      approval: {
        pipelineName: name,
        stageName: "Approval",
        actionName: "Approval",
        token: waiting.token,
        expires: "2026-01-09T03:04Z",
        approvalReviewLink: `${home}/Approval/Approval/approve/${waiting.token ?? ""}`,
        customData: "Deploy?",
      },
    });
    assert.equal(stand.clock.waits, 1);
    assert.deepEqual(stand.aws.actions(), []);
  });

  it("lets the execution go on when it is approved, once", async () => {
    const token = (await latest())?.token;
    const { approvedAt } = await decide("Approved");
    assert.equal(approvedAt, stand.clock.now() / 1000);
    const done = await latest();
    assert.equal(done?.status, "Succeeded");
    assert.equal(done.summary, "looks good");
    assert.equal(done.lastUpdatedBy, "arn:aws:iam::000000000000:user/ada");
    assert.equal(done.token, undefined);
    assert.ok(stand.aws.actions().includes("UpdateService"));
    await assert.rejects(decide("Approved", token), /ApprovalAlreadyCompletedException/);
  });

  it("fails the stage when it is rejected", async () => {
    await decide("Rejected", undefined, "not on a Friday");
    assert.deepEqual(await stand.statuses(), ["Failed"]);
    assert.equal((await stand.stage("Approval")).latestExecution?.status, "Failed");
    assert.deepEqual((await latest())?.errorDetails, {
      code: "JobFailed",
      message: "not on a Friday",
    });
    assert.deepEqual(stand.aws.actions(), []);
    assert.equal(stand.clock.waits, 0);
  });

  it("fails after seven days", async () => {
    const token = (await latest())?.token;
    const day = 24 * 3600 * 1000;
    await stand.clock.advance(7 * day - 1);
    assert.deepEqual(await stand.statuses(), ["InProgress"]);
    await stand.clock.advance(1);
    assert.deepEqual(await stand.statuses(), ["Failed"]);
    await assert.rejects(decide("Approved", token), /ApprovalAlreadyCompletedException/);
  });

  it("is refused with a token, a stage or an action that it does not have", async () => {
    const other = "00000000-0000-0000-0000-000000000000";
    await assert.rejects(decide("Approved", other), /InvalidApprovalTokenException/);
    const result = { status: "Approved", summary: "" };
    const put = (place: object) =>
      stand.call("PutApprovalResult", {
        pipelineName: name,
        stageName: "Approval",
        actionName: "Approval",
        token: other,
        result,
        ...place,
      });
    await assert.rejects(put({ stageName: "Nowhere" }), /StageNotFoundException/);
    await assert.rejects(put({ actionName: "Nothing" }), /ActionNotFoundException/);
  });

  it("holds the stage: newer executions wait in front of it and supersede each other", async () => {
    await stand.start(stand.commits.add("shop:3"));
    await stand.start(stand.commits.add("shop:4"));
    assert.deepEqual(await stand.statuses(), ["InProgress", "Superseded", "InProgress"]);
    await decide("Rejected");
    assert.deepEqual(await stand.statuses(), ["InProgress", "Superseded", "Failed"]);
    assert.equal(stand.aws.published.length, 2);
    assert.equal((await latest())?.status, "InProgress");
  });

  it("is given up with its execution", async () => {
    const token = (await latest())?.token;
    const [execution] = await stand.executions();
    await stand.call("StopPipelineExecution", {
      pipelineName: name,
      pipelineExecutionId: execution?.pipelineExecutionId,
      abandon: true,
    });
    assert.equal((await latest())?.status, "Abandoned");
    await assert.rejects(decide("Approved", token), /ApprovalAlreadyCompletedException/);
    assert.equal(stand.clock.waits, 0);
  });
});
