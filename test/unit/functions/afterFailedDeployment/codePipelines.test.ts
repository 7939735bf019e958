import assert from "node:assert/strict";

import { codePipelines } from "../../../../functions/afterFailedDeployment/codePipelines";
import { awsError, fakeClient } from "../fakeClient";

const startedAt = new Date("2026-11-20T12:00:00Z");
const earlier = new Date("2026-11-20T11:00:00Z");

function pipelineWith(status: string) {
  return fakeClient({
    GetPipelineState: () => ({
      stageStates: [
        {
          stageName: "Source",
          latestExecution: { pipelineExecutionId: "next", status: "InProgress" },
        },
        { stageName: "Deploy", latestExecution: { pipelineExecutionId: "ours", status } },
      ],
    }),
    ListActionExecutions: ({ filter }) => {
      assert.deepEqual(filter, { pipelineExecutionId: "ours" });
      const action = { stageName: "Deploy", actionName: "Deploy" };
      return {
        actionExecutionDetails: [
          { ...action, status: "InProgress", startTime: startedAt },
          { ...action, status: "Failed", startTime: earlier },
          {
            stageName: "Source",
            actionName: "Revision",
            status: "Succeeded",
            startTime: earlier,
          },
        ],
      };
    },
  });
}

function refusing(name: string) {
  const refuse = () => {
    throw awsError(name);
  };
  return codePipelines(fakeClient({ GetPipelineState: refuse, StopPipelineExecution: refuse }));
}

describe("what CodePipeline tells of a deployment", () => {
  it("is the execution in the deploy stage, and when its action began", async () => {
    assert.deepEqual(await codePipelines(pipelineWith("InProgress")).deployRun("web"), {
      executionId: "ours",
      startedAt,
    });
  });

  for (const status of ["Succeeded", "Failed", "Stopping", "Stopped"]) {
    it(`is nothing when the stage has ${status}`, async () => {
      assert.equal(await codePipelines(pipelineWith(status)).deployRun("web"), undefined);
    });
  }

  it("is nothing before the first execution, or without a pipeline", async () => {
    const fresh = fakeClient({ GetPipelineState: () => ({ stageStates: [] }) });
    assert.equal(await codePipelines(fresh).deployRun("web"), undefined);
    assert.equal(await refusing("PipelineNotFoundException").deployRun("web"), undefined);
    await assert.rejects(refusing("AccessDeniedException").deployRun("web"), /AccessDenied/);
  });
});

describe("abandoning an execution", () => {
  it("stops it at once, with the reason", async () => {
    const client = fakeClient({ StopPipelineExecution: () => ({}) });
    assert.equal(await codePipelines(client).abandon("web", "ours", "because"), true);
    assert.deepEqual(
      client.calls.map(({ input }) => input),
      [
        {
          pipelineName: "web",
          pipelineExecutionId: "ours",
          abandon: true,
          reason: "because",
        },
      ],
    );
  });

  for (const name of ["DuplicatedStopRequestException", "PipelineExecutionNotStoppableException"]) {
    it(`has nothing to do when AWS answers ${name}`, async () => {
      assert.equal(await refusing(name).abandon("web", "ours", "because"), false);
    });
  }

  it("tells any other error", async () => {
    const abandoned = refusing("AccessDeniedException").abandon("web", "ours", "because");
    await assert.rejects(abandoned, /AccessDenied/);
  });
});
