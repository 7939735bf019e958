import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import {
  BuildPipeline,
  type BuildPipelineArgs,
} from "../../../../../components/delivery/build/buildPipeline";
import { type BuildSource } from "../../../../../components/delivery/build/source";
import { graphOf, type Graph } from "../../../../support/graph";
import { everythingBefore, jsonOf, recordOf } from "../../../../support/invariants/read";

const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
const repository = "000000000000.dkr.ecr.eu-west-1.amazonaws.com/slipway-prod/web";
const connection = {
  arn: "arn:aws:codeconnections:eu-west-1:000000000000:connection/0a1b",
  repository: "acme/shop",
};

const settings: BuildPipelineArgs["settings"] = {
  source: { connection, branch: "main", paths: [] },
  architecture: "X86_64",
  context: ".",
  dockerfile: "Dockerfile",
  args: {},
  environment: { MODE: "test", BRANCH: "never" },
  secrets: {},
  computeType: "BUILD_GENERAL1_SMALL",
  timeoutMinutes: 60,
};

function pipelineOf(
  change: Partial<BuildPipelineArgs["settings"]> = {},
  release: readonly string[] = [],
): Promise<Graph> {
  return graphOf(() => {
    const provider = new aws.Provider("explicit", { region: "eu-west-1" });
    new BuildPipeline(
      "build-web",
      {
        stack: "prod",
        build: "web",
        settings: { ...settings, ...change },
        image: {
          repositoryUrl: pulumi.output(repository),
          repositoryArn: pulumi.output("arn:aws:ecr:eu-west-1:000000000000:repository/web"),
        },
        deployment: {
          account,
          repository: "deployment",
          branch: "prod",
          repositoryArn: pulumi.output("arn:aws:codecommit:eu-west-1:000000000000:deployment"),
          artifacts: {
            arn: pulumi.output("arn:aws:s3:::artifacts"),
            bucketName: pulumi.output("artifacts"),
          },
          notices: {
            arn: pulumi.output("arn:aws:sns:eu-west-1:000000000000:notices"),
            keyArn: pulumi.output("arn:aws:kms:eu-west-1:000000000000:key/notices"),
          },
          deadLetterArn: pulumi.output("arn:aws:sqs:eu-west-1:000000000000:undelivered"),
        },
        release,
        after: [],
        logRetentionDays: 30,
      },
      { providers: { aws: provider } },
    );
  });
}

const types = {
  pipeline: "aws:codepipeline/pipeline:Pipeline",
  project: "aws:codebuild/project:Project",
  rule: "aws:cloudwatch/eventRule:EventRule",
  target: "aws:cloudwatch/eventTarget:EventTarget",
} as const;

interface Stage {
  readonly name: string;
  readonly actions: readonly {
    readonly provider: string;
    readonly namespace: string;
    readonly configuration: Readonly<Record<string, string>>;
  }[];
}

const stagesOf = (graph: Graph) =>
  graph.node(types.pipeline, "build-web-pipeline").inputs.stages as readonly Stage[];
const projectOf = (graph: Graph) => graph.node(types.project, "build-web-image-build").inputs;

describe("a build pipeline", () => {
  it("fetches a whole clone and builds it with what no text can be smuggled through", async () => {
    const stages = stagesOf(await pipelineOf());
    assert.deepEqual(
      stages.map(({ name, actions }) => [name, actions[0]?.provider, actions[0]?.namespace]),
      [
        ["Source", "CodeStarSourceConnection", "Source"],
        ["Build", "CodeBuild", "Build"],
      ],
    );
    assert.deepEqual(stages[0]?.actions[0]?.configuration, {
      ConnectionArn: connection.arn,
      FullRepositoryId: "acme/shop",
      BranchName: "main",
      OutputArtifactFormat: "CODEBUILD_CLONE_REF",
      DetectChanges: "false",
    });
    assert.deepEqual(stages[1]?.actions[0]?.configuration, {
      ProjectName: "prod--build-web",
      EnvironmentVariables: JSON.stringify([
        { name: "COMMIT_ID", value: "#{Source.CommitId}", type: "PLAINTEXT" },
      ]),
    });
  });

  it("is started by pushes to its branch that touch its paths", async () => {
    const triggersOf = async (paths: readonly string[]) => {
      const graph = await pipelineOf({ source: { ...settings.source, paths } });
      assert.deepEqual(
        graph.ofType(types.rule).map(({ name }) => name),
        ["build-web-failures"],
      );
      return graph.node(types.pipeline, "build-web-pipeline").inputs.triggers;
    };
    const trigger = (push: unknown) => [
      {
        providerType: "CodeStarSourceConnection",
        gitConfiguration: { sourceActionName: "Revision", pushes: [push] },
      },
    ];
    const branches = { includes: ["main"] };
    assert.deepEqual(await triggersOf([]), trigger({ branches }));
    assert.deepEqual(
      await triggersOf(["api/**"]),
      trigger({ branches, filePaths: { includes: ["api/**"] } }),
    );
  });

  const listens: readonly (readonly [string, BuildSource, unknown, Record<string, string>])[] = [
    [
      "CodeCommit",
      { codecommit: "shop", branch: "main", paths: [] },
      {
        source: ["aws.codecommit"],
        "detail-type": ["CodeCommit Repository State Change"],
        resources: ["arn:aws:codecommit:eu-west-1:000000000000:shop"],
        detail: {
          event: ["referenceCreated", "referenceUpdated"],
          referenceType: ["branch"],
          referenceName: ["main"],
        },
      },
      {
        RepositoryName: "shop",
        BranchName: "main",
        OutputArtifactFormat: "CODEBUILD_CLONE_REF",
        PollForSourceChanges: "false",
      },
    ],
    [
      "S3",
      { s3: { bucket: "sources", key: "shop.zip" }, branch: "main", paths: [] },
      {
        source: ["aws.s3"],
        "detail-type": ["Object Created"],
        detail: { bucket: { name: ["sources"] }, object: { key: ["shop.zip"] } },
      },
      { S3Bucket: "sources", S3ObjectKey: "shop.zip", PollForSourceChanges: "false" },
    ],
  ];
  for (const [place, source, pattern, configuration] of listens) {
    it(`hears of changes in ${place} from EventBridge, and does not poll`, async () => {
      const graph = await pipelineOf({ source });
      assert.deepEqual(stagesOf(graph)[0]?.actions[0]?.configuration, configuration);
      const rule = graph.node(types.rule, "build-web-changes-rule");
      assert.deepEqual(jsonOf(rule.inputs.eventPattern), pattern);
      const target = graph.node(types.target, "build-web-changes-target");
      const policy = graph.node("aws:iam/rolePolicy:RolePolicy", "build-web-changes-policy");
      assert.ok(everythingBefore(graph, target).has(policy.urn));
      assert.deepEqual(graph.node(types.pipeline, "build-web-pipeline").inputs.triggers, []);
    });
  }

  it("tags what came from S3 by the version of its file", async () => {
    const source = { s3: { bucket: "sources", key: "shop.zip" }, branch: "main", paths: [] };
    const graph = await pipelineOf({ source });
    assert.match(JSON.stringify(stagesOf(graph)[1]), /#\{Source\.VersionId\}/);
    assert.match(JSON.stringify(projectOf(graph).source), /REPOSITORY_URI:s3-\$COMMIT_ID/);
  });

  it("builds on a machine of the image's processor, with its own variables over all others", async () => {
    const machine = async (change: Partial<BuildPipelineArgs["settings"]>) => {
      const { type, image, imagePullCredentialsType } = recordOf(
        projectOf(await pipelineOf(change)).environment,
      );
      return [type, image, imagePullCredentialsType];
    };
    assert.deepEqual(await machine({}), [
      ...["LINUX_CONTAINER", "aws/codebuild/amazonlinux-x86_64-standard:5.0", "CODEBUILD"],
    ]);
    assert.deepEqual(await machine({ architecture: "ARM64" }), [
      ...["ARM_CONTAINER", "aws/codebuild/amazonlinux-aarch64-standard:3.0", "CODEBUILD"],
    ]);
    assert.deepEqual(await machine({ buildImage: "docker:28-dind" }), [
      ...["LINUX_CONTAINER", "docker:28-dind", "SERVICE_ROLE"],
    ]);
    const { environmentVariables } = recordOf(projectOf(await pipelineOf()).environment);
    assert.deepEqual(environmentVariables, [
      { name: "MODE", value: "test" },
      { name: "BRANCH", value: "main" },
      { name: "REPOSITORY", value: "acme/shop" },
      { name: "REPOSITORY_URI", value: repository },
      { name: "KEPT_FILES", value: "s3://artifacts/builds/prod--build-web" },
    ]);
  });

  it("runs only once both roles have their permissions, and tells the topic of failures", async () => {
    const graph = await pipelineOf();
    const before = everythingBefore(graph, graph.node(types.pipeline, "build-web-pipeline"));
    for (const name of ["build-web-policy", "build-web-image-policy"]) {
      assert.ok(before.has(graph.node("aws:iam/rolePolicy:RolePolicy", name).urn), name);
    }
    const { inputs } = graph.node(types.rule, "build-web-failures");
    assert.deepEqual(recordOf(jsonOf(inputs.eventPattern)).detail, {
      pipeline: ["prod--build-web"],
      state: ["FAILED"],
    });
  });

  it("releases what it made to the apps that take it, and to none unless told so", async () => {
    const graph = await pipelineOf({}, ["main/web", "main/job"]);
    const [, , release] = stagesOf(graph);
    const name = "build-web-release-function";
    assert.equal(release?.actions[0]?.provider, "Lambda");
    const { FunctionName, UserParameters = "" } = release.actions[0].configuration;
    assert.match(String(FunctionName), new RegExp(`^${name}`));
    assert.deepEqual(JSON.parse(UserParameters), {
      image: "#{Build.IMAGE_URI}",
      commitId: "#{Build.COMMIT_ID}",
      buildUrl: "#{Build.BUILD_URL}",
    });
    const made = graph.node("aws:lambda/function:Function", name);
    assert.deepEqual(recordOf(made.inputs.environment).variables, {
      STACK_PARAMETER: "/slipway/prod",
      RELEASE: JSON.stringify({ build: "web", apps: ["main/web", "main/job"] }),
    });
    const { policy } = graph.node("aws:iam/rolePolicy:RolePolicy", "build-web-policy").inputs;
    assert.match(JSON.stringify(policy), /lambda:InvokeFunction/);
    const without = await pipelineOf();
    assert.equal(stagesOf(without).length, 2);
    assert.deepEqual(without.ofType("aws:lambda/function:Function"), []);
  });

  it("refuses a time that CodeBuild does not take", () =>
    assert.rejects(
      pipelineOf({ timeoutMinutes: 4 }),
      /Build "web": timeoutMinutes must be an integer from 5 to 2160, got 4/,
    ));
});
