import assert from "node:assert/strict";

import { failedStages } from "../../../components/delivery/events";
import { matches } from "../../gateway/events/pattern";
import { Stand, name } from "./stand";

describe("CodePipeline's events on local AWS", () => {
  let stand: Stand;
  beforeEach(async () => {
    stand = new Stand();
    await stand.made();
  });
  afterEach(() => {
    stand.remove();
    assert.deepEqual(stand.reports, []);
  });

  it("report each state of pipeline, stages and actions, in order", async () => {
    await stand.start(stand.commits.add("shop:2"));
    stand.aws.settle();
    await stand.clock.advance(1000);
    assert.deepEqual(stand.told(), [
      "Pipeline STARTED",
      "Stage Source STARTED",
      "Action Revision STARTED",
      "Action Revision SUCCEEDED",
      "Stage Source SUCCEEDED",
      "Stage Deploy STARTED",
      "Action Deploy STARTED",
      "Action Deploy SUCCEEDED",
      "Stage Deploy SUCCEEDED",
      "Pipeline SUCCEEDED",
    ]);
  });

  it("have AWS's shape", async () => {
    const commit = stand.commits.add("shop:2");
    const id = await stand.start(commit);
    const time = new Date(stand.clock.now()).toISOString();
    const common = {
      pipeline: name,
      "execution-id": id,
      "start-time": time,
      version: 1,
      "pipeline-execution-attempt": 1,
    };
    const [started, stage, , fetched, , , deploy] = stand.events;
    assert.deepEqual(started, {
      version: "0",
      id: started?.id,
      "detail-type": "CodePipeline Pipeline Execution State Change",
      source: "aws.codepipeline",
      account: "000000000000",
      time: time.replace(/\.\d+Z$/, "Z"),
      region: "eu-west-1",
      resources: [`arn:aws:codepipeline:eu-west-1:000000000000:${name}`],
      detail: {
        ...common,
        "execution-trigger": {
          "trigger-type": "StartPipelineExecution",
          "trigger-detail": "arn:aws:iam::000000000000:user/ada",
        },
        state: "STARTED",
      },
    });
    assert.deepEqual(stage?.detail, { ...common, stage: "Source", state: "STARTED" });
    const [{ name: artifact, s3location }] = fetched?.detail["output-artifacts"] as [
      { name: string; s3location: { bucket: string; key: string } },
    ];
    assert.equal(artifact, "revision");
    assert.equal(s3location.bucket, "artifacts");
    assert.match(s3location.key, /^deployment-staging-m\/revision\/\w{7}$/);
    assert.deepEqual(fetched?.detail, {
      ...common,
      stage: "Source",
      "execution-result": {
        "external-execution-url": `https://eu-west-1.console.aws.amazon.com/codecommit/home#/repository/deployment/commit/${commit}`,
        "external-execution-summary": "Release 2\n",
        "external-execution-id": commit,
      },
      "output-artifacts": [{ name: "revision", s3location }],
      "action-execution-id": fetched?.detail["action-execution-id"],
      action: "Revision",
      state: "SUCCEEDED",
      region: "eu-west-1",
      type: { owner: "AWS", provider: "CodeCommit", category: "Source", version: "1" },
    });
    assert.deepEqual(deploy?.detail["input-artifacts"], [{ name: "revision", s3location }]);
  });

  it("say why an action failed, and reach who listens to failed stages", async () => {
    await stand.start(stand.commits.addText('[{"name": "api", "imageUri": "shop:2"}]'));
    const [action, stage, pipeline] = stand.events.slice(-3);
    assert.deepEqual(action?.detail["execution-result"], {
      "external-execution-summary": "The AWS ECS container api does not exist",
      "error-code": "ConfigurationError",
    });
    const pattern = failedStages("deployment-staging-");
    assert.deepEqual(
      stand.events.filter((event) => matches(pattern, event)),
      [stage],
    );
    assert.equal(pipeline?.detail["state"], "FAILED");
  });

  it("report stopping, abandoned actions and superseded executions", async () => {
    const id = await stand.start(stand.commits.add("shop:2"));
    await stand.start();
    stand.events.length = 0;
    await stand.start();
    assert.deepEqual(stand.told().slice(-1), ["Pipeline SUPERSEDED"]);
    stand.events.length = 0;
    await stand.call("StopPipelineExecution", {
      pipelineName: name,
      pipelineExecutionId: id,
      abandon: true,
      reason: "rollback",
    });
    assert.equal(stand.events[0]?.detail["stop-execution-comments"], "rollback");
    assert.deepEqual(stand.told().slice(0, 7), [
      "Pipeline STOPPING",
      "Stage Deploy STOPPING",
      "Action Deploy ABANDONED",
      "Stage Deploy STOPPED",
      "Pipeline STOPPED",
      "Stage Deploy STARTED",
      "Action Deploy STARTED",
    ]);
  });
});
