import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { buildName, typeToken } from "../../../aws/naming";
import { type NodeFunctionTransform } from "../../functions/nodeFunction";
import { type AppImage } from "../../image/appImage";
import { type Transform, transformed } from "../../transform";
import { type DeploymentRepository } from "../deploymentRepository";
import { failedStagesOf } from "../events";
import { artifactPrefix, pipelineTrust } from "../permissions";
import { BuildProject, type BuildProjectTransform, type ProjectSettings } from "./buildProject";
import { releaseFunction } from "./buildRelease";
import { buildPipelinePolicy } from "./permissions";
import { changesOf, triggersOf } from "./source";
import { SourceChanges, type SourceChangesTransform } from "./sourceChanges";
import { buildStages } from "./stages";

/** Changes to the resources of {@link BuildPipeline}, by child. */
export interface BuildPipelineTransform {
  readonly project?: BuildProjectTransform;
  readonly role?: Transform<aws.iam.RoleArgs>;
  readonly policy?: Transform<aws.iam.RolePolicyArgs>;
  readonly pipeline?: Transform<aws.codepipeline.PipelineArgs>;
  /** Where apps take the image. */
  readonly release?: NodeFunctionTransform;
  /** Of CodeCommit and S3. */
  readonly changes?: SourceChangesTransform;
  readonly failures?: Transform<aws.cloudwatch.EventRuleArgs>;
  readonly failuresTarget?: Transform<aws.cloudwatch.EventTargetArgs>;
}

/** Arguments of {@link BuildPipeline}. */
export interface BuildPipelineArgs {
  readonly stack: string;
  /** Key of the build. */
  readonly build: string;
  readonly settings: ProjectSettings;
  /** The repository that it fills. */
  readonly image: Pick<AppImage, "repositoryUrl" | "repositoryArn">;
  /** Where artifacts are kept, and who is told of builds that failed. */
  readonly deployment: Pick<
    DeploymentRepository,
    | "account"
    | "artifacts"
    | "notices"
    | "deadLetterArn"
    | "repository"
    | "branch"
    | "repositoryArn"
  >;
  /** Apps that take the image, `<cluster>/<app>` each. @default - none: the pipeline ends with the image */
  readonly release: readonly string[];
  /** What must be there before the first image is released. */
  readonly after: readonly pulumi.Resource[];
  /** Days that logs are kept, one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
  /** @default - none: everything is as written here */
  readonly transform?: BuildPipelineTransform | undefined;
}

/** The way of an app's repository from a push to an image that passed its tests, and to the apps that run it. */
export class BuildPipeline extends pulumi.ComponentResource {
  /** Physical name, known in advance. */
  public readonly pipelineName: string;
  public readonly arn: pulumi.Output<string>;

  constructor(name: string, args: BuildPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
    const { stack, build, settings, image, deployment, transform = {} } = args;
    const { source } = settings;
    const { account, artifacts, notices, deadLetterArn } = deployment;
    const { release, after } = args;
    super(typeToken("delivery", "BuildPipeline"), name, { stack, build, source, release }, opts);
    const pipelineName = buildName(stack, build);

    const project = new BuildProject(
      `${name}-image`,
      { ...args, account, image, artifacts, transform: transform.project },
      { parent: this },
    );
    const released =
      release.length === 0
        ? undefined
        : releaseFunction(
            `${name}-release`,
            { ...args, apps: release, transform: transform.release },
            this,
          );
    const role = new aws.iam.Role(
      ...transformed(
        transform.role,
        `${name}-role`,
        { assumeRolePolicy: JSON.stringify(pipelineTrust(account, pipelineName)) },
        { parent: this },
      ),
    );
    const policy = new aws.iam.RolePolicy(
      ...transformed(
        transform.policy,
        `${name}-policy`,
        {
          role: role.name,
          policy: pulumi.jsonStringify(
            pulumi.all([artifacts.arn, released?.arn]).apply(([bucketArn, functionArn]) =>
              buildPipelinePolicy({
                account,
                source,
                bucketArn,
                artifactPrefix: artifactPrefix(pipelineName),
                project: project.projectName,
                functionArn,
              }),
            ),
          ),
        },
        { parent: this },
      ),
    );
    const pipeline = new aws.codepipeline.Pipeline(
      ...transformed(
        transform.pipeline,
        `${name}-pipeline`,
        {
          name: pipelineName,
          pipelineType: "V2",
          // The build at work finishes, and of the pushes that wait the newest goes on.
          executionMode: "SUPERSEDED",
          roleArn: role.arn,
          artifactStores: [{ type: "S3", location: artifacts.bucketName }],
          stages: buildStages({
            source,
            project: project.projectName,
            releaseFunction: released?.functionName,
          }),
          triggers: triggersOf(source),
        },
        // It runs once when it is made.
        { parent: this, dependsOn: [policy, project.nodes.project, ...after] },
      ),
    );
    const pattern = changesOf(account, source);
    if (pattern !== undefined) {
      new SourceChanges(
        `${name}-changes`,
        {
          account,
          pattern,
          pipelineName,
          pipelineArn: pipeline.arn,
          deadLetterArn,
          transform: transform.changes,
        },
        { parent: this },
      );
    }
    const failures = new aws.cloudwatch.EventRule(
      ...transformed(
        transform.failures,
        `${name}-failures`,
        {
          description: `Stages of the pipeline ${pipelineName} that failed`,
          eventPattern: JSON.stringify(failedStagesOf(pipelineName)),
        },
        { parent: this },
      ),
    );
    new aws.cloudwatch.EventTarget(
      ...transformed(
        transform.failuresTarget,
        `${name}-failures-target`,
        { rule: failures.name, arn: notices.arn, deadLetterConfig: { arn: deadLetterArn } },
        { parent: this },
      ),
    );

    this.pipelineName = pipelineName;
    this.arn = pipeline.arn;
    this.registerOutputs({ pipelineName, arn: this.arn });
  }
}
