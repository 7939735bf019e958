import assert from "node:assert/strict";

import { codePipelineAdapter } from "../../../../delivery/aws/codePipeline";
import { collect } from "../../../../delivery/aws/pages";
import { answering } from "../../../support/cli";
import { at } from "../deployment/looks";

const summaryOf = (pipelineExecutionId: string) => ({
  pipelineExecutionId,
  status: "InProgress",
  startTime: at(0),
  sourceRevisions: [{ actionName: "Revision", revisionId: `commit of ${pipelineExecutionId}` }],
});

function refusing(name: string) {
  return () => {
    throw Object.assign(new Error(name), { name });
  };
}

describe("pipelines in CodePipeline", () => {
  it("are read page by page, as far as they are wanted", async () => {
    const client = answering({
      ListPipelineExecutionsCommand: ({ nextToken }: { nextToken?: string }) =>
        nextToken === undefined
          ? { pipelineExecutionSummaries: [summaryOf("e3"), summaryOf("e2")], nextToken: "more" }
          : { pipelineExecutionSummaries: [summaryOf("e1")] },
    });
    const found: string[] = [];
    for await (const { commitId } of codePipelineAdapter(client).executions("p")) {
      found.push(commitId ?? "");
      if (found.length === 1) {
        assert.equal(client.asked.length, 1);
      }
    }
    assert.deepEqual(found, ["commit of e3", "commit of e2", "commit of e1"]);
  });

  it("tell the error of an action", async () => {
    const errorDetails = { code: "JobFailed", message: "container wbe does not exist" };
    const client = answering({
      ListActionExecutionsCommand: () => ({
        actionExecutionDetails: [
          {
            stageName: "Deploy",
            actionName: "Deploy",
            status: "Failed",
            startTime: at(5),
            output: { executionResult: { externalExecutionSummary: "failed", errorDetails } },
          },
        ],
      }),
    });
    const [action] = await codePipelineAdapter(client).actions("p", "e1");
    assert.deepEqual(action?.error, errorDetails);
    assert.equal(action.summary, "failed");
  });

  it("are started at a commit", async () => {
    const client = answering({
      StartPipelineExecutionCommand: () => ({ pipelineExecutionId: "e4" }),
    });
    assert.equal(await codePipelineAdapter(client).start("p", "c4"), "e4");
    assert.deepEqual(client.asked[0]?.input, {
      name: "p",
      sourceRevisions: [{ actionName: "Revision", revisionType: "COMMIT_ID", revisionValue: "c4" }],
    });
  });

  it("count as abandoned when they ended by themselves meanwhile", async () => {
    const StopPipelineExecutionCommand = refusing("PipelineExecutionNotStoppableException");
    const ended = codePipelineAdapter(answering({ StopPipelineExecutionCommand }));
    assert.equal(await ended.abandon("p", "e1", "why"), false);
    const denied = answering({ StopPipelineExecutionCommand: refusing("AccessDeniedException") });
    await assert.rejects(codePipelineAdapter(denied).abandon("p", "e1", "why"), /AccessDenied/);
  });

  it("are read no further than they are wanted", async () => {
    const client = answering({
      ListPipelineExecutionsCommand: () => ({
        pipelineExecutionSummaries: [summaryOf("e3"), summaryOf("e2")],
        nextToken: "more",
      }),
    });
    const found = await collect(codePipelineAdapter(client).executions("p", 2));
    assert.equal(found.length, 2);
    assert.deepEqual(
      client.asked.map(({ input }) => input),
      [{ pipelineName: "p", maxResults: 2, nextToken: undefined }],
    );
  });

  it("report the commit of the source action alone, and a status of tomorrow as in progress", async () => {
    const client = answering({
      ListPipelineExecutionsCommand: () => ({
        pipelineExecutionSummaries: [
          { ...summaryOf("e2"), status: "Succeeded", executionType: "ROLLBACK" },
          { status: "Unheard", sourceRevisions: [{ actionName: "Other", revisionId: "c0" }] },
        ],
      }),
    });
    const found = await collect(codePipelineAdapter(client).executions("p"));
    assert.deepEqual(
      found.map(({ commitId, status, isRollback }) => [commitId, status, isRollback]),
      [
        ["commit of e2", "Succeeded", true],
        [undefined, "InProgress", false],
      ],
    );
  });

  it("that do not exist are AWS's own error", async () => {
    const gone = refusing("PipelineNotFoundException");
    const pipelines = codePipelineAdapter(
      answering({ StartPipelineExecutionCommand: gone, ListPipelineExecutionsCommand: gone }),
    );
    const error = { name: "PipelineNotFoundException" };
    await assert.rejects(pipelines.start("p", "c"), error);
    await assert.rejects(collect(pipelines.executions("p")), error);
  });

  it("are started once with the same token", async () => {
    const client = answering({
      StartPipelineExecutionCommand: () => ({ pipelineExecutionId: "e4" }),
    });
    await codePipelineAdapter(client).start("p", "c4", "token");
    assert.equal(
      (client.asked[0]?.input as { clientRequestToken: unknown }).clientRequestToken,
      "token",
    );
  });

  it("have actions on more than one page", async () => {
    const client = answering({
      ListActionExecutionsCommand: ({ nextToken }: { nextToken?: string }) => ({
        actionExecutionDetails: [{ actionName: nextToken ?? "first" }],
        ...(nextToken === undefined && { nextToken: "second" }),
      }),
    });
    const actions = await codePipelineAdapter(client).actions("p", "e1");
    assert.deepEqual(
      actions.map(({ action }) => action),
      ["first", "second"],
    );
  });

  it("are stopped at once, with a reason that AWS takes", async () => {
    const client = answering({ StopPipelineExecutionCommand: () => ({}) });
    assert.equal(await codePipelineAdapter(client).abandon("p", "e1", "x".repeat(300)), true);
    assert.deepEqual(client.asked[0]?.input, {
      pipelineName: "p",
      pipelineExecutionId: "e1",
      abandon: true,
      reason: "x".repeat(200),
    });
  });
});

describe("the state of a pipeline", () => {
  const stage = (stageName: string, status: string, actionStates: object[] = []) => ({
    stageName,
    latestExecution: { pipelineExecutionId: `e of ${stageName}`, status },
    actionStates,
  });
  const stated = (...stageStates: readonly object[]) =>
    codePipelineAdapter(answering({ GetPipelineStateCommand: () => ({ stageStates }) }));
  const approval = (status: string) =>
    stage("Approval", "InProgress", [
      { actionName: "Approval", latestExecution: { status, token: "t" } },
    ]);

  it("has the execution that is being deployed, and that one alone", async () => {
    const deploying = stated(stage("Source", "InProgress"), stage("Deploy", "InProgress"));
    assert.equal(await deploying.deployingExecution("p"), "e of Deploy");
    for (const status of ["Succeeded", "Failed", "Stopping", "Stopped"]) {
      assert.equal(await stated(stage("Deploy", status)).deployingExecution("p"), undefined);
    }
    assert.equal(await stated().deployingExecution("p"), undefined);
  });

  it("has what waits for approval, with the token that decides on it", async () => {
    assert.deepEqual(await stated(approval("InProgress")).waitingApproval("p"), {
      executionId: "e of Approval",
      token: "t",
    });
    assert.equal(await stated(approval("Succeeded")).waitingApproval("p"), undefined);
    assert.equal(await stated().waitingApproval("p"), undefined);
  });

  it("is empty without the pipeline, and every other refusal is an error", async () => {
    const refused = (name: string) =>
      codePipelineAdapter(answering({ GetPipelineStateCommand: refusing(name) }));
    const gone = refused("PipelineNotFoundException");
    assert.equal(await gone.waitingApproval("p"), undefined);
    assert.equal(await gone.deployingExecution("p"), undefined);
    await assert.rejects(refused("AccessDeniedException").deployingExecution("p"), /AccessDenied/);
  });
});
