import assert from "node:assert/strict";

import { zip } from "../../gateway/zip";
import { settings } from "../codebuild/stand";
import { rest } from "./fakes";
import { Stand, declaration, roleArn } from "./stand";

const type = (category: string, provider: string) => ({
  category,
  owner: "AWS",
  provider,
  version: "1",
});

/** Builds what was pushed, then deploys what the build left. */
function building() {
  const { stages, ...pipeline } = declaration();
  const [source, deploy] = stages;
  const [fetch] = source?.actions ?? [];
  const build = {
    name: "Build",
    actionTypeId: type("Build", "CodeBuild"),
    namespace: "Build",
    configuration: {
      ProjectName: "web-build",
      EnvironmentVariables: JSON.stringify([
        { name: "COMMIT_ID", value: "#{Source.CommitId}", type: "PLAINTEXT" },
        { name: "RUN", value: "#{codepipeline.PipelineExecutionId}" },
      ]),
    } as Record<string, string>,
    inputArtifacts: [{ name: "revision" }],
    outputArtifacts: [{ name: "image" }],
  };
  const cloned = {
    ...fetch,
    namespace: "Source",
    configuration: { ...fetch?.configuration, OutputArtifactFormat: "CODEBUILD_CLONE_REF" },
  };
  const [to] = deploy?.actions ?? [];
  return {
    ...pipeline,
    stages: [
      { name: "Source", actions: [cloned] },
      { name: "Build", actions: [build] },
      { name: "Deploy", actions: [{ ...to, inputArtifacts: [{ name: "image" }] }] },
    ],
  };
}

describe("a pipeline of local AWS that builds", () => {
  let stand: Stand;
  let commit: string;
  beforeEach(async () => {
    stand = new Stand();
    stand.builds.settings = settings();
    commit = stand.commits.add("shop:1");
    await stand.call("CreatePipeline", { pipeline: building() });
  });
  afterEach(() => {
    stand.remove();
  });
  const latest = async () => {
    const [execution] = await stand.executions();
    const details = await stand.actions(execution?.pipelineExecutionId ?? "");
    return { execution, build: details.find(({ actionName }) => actionName === "Build") };
  };

  it("hands the source over, with the variables of what ran before, under its own name", async () => {
    const [start] = stand.builds.started;
    assert.deepEqual(start?.source, {
      type: "commit",
      repository: "deployment",
      commitId: commit,
      clone: true,
    });
    const { execution, build } = await latest();
    assert.deepEqual(start.settings.environment.environmentVariables, [
      { name: "COMMIT_ID", value: commit, type: "PLAINTEXT" },
      { name: "RUN", value: execution?.pipelineExecutionId },
    ]);
    assert.equal(start.initiator, "codepipeline/deployment-staging-main-web");
    assert.equal(start.resolvedSourceVersion, commit);
    const { resolvedConfiguration, configuration } = build?.input ?? {};
    assert.match(configuration?.["EnvironmentVariables"] ?? "", /#\{Source\.CommitId\}/);
    assert.ok(resolvedConfiguration?.["EnvironmentVariables"]?.includes(commit));
    assert.equal(build?.output?.executionResult?.externalExecutionId, "web-build:build-1");
    const project = "arn:aws:codebuild:eu-west-1:000000000000:project/web-build";
    for (const noted of [
      `pipeline codebuild:StartBuild ${project}`,
      "build codecommit:GitPull arn:aws:codecommit:eu-west-1:000000000000:deployment",
    ]) {
      assert.ok(stand.aws.noted.includes(noted), noted);
    }
    assert.equal(roleArn.split("/").at(-1), "pipeline");
  });

  it("goes on with what the build exported and left", async () => {
    const target = stand.builds.started[0]?.target;
    assert.ok(target !== undefined);
    const content = Buffer.from(JSON.stringify([{ name: "web", imageUri: "shop:2" }]));
    const path = "main/web/revision.json";
    stand.aws.objects.set(`${target.bucket}/${target.key}`, zip([{ path, content, mode: 0o644 }]));
    stand.builds.end({ status: "SUCCEEDED", exported: [{ name: "IMAGE_URI", value: "shop:2" }] });
    await rest();
    const { build } = await latest();
    assert.equal(build?.status, "Succeeded");
    assert.deepEqual(build.output?.outputVariables, { IMAGE_URI: "shop:2" });
    assert.deepEqual(build.output.outputArtifacts, [
      { name: "image", s3location: { bucket: target.bucket, key: target.key } },
    ]);
    const registered = stand.aws.calls.find(({ action }) => action === "RegisterTaskDefinition");
    assert.match(JSON.stringify(registered?.input), /shop:2/);
  });

  it("fails with the phase that failed first, in AWS's words", async () => {
    const failed = {
      startTime: 0,
      endTime: 1,
      status: "FAILED" as const,
      context: {
        statusCode: "COMMAND_EXECUTION_ERROR",
        message: "Error while executing command: make test. Reason: exit status 2",
      },
    };
    stand.builds.end({ status: "FAILED", phases: [{ type: "BUILD", ...failed }] });
    await rest();
    const { build, execution } = await latest();
    assert.equal(execution?.status, "Failed");
    assert.equal(
      build?.output?.executionResult?.errorDetails?.message,
      "Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR, " +
        "Message: Error while executing command: make test. Reason: exit status 2",
    );
  });

  it("waits on after the gateway died, and builds no second time", async () => {
    await stand.restart();
    assert.equal(stand.builds.started.length, 1);
    stand.builds.end({ status: "FAULT" });
    await rest();
    assert.equal((await latest()).build?.status, "Failed");
  });

  it("stops the build when the execution is abandoned", async () => {
    const { execution } = await latest();
    const { pipelineExecutionId } = execution ?? {};
    const pipelineName = "deployment-staging-main-web";
    await stand.call("StopPipelineExecution", { pipelineName, pipelineExecutionId, abandon: true });
    assert.deepEqual(stand.builds.stopped, ["web-build:build-1"]);
  });

  it("fails where there is no such project, or a variable that nothing gave", async () => {
    stand.builds.settings = settings({ name: "other" });
    await stand.start();
    stand.builds.end({ status: "FAULT" });
    await rest();
    const { build } = await latest();
    assert.match(
      build?.output?.executionResult?.errorDetails?.message ?? "",
      /^Error calling startBuild: Project cannot be found: arn:aws:codebuild:/,
    );
    const declared = building();
    const action = declared.stages[1]?.actions[0];
    if (action?.configuration !== undefined) {
      action.configuration = { ProjectName: "#{Source.Nothing}" };
    }
    await stand.call("UpdatePipeline", { pipeline: declared });
    await stand.start();
    assert.match(
      (await latest()).build?.output?.executionResult?.errorDetails?.message ?? "",
      /The variable #\{Source\.Nothing\} of the action Build has no value/,
    );
  });
});
