import assert from "node:assert/strict";

import {
  buildPipelinePolicy,
  projectPolicy,
  startPolicy,
} from "../../../../../components/delivery/build/permissions";
import { releasePolicy } from "../../../../../components/delivery/build/releasePermissions";
import { type BuildSource } from "../../../../../components/delivery/build/source";
import { roleMay } from "../../../../support/iam/simulate";

const account = { partition: "aws", region: "eu-west-1", accountId: "111122223333" };
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:111122223333:${rest}`;
const bucketArn = "arn:aws:s3:::artifacts";

const connection = arn("codeconnections", "connection/0a1b");
const other = { branch: "main", paths: [] };
const sources = {
  connection: { ...other, connection: { arn: connection, repository: "acme/shop" } },
  codecommit: { ...other, codecommit: "shop" },
  s3: { ...other, s3: { bucket: "sources", key: "shop.zip" } },
} satisfies Record<string, BuildSource>;

const project = (source: BuildSource, change = {}) =>
  projectPolicy({
    account,
    project: "prod--build-web",
    logGroup: "/slipway/prod/web--build",
    source,
    bucketArn,
    artifactPrefix: "prod--build-web",
    keptPrefix: "builds/prod--build-web/",
    repositoryArn: arn("ecr", "repository/slipway-prod/web"),
    secretArns: [arn("secretsmanager", "secret:hub-AbCdEf:username::")],
    buildImage: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/builders@sha256:" + "0".repeat(64),
    reports: true,
    ...change,
  });

const pipeline = (source: BuildSource) =>
  buildPipelinePolicy({
    account,
    source,
    bucketArn,
    artifactPrefix: "prod--build-web",
    project: "prod--build-web",
  });

interface Case {
  readonly action: string;
  readonly on: string;
  /** The same on something else. */
  readonly not?: string;
}

function proves(policy: unknown, cases: readonly Case[]): void {
  for (const { action, on, not } of cases) {
    it(`${action} on its own, and nothing else`, async () => {
      assert.equal(await roleMay([policy], { action, resource: on, context: {} }), true);
      if (not !== undefined) {
        assert.equal(await roleMay([policy], { action, resource: not, context: {} }), false);
      }
    });
  }
}

const may = (policy: unknown, action: string, resource: string) =>
  roleMay([policy], { action, resource, context: {} });

const object = (key: string) => `${bucketArn}/${key}`;

describe("a build may", () => {
  const group = "log-group:/slipway/prod/web--build";
  // Every call of the buildspec, and those of CodeBuild itself in the name of the role.
  proves(project(sources.codecommit), [
    ...["CreateLogStream", "PutLogEvents"].map((name) => ({
      action: `logs:${name}`,
      on: arn("logs", `${group}:log-stream:1`),
      not: arn("logs", "log-group:/slipway/prod/main/web:log-stream:1"),
    })),
    ...["GetObject", "GetObjectVersion"].map((name) => ({
      action: `s3:${name}`,
      on: object("prod--build-web/sources/1"),
      not: object("deployment-prod-main/revision/1"),
    })),
    {
      action: "s3:PutObject",
      on: object("builds/prod--build-web/7/failed.png"),
      not: object("prod--build-web/sources/1"),
    },
    {
      action: "codecommit:GitPull",
      on: arn("codecommit", "shop"),
      not: arn("codecommit", "deployment"),
    },
    { action: "ecr:GetAuthorizationToken", on: "*" },
    ...[
      "CompleteLayerUpload",
      "DescribeImages",
      "InitiateLayerUpload",
      "PutImage",
      "UploadLayerPart",
    ].map((name) => ({
      action: `ecr:${name}`,
      on: arn("ecr", "repository/slipway-prod/web"),
      not: arn("ecr", "repository/slipway-prod/api"),
    })),
    ...["BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"].flatMap((name) =>
      ["slipway-prod/web", "builders"].map((repository) => ({
        action: `ecr:${name}`,
        on: arn("ecr", `repository/${repository}`),
        not: arn("ecr", "repository/slipway-prod/api"),
      })),
    ),
    {
      action: "secretsmanager:GetSecretValue",
      on: arn("secretsmanager", "secret:hub-AbCdEf"),
      not: arn("secretsmanager", "secret:database-AbCdEf"),
    },
    ...["BatchPutTestCases", "CreateReport", "CreateReportGroup", "UpdateReport"].map((name) => ({
      action: `codebuild:${name}`,
      on: arn("codebuild", "report-group/prod--build-web-tests"),
      not: arn("codebuild", "report-group/prod--build-api-tests"),
    })),
  ]);

  it("release nothing: neither commit nor touch a service", async () => {
    const policy = project(sources.codecommit);
    for (const [action, resource] of [
      ["codecommit:CreateCommit", arn("codecommit", "deployment")],
      ["codepipeline:StartPipelineExecution", arn("codepipeline", "deployment-prod-main-web")],
      ["ecs:UpdateService", arn("ecs", "service/prod-main/prod-main-web")],
      ["ecr:BatchDeleteImage", arn("ecr", "repository/slipway-prod/web")],
    ] as const) {
      assert.equal(await may(policy, action, resource), false, action);
    }
  });

  it("use its connection, whose older name has actions of its own", async () => {
    const older = connection.replace("codeconnections", "codestar-connections");
    const source = { ...sources.connection, connection: { arn: older, repository: "acme/shop" } };
    for (const [policy, service, own] of [
      [project(sources.connection), "codeconnections", connection],
      [pipeline(sources.connection), "codeconnections", connection],
      [project(source), "codestar-connections", older],
    ] as const) {
      assert.equal(await may(policy, `${service}:UseConnection`, own), true);
      assert.equal(await may(policy, `${service}:UseConnection`, `${own}c`), false);
    }
  });

  it("read no secret, write no report and pull no other image where it has none", () => {
    const policy = project(sources.s3, { secretArns: [], buildImage: "", reports: false });
    assert.doesNotMatch(JSON.stringify(policy), /secretsmanager|codebuild|codecommit|builders/);
  });
});

describe("a build pipeline may", () => {
  proves(pipeline(sources.codecommit), [
    ...["GetBranch", "GetCommit", "GetRepository"].map((name) => ({
      action: `codecommit:${name}`,
      on: arn("codecommit", "shop"),
      not: arn("codecommit", "deployment"),
    })),
    ...["GetObject", "GetObjectVersion", "PutObject"].map((name) => ({
      action: `s3:${name}`,
      on: object("prod--build-web/sources/1"),
      not: object("builds/prod--build-web/7/failed.png"),
    })),
    ...["GetBucketVersioning", "GetBucketLocation", "GetBucketAcl"].map((name) => ({
      action: `s3:${name}`,
      on: bucketArn,
      not: "arn:aws:s3:::other",
    })),
    ...["StartBuild", "BatchGetBuilds"].map((name) => ({
      action: `codebuild:${name}`,
      on: arn("codebuild", "project/prod--build-web"),
      not: arn("codebuild", "project/prod--build-api"),
    })),
  ]);

  proves(pipeline(sources.s3), [
    ...["GetObject", "GetObjectTagging", "GetObjectVersion", "GetObjectVersionTagging"].map(
      (name) => ({
        action: `s3:${name}`,
        on: "arn:aws:s3:::sources/shop.zip",
        not: "arn:aws:s3:::sources/other.zip",
      }),
    ),
    ...["GetBucketAcl", "GetBucketLocation", "GetBucketVersioning", "ListBucket"].map((name) => ({
      action: `s3:${name}`,
      on: "arn:aws:s3:::sources",
      not: "arn:aws:s3:::other",
    })),
  ]);
});

describe("the function that releases may", () => {
  const policy = releasePolicy({
    account,
    stack: "prod",
    repository: "deployment",
    branch: "prod",
    repositoryArn: arn("codecommit", "deployment"),
    clusters: ["prod-main"],
  });
  // Every call that the adapters in functions/release make, but for those of the function that commits.
  proves(policy, [
    ...["ListActionExecutions", "ListPipelineExecutions", "StartPipelineExecution"].map((name) => ({
      action: `codepipeline:${name}`,
      on: arn("codepipeline", "deployment-prod-main-web"),
      not: arn("codepipeline", "deployment-staging-main-web"),
    })),
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
    { action: "ecs:DescribeTaskDefinition", on: "*" },
    {
      action: "ssm:GetParameter",
      on: arn("ssm", "parameter/slipway/prod"),
      not: arn("ssm", "parameter/slipway/staging"),
    },
    { action: "codepipeline:PutJobSuccessResult", on: "*" },
    { action: "codepipeline:PutJobFailureResult", on: "*" },
  ]);

  it("commit to the stack's branch and to no other, and deploy nothing itself", async () => {
    const commits = (branch: string) =>
      roleMay([policy], {
        action: "codecommit:CreateCommit",
        resource: arn("codecommit", "deployment"),
        context: { "codecommit:References": `refs/heads/${branch}` },
      });
    assert.equal(await commits("prod"), true);
    assert.equal(await commits("staging"), false);
    const service = arn("ecs", "service/prod-main/prod-main-web");
    assert.equal(await may(policy, "ecs:UpdateService", service), false);
  });
});

describe("the rule of a source may", () => {
  proves(startPolicy(arn("codepipeline", "prod--build-web")), [
    {
      action: "codepipeline:StartPipelineExecution",
      on: arn("codepipeline", "prod--build-web"),
      not: arn("codepipeline", "deployment-prod-main-web"),
    },
  ]);
});
