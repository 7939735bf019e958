import assert from "node:assert/strict";

import { AwsCallError } from "../../gateway/codepipeline/awsCalls";
import { family } from "./fakes";
import { Stand, declaration, name, roleArn } from "./stand";

describe("a pipeline of local AWS that deploys to ECS", () => {
  let stand: Stand;
  beforeEach(() => {
    stand = new Stand();
  });
  afterEach(() => {
    stand.remove();
    assert.deepEqual(stand.reports, []);
  });

  it("runs once when it is made, at the branch's head", async () => {
    const head = stand.commits.add("shop:2");
    await stand.call("CreatePipeline", { pipeline: declaration() });
    stand.aws.settle();
    await stand.clock.advance(1000);
    const [only, ...others] = await stand.executions();
    assert.deepEqual(others, []);
    assert.equal(only?.status, "Succeeded");
    assert.deepEqual(only.trigger, {
      triggerType: "CreatePipeline",
      triggerDetail: "arn:aws:iam::000000000000:user/ada",
    });
    assert.deepEqual(only.sourceRevisions, [
      {
        actionName: "Revision",
        revisionId: head,
        revisionSummary: "Release 1\n",
        revisionUrl: `https://eu-west-1.console.aws.amazon.com/codecommit/home#/repository/deployment/commit/${head}`,
      },
    ]);
    assert.equal(stand.clock.waits, 0);
  });

  it("deploys the pinned commit, not the head", async () => {
    await stand.made();
    const pinned = stand.commits.add("shop:2");
    stand.commits.add("shop:3");
    await stand.start(pinned);
    const register = stand.aws.calls.find(({ action }) => action === "RegisterTaskDefinition");
    const [web] = register?.input["containerDefinitions"] as { image: string }[];
    assert.equal(web?.image, "shop:2");
    assert.equal((await stand.executions())[0]?.sourceRevisions?.[0]?.revisionId, pinned);
  });

  it("changes the named containers' images and nothing else, with the pipeline's role", async () => {
    await stand.made();
    await stand.start(stand.commits.add("shop:2"));
    assert.deepEqual(stand.aws.actions(), [
      "DescribeServices",
      "DescribeTaskDefinition",
      "RegisterTaskDefinition",
      "UpdateService",
      "DescribeServices",
    ]);
    const [, , register, update] = stand.aws.calls;
    assert.deepEqual(register, {
      role: roleArn,
      action: "RegisterTaskDefinition",
      input: {
        family: "staging-main-web",
        taskRoleArn: "arn:aws:iam::000000000000:role/task",
        networkMode: "bridge",
        volumes: [],
        containerDefinitions: [
          { name: "web", image: "shop:2", memory: 128, environment: [{ name: "A", value: "b" }] },
          { name: "sidecar", image: "proxy:1" },
        ],
        tags: [{ key: "team", value: "shop" }],
      },
    });
    assert.deepEqual(update?.input, {
      cluster: "staging-main",
      service: "staging-main-web",
      taskDefinition: `${family}:3`,
    });
    // The last part of a key is random; the first is what the pipeline's policy is limited to.
    const noted = stand.aws.noted.map((line) => line.replace(/(arn:aws:s3:::.*\/)\w{7}$/, "$1key"));
    assert.deepEqual(noted.slice(-8), [
      "pipeline codecommit:GetBranch arn:aws:codecommit:eu-west-1:000000000000:deployment",
      "pipeline codecommit:GetCommit arn:aws:codecommit:eu-west-1:000000000000:deployment",
      "pipeline codecommit:UploadArchive arn:aws:codecommit:eu-west-1:000000000000:deployment",
      "pipeline codecommit:GetUploadArchiveStatus arn:aws:codecommit:eu-west-1:000000000000:deployment",
      "pipeline s3:PutObject arn:aws:s3:::artifacts/deployment-staging-m/revision/key",
      "pipeline s3:GetObject arn:aws:s3:::artifacts/deployment-staging-m/revision/key",
      "pipeline iam:PassRole arn:aws:iam::000000000000:role/task",
      "pipeline ecs:TagResource arn:aws:ecs:eu-west-1:000000000000:task-definition/staging-main-web:*",
    ]);
  });

  it("waits until the new revision runs alone, and looks once a second", async () => {
    await stand.made();
    await stand.start(stand.commits.add("shop:2"));
    await stand.clock.advance(999);
    assert.equal(stand.aws.actions().filter((call) => call === "DescribeServices").length, 2);
    await stand.clock.advance(1);
    assert.equal(stand.aws.actions().filter((call) => call === "DescribeServices").length, 3);
    assert.equal((await stand.statuses())[0], "InProgress");
    stand.aws.settle();
    await stand.clock.advance(1000);
    assert.equal((await stand.statuses())[0], "Succeeded");
  });

  it("does not notice a rollback: it fails with its timeout", async () => {
    await stand.made();
    const id = await stand.start(stand.commits.add("shop:2"));
    stand.aws.rollBack();
    await stand.clock.advance(14 * 60_000);
    assert.equal((await stand.statuses())[0], "InProgress");
    await stand.clock.advance(60_000);
    assert.equal((await stand.statuses())[0], "Failed");
    const [deploy] = await stand.actions(id);
    assert.deepEqual(deploy?.output?.executionResult?.errorDetails, {
      code: "JobFailed",
      message: `The deployment timed out: the Amazon ECS service staging-main-web did not reach a steady state with ${family}:3 within 15 minutes`,
    });
    assert.equal(stand.clock.waits, 0);
  });

  const failures: [string, (stand: Stand) => string, RegExp][] = [
    [
      "no file",
      ({ commits }) => commits.add("shop:2", "other/app/revision.json"),
      /^Did not find the image definition file main\/web\/revision\.json in the input artifacts ZIP file\. Verify the file is stored in your pipeline's Amazon S3 artifact bucket: artifacts key: deployment-staging-m\/revision\/\w{7}$/,
    ],
    [
      "a file that is no JSON",
      ({ commits }) => commits.addText('[{"name": "web" "imageUri": "shop:2"}]'),
      /^The image definition file main\/web\/revision\.json contents invalid JSON format$/,
    ],
    [
      "a file of another shape",
      ({ commits }) => commits.addText('{"web": "shop:2"}'),
      /contents invalid JSON format$/,
    ],
    [
      "a file with a byte order mark",
      ({ commits }) => commits.addText('\ufeff[{"name": "web", "imageUri": "shop:2"}]'),
      /contents invalid JSON format$/,
    ],
    [
      "a file of more than 100 KB",
      ({ commits }) =>
        commits.addText(`[{"name": "web", "imageUri": "shop:2"${" ".repeat(100 * 1024)}}]`),
      /is larger than 100 KB$/,
    ],
    [
      "a container that the task definition does not have",
      ({ commits }) => commits.addText('[{"name": "api", "imageUri": "shop:2"}]'),
      /^The AWS ECS container api does not exist$/,
    ],
  ];
  for (const [what, commit, message] of failures) {
    it(`fails without a deployment for ${what}`, async () => {
      await stand.made();
      const id = await stand.start(commit(stand));
      assert.equal((await stand.statuses())[0], "Failed");
      const [deploy] = await stand.actions(id);
      assert.equal(deploy?.status, "Failed");
      assert.equal(deploy.output?.executionResult?.errorDetails?.code, "ConfigurationError");
      assert.match(deploy.output.executionResult.errorDetails.message ?? "", message);
      assert.ok(!stand.aws.actions().includes("RegisterTaskDefinition"));
      assert.equal((await stand.stage("Deploy")).latestExecution?.status, "Failed");
    });
  }

  it("fails for a branch, a commit or a service that is not there", async () => {
    await stand.made();
    const gone = await stand.start("9".repeat(40));
    const [source] = await stand.actions(gone);
    assert.match(
      source?.output?.executionResult?.errorDetails?.message ?? "",
      /^The action failed because no commit named 9+ was found in the selected AWS CodeCommit repository deployment\./,
    );
    const { stages, ...rest } = declaration();
    stages[0]?.actions.forEach(({ configuration }) => (configuration["BranchName"] = "prod"));
    await stand.call("UpdatePipeline", { pipeline: { ...rest, stages } });
    const [branch] = await stand.actions(await stand.start());
    assert.deepEqual(branch?.output?.executionResult?.errorDetails, {
      code: "ConfigurationError",
      message:
        "The action failed because no branch named prod was found in the selected AWS CodeCommit repository deployment. Make sure you are using the correct branch name, and then try again. Error: null",
    });
    const other = declaration();
    other.stages[1]?.actions.forEach(({ configuration }) => (configuration["ServiceName"] = "x"));
    await stand.call("UpdatePipeline", { pipeline: other });
    const [service] = await stand.actions(await stand.start());
    assert.match(
      service?.output?.executionResult?.errorDetails?.message ?? "",
      /^The Amazon ECS service x does not exist/,
    );
    assert.equal(service?.pipelineVersion, 3);
  });

  it("repeats calls that are throttled, and fails at once for what ECS refuses", async () => {
    await stand.made();
    const throttled = new AwsCallError("ThrottlingException", "Rate exceeded", 400);
    stand.aws.failures.push({ action: "UpdateService", error: throttled });
    await stand.start(stand.commits.add("shop:2"));
    await stand.clock.advance(1000);
    assert.equal(stand.aws.actions().filter((call) => call === "UpdateService").length, 2);
    stand.aws.settle();
    await stand.clock.advance(1000);
    assert.equal((await stand.statuses())[0], "Succeeded");

    const refused = new AwsCallError("AccessDeniedException", "not authorized", 400);
    stand.aws.failures.push({ action: "RegisterTaskDefinition", error: refused });
    const id = await stand.start(stand.commits.add("shop:3"));
    const [deploy] = await stand.actions(id);
    assert.deepEqual(deploy?.output?.executionResult?.errorDetails, {
      code: "PermissionError",
      message:
        "The provided role does not have sufficient permissions to access ECS: not authorized",
    });
  });

  it("starts one execution for one request token", async () => {
    await stand.made();
    const first = await stand.start(undefined, "token-1");
    assert.equal(await stand.start(undefined, "token-1"), first);
    assert.notEqual(await stand.start(undefined, "token-2"), first);
    assert.equal((await stand.executions()).length, 3);
  });

  it("refuses revisions that its sources cannot fetch", async () => {
    await stand.made();
    const revision = { actionName: "Revision", revisionType: "COMMIT_ID", revisionValue: "main" };
    const start = (override: object) =>
      stand.call("StartPipelineExecution", {
        name,
        sourceRevisions: [{ ...revision, ...override }],
      });
    await assert.rejects(start({}), /^Error: ValidationException: .*no full commit ID: main/);
    await assert.rejects(
      start({ actionName: "Deploy" }),
      /no source action with the name 'Deploy'/,
    );
    await assert.rejects(start({ revisionType: "IMAGE_DIGEST" }), /must be a COMMIT_ID/);
    await assert.rejects(
      stand.call("StartPipelineExecution", { name: "other" }),
      /^Error: PipelineNotFoundException: The account does not have a pipeline with the name 'other'/,
    );
  });
});
