import assert from "node:assert/strict";

import { AwsCallError } from "../../gateway/codepipeline/awsCalls";
import { Stand, declaration, roleArn } from "./stand";

/** The pipeline of a scheduled app: its function registers the revision. */
function invoking() {
  const { stages, ...pipeline } = declaration();
  const [source] = stages;
  return {
    ...pipeline,
    stages: [
      source,
      {
        name: "Deploy",
        actions: [
          {
            name: "Deploy",
            actionTypeId: { category: "Invoke", owner: "AWS", provider: "Lambda", version: "1" },
            configuration: { FunctionName: "staging-main-report-run" },
            inputArtifacts: [{ name: "revision" }],
          },
        ],
      },
    ],
  };
}

describe("a pipeline of local AWS that calls a function", () => {
  let stand: Stand;
  let head = "";
  beforeEach(async () => {
    stand = new Stand();
    head = stand.commits.add("shop:2");
    await stand.call("CreatePipeline", { pipeline: invoking() });
  });
  afterEach(() => {
    stand.remove();
    assert.deepEqual(stand.reports, []);
  });

  const job = () => {
    const event = JSON.parse(stand.aws.invoked.at(-1)?.payload ?? "{}") as {
      readonly "CodePipeline.job": { readonly id: string; readonly data: unknown };
    };
    return event["CodePipeline.job"];
  };
  const succeed = (jobId: string) =>
    stand.call("PutJobSuccessResult", { jobId, executionDetails: { summary: "report:7" } });
  const latest = async () => (await stand.stage("Deploy")).actionStates?.[0]?.latestExecution;

  it("calls it once, with the pipeline's role and the commit, and waits for its answer", async () => {
    const [call, ...others] = stand.aws.invoked;
    assert.deepEqual(others, []);
    assert.equal(call?.role, roleArn);
    assert.equal(call.name, "staging-main-report-run");
    const data = job().data as {
      readonly inputArtifacts: readonly { readonly name: string; readonly revision: string }[];
    };
    assert.deepEqual(
      data.inputArtifacts.map(({ name, revision }) => [name, revision]),
      [["revision", head]],
    );
    assert.deepEqual(await stand.statuses(), ["InProgress"]);
    assert.equal(stand.clock.waits, 1);
  });

  it("succeeds when the function says so, with its summary, and not twice", async () => {
    const { id } = job();
    await succeed(id);
    assert.deepEqual(await stand.statuses(), ["Succeeded"]);
    assert.equal((await latest())?.summary, "report:7");
    assert.equal(stand.clock.waits, 0);
    await assert.rejects(succeed(id), /InvalidJobStateException/);
  });

  it("fails with the message of the function", async () => {
    await stand.call("PutJobFailureResult", {
      jobId: job().id,
      failureDetails: { type: "JobFailed", message: "the commit has no revision.json" },
    });
    assert.deepEqual(await stand.statuses(), ["Failed"]);
    assert.deepEqual((await latest())?.errorDetails, {
      code: "JobFailed",
      message: "the commit has no revision.json",
    });
  });

  it("fails when the function has not answered after 20 minutes", async () => {
    await stand.clock.advance(20 * 60_000 - 1);
    assert.deepEqual(await stand.statuses(), ["InProgress"]);
    await stand.clock.advance(1);
    assert.deepEqual(await stand.statuses(), ["Failed"]);
    assert.match((await latest())?.errorDetails?.message ?? "", /failed to return a result/);
    await assert.rejects(succeed(job().id), /InvalidJobStateException/);
  });

  it("fails when there is no such function", async () => {
    const { id } = job();
    await succeed(id);
    const error = new AwsCallError("ResourceNotFoundException", "Function not found", 404);
    stand.aws.failures.push({ action: "Invoke", error });
    await stand.start();
    assert.deepEqual((await stand.statuses())[0], "Failed");
    assert.match((await latest())?.errorDetails?.message ?? "", /Function not found/);
  });

  it("waits on after the gateway died, and does not call again", async () => {
    const { id } = job();
    await stand.restart();
    assert.equal(stand.aws.invoked.length, 1);
    await succeed(id);
    assert.deepEqual(await stand.statuses(), ["Succeeded"]);
  });

  it("is called again with the token of a function that is not done yet, as another job", async () => {
    const first = job();
    await stand.call("PutJobSuccessResult", { jobId: first.id, continuationToken: "half" });
    assert.equal(stand.aws.invoked.length, 1);
    await stand.clock.advance(2_000);
    const second = job();
    const { continuationToken } = second.data as { readonly continuationToken?: string };
    assert.equal(continuationToken, "half");
    assert.notEqual(second.id, first.id);
    await stand.restart();
    assert.equal(stand.aws.invoked.length, 2);
    await stand.clock.advance(19 * 60_000);
    await succeed(second.id);
    assert.deepEqual(await stand.statuses(), ["Succeeded"]);
  });

  it("knows its own jobs alone", async () => {
    await assert.rejects(
      succeed("00000000-0000-0000-0000-000000000000"),
      /JobNotFoundException: There is no job/,
    );
    assert.equal((await stand.executions())[0]?.status, "InProgress");
  });
});
