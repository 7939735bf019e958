import assert from "node:assert/strict";

import { commitPolicy } from "../../../../components/delivery/commitPermissions";
import {
  afterFailedDeploymentPolicy,
  failureReportPolicy,
} from "../../../../components/delivery/failurePermissions";
import { pipelinePolicy, triggerPolicy } from "../../../../components/delivery/permissions";
import { roleMay } from "../../../support/iam/simulate";

const account = { partition: "aws", region: "eu-west-1", accountId: "111122223333" };
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:111122223333:${rest}`;
const repositoryArn = arn("codecommit", "deployment");

const allowed = (
  policy: unknown,
  action: string,
  resource: string,
  context: Record<string, string> = {},
): Promise<boolean> => roleMay([policy], { action, resource, context });

interface Case {
  readonly action: string;
  readonly on: string;
  /** The same on something else. */
  readonly not?: string;
  readonly context?: Record<string, string>;
  /** The same in another context. */
  readonly notIn?: Record<string, string>;
}

function proves(policy: unknown, cases: readonly Case[]): void {
  for (const { action, on, not, context, notIn } of cases) {
    it(`${action} on its own, and nothing else`, async () => {
      assert.equal(await allowed(policy, action, on, context), true);
      if (not !== undefined) {
        assert.equal(await allowed(policy, action, not, context), false);
      }
      if (notIn !== undefined) {
        assert.equal(await allowed(policy, action, on, notIn), false);
      }
    });
  }
}

const otherRepository = arn("codecommit", "source");

describe("the trigger may", () => {
  const policy = triggerPolicy({
    account,
    project: "slipway",
    stack: "prod",
    repository: "deployment",
    branch: "prod",
    repositoryArn,
    queueArn: arn("sqs", "commits.fifo"),
    topicArn: arn("sns", "notices"),
    keyArn: arn("kms", "key/notices"),
  });
  // Every call that the adapters in functions/trigger make.
  proves(policy, [
    ...["GetBranch", "GetDifferences", "GetFile", "ListFileCommitHistory"].map((name) => ({
      action: `codecommit:${name}`,
      on: repositoryArn,
      not: otherRepository,
    })),
    ...["ListPipelineExecutions", "StartPipelineExecution"].map((name) => ({
      action: `codepipeline:${name}`,
      on: arn("codepipeline", "deployment-prod-main-web"),
      not: arn("codepipeline", "deployment-staging-main-web"),
    })),
    ...["BatchGetImage", "PutImage"].map((name) => ({
      action: `ecr:${name}`,
      on: arn("ecr", "repository/slipway-prod/hello"),
      not: arn("ecr", "repository/slipway-staging/hello"),
    })),
    { action: "sns:Publish", on: arn("sns", "notices"), not: arn("sns", "other") },
    {
      action: "ssm:GetParameter",
      on: arn("ssm", "parameter/slipway/prod"),
      not: arn("ssm", "parameter/slipway/staging"),
    },
    ...["ReceiveMessage", "DeleteMessage", "GetQueueAttributes", "ChangeMessageVisibility"].map(
      (name) => ({
        action: `sqs:${name}`,
        on: arn("sqs", "commits.fifo"),
        not: arn("sqs", "other.fifo"),
      }),
    ),
  ]);

  it("not write the branch, which is what people are trusted with", async () => {
    assert.equal(await allowed(policy, "codecommit:CreateCommit", repositoryArn), false);
  });

  it("say all this in a policy that leaves room, however many apps there are", () => {
    assert.ok(JSON.stringify(policy).length < 2000);
  });
});

describe("the function that commits may", () => {
  const context = { "codecommit:References": "refs/heads/prod" };
  const notIn = { "codecommit:References": "refs/heads/staging" };
  proves(commitPolicy(repositoryArn, "prod"), [
    ...["CreateBranch", "CreateCommit"].map((name) => ({
      action: `codecommit:${name}`,
      on: repositoryArn,
      not: otherRepository,
      context,
      notIn,
    })),
    ...[
      "GetBlob",
      "GetBranch",
      "GetCommit",
      "GetDifferences",
      "GetFile",
      "GetRepository",
      "ListFileCommitHistory",
    ].map((name) => ({
      action: `codecommit:${name}`,
      on: repositoryArn,
      not: otherRepository,
    })),
  ]);
});

describe("the function that clears up after a failed deployment may", () => {
  const policy = afterFailedDeploymentPolicy({
    account,
    stack: "prod",
    repository: "deployment",
    branch: "prod",
    clusters: ["prod-main"],
  });
  // Every call that the adapters in functions/afterFailedDeployment make.
  proves(policy, [
    ...["DescribeServices", "ListServiceDeployments"].map((name) => ({
      action: `ecs:${name}`,
      on: arn("ecs", "service/prod-main/prod-main-web"),
      not: arn("ecs", "service/staging-main/staging-main-web"),
    })),
    {
      action: "ecs:DescribeServiceRevisions",
      on: arn("ecs", "service-revision/prod-main/prod-main-web/1234"),
      not: arn("ecs", "service-revision/staging-main/staging-main-web/1234"),
    },
    { action: "ecs:DeregisterTaskDefinition", on: "*" },
    ...["GetPipelineState", "ListActionExecutions", "StopPipelineExecution"].map((name) => ({
      action: `codepipeline:${name}`,
      on: arn("codepipeline", "deployment-prod-main-web"),
      not: arn("codepipeline", "deployment-staging-main-web"),
    })),
    {
      action: "ssm:GetParameter",
      on: arn("ssm", "parameter/slipway/prod"),
      not: arn("ssm", "parameter/slipway/staging"),
    },
  ]);

  it("not start a pipeline", async () => {
    const pipeline = arn("codepipeline", "deployment-prod-main-web");
    assert.equal(await allowed(policy, "codepipeline:StartPipelineExecution", pipeline), false);
  });
});

describe("the function that reports failures may", () => {
  const policy = failureReportPolicy({
    account,
    stack: "prod",
    repository: "deployment",
    branch: "prod",
    clusters: ["prod-main"],
    repositoryArn,
    queueArn: arn("sqs", "failures.fifo"),
    topicArn: arn("sns", "notices"),
    keyArn: arn("kms", "key/notices"),
  });
  // Every call that the adapters in functions/failureReport make.
  proves(policy, [
    ...["DescribeServices", "ListServiceDeployments"].map((name) => ({
      action: `ecs:${name}`,
      on: arn("ecs", "service/prod-main/prod-main-web"),
      not: arn("ecs", "service/staging-main/staging-main-web"),
    })),
    {
      action: "ecs:DescribeServiceRevisions",
      on: arn("ecs", "service-revision/prod-main/prod-main-web/1234"),
      not: arn("ecs", "service-revision/staging-main/staging-main-web/1234"),
    },
    {
      action: "ecs:DescribeTasks",
      on: arn("ecs", "task/prod-main/4f1e"),
      not: arn("ecs", "task/staging-main/4f1e"),
    },
    {
      action: "ecs:ListTasks",
      on: arn("ecs", "container-instance/prod-main/1234"),
      context: { "ecs:cluster": arn("ecs", "cluster/prod-main") },
      notIn: { "ecs:cluster": arn("ecs", "cluster/staging-main") },
    },
    { action: "ecs:DescribeTaskDefinition", on: "*" },
    { action: "elasticloadbalancing:DescribeTargetHealth", on: "*" },
    {
      action: "logs:GetLogEvents",
      on: arn("logs", "log-group:/slipway/prod/main/web:log-stream:web/web/4f1e"),
      not: arn("logs", "log-group:/slipway/staging/main/web:log-stream:web/web/4f1e"),
    },
    ...["ListActionExecutions", "ListPipelineExecutions"].map((name) => ({
      action: `codepipeline:${name}`,
      on: arn("codepipeline", "deployment-prod-main-web"),
      not: arn("codepipeline", "deployment-staging-main-web"),
    })),
    { action: "codecommit:GetFile", on: repositoryArn, not: otherRepository },
    {
      action: "ssm:GetParameter",
      on: arn("ssm", "parameter/slipway/prod"),
      not: arn("ssm", "parameter/slipway/staging"),
    },
    ...["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"].map((name) => ({
      action: `sqs:${name}`,
      on: arn("sqs", "failures.fifo"),
      not: arn("sqs", "commits.fifo"),
    })),
    { action: "sns:Publish", on: arn("sns", "notices"), not: arn("sns", "other") },
  ]);

  it("change nothing", async () => {
    assert.equal(await allowed(policy, "ecs:DeregisterTaskDefinition", "*"), false);
    const pipeline = arn("codepipeline", "deployment-prod-main-web");
    assert.equal(await allowed(policy, "codepipeline:StopPipelineExecution", pipeline), false);
  });
});

describe("a pipeline may", () => {
  const scope = {
    account,
    repositoryArn,
    bucketArn: "arn:aws:s3:::artifacts",
    pipeline: "deployment-production-main-web",
    cluster: "prod-main",
    family: "prod-main-web",
    by: {
      action: "ecs" as const,
      roleArns: ["arn:aws:iam::111122223333:role/task", "arn:aws:iam::111122223333:role/execution"],
    },
  };
  const passing = (service: string) => ({ "iam:PassedToService": service });
  proves(pipelinePolicy(scope), [
    ...["GetBranch", "GetCommit", "UploadArchive", "GetUploadArchiveStatus"].map((name) => ({
      action: `codecommit:${name}`,
      on: repositoryArn,
      not: otherRepository,
    })),
    ...["DescribeServices", "UpdateService"].map((name) => ({
      action: `ecs:${name}`,
      on: arn("ecs", "service/prod-main/prod-main-web"),
      not: arn("ecs", "service/prod-main/prod-main-api"),
    })),
    { action: "ecs:DescribeTaskDefinition", on: "*" },
    {
      action: "ecs:RegisterTaskDefinition",
      on: arn("ecs", "task-definition/prod-main-web:1"),
      not: arn("ecs", "task-definition/prod-main-web2:1"),
    },
    {
      action: "ecs:TagResource",
      on: arn("ecs", "task-definition/prod-main-web:8"),
      not: arn("ecs", "task-definition/prod-main-api:8"),
      context: { "ecs:CreateAction": "RegisterTaskDefinition" },
      notIn: { "ecs:CreateAction": "RunTask" },
    },
    {
      action: "iam:PassRole",
      on: "arn:aws:iam::111122223333:role/task",
      not: "arn:aws:iam::111122223333:role/admin",
      context: passing("ecs-tasks.amazonaws.com"),
      notIn: passing("lambda.amazonaws.com"),
    },
    ...["GetObject", "GetObjectVersion", "PutObject"].map((name) => ({
      action: `s3:${name}`,
      // As CodePipeline names its files: twenty characters of the pipeline, ten of the artifact.
      on: "arn:aws:s3:::artifacts/deployment-productio/revision/x1Y2z3",
      not: "arn:aws:s3:::artifacts/deployment-staging-m/revision/x1Y2z3",
    })),
    {
      action: "s3:PutObject",
      on: "arn:aws:s3:::artifacts/deployment-productio/x",
      not: "arn:aws:s3:::other/deployment-productio/x",
    },
  ]);

  it("publish only where someone must approve", async () => {
    const topicArn = arn("sns", "notices");
    const keyArn = arn("kms", "key/0a1b2c3d-0000-0000-0000-000000000000");
    const asking = pipelinePolicy({ ...scope, approval: { topicArn, keyArn } });
    assert.equal(await allowed(asking, "sns:Publish", topicArn), true);
    assert.equal(await allowed(pipelinePolicy(scope), "sns:Publish", topicArn), false);
  });

  it("call the function of an app without a service, and then nothing of ECS", async () => {
    const by = { action: "function", functionName: "prod-main-job-run" } as const;
    const calling = pipelinePolicy({ ...scope, by });
    const own = arn("lambda", "function:prod-main-job-run");
    assert.equal(await allowed(calling, "lambda:InvokeFunction", own), true);
    assert.equal(await allowed(calling, "lambda:InvokeFunction", `${own}2`), false);
    assert.doesNotMatch(JSON.stringify(calling), /"ecs:|iam:PassRole/);
    assert.doesNotMatch(JSON.stringify(pipelinePolicy(scope)), /lambda:/);
  });
});
