import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { type Architecture } from "../../../aws/architecture";
import {
  buildMachines,
  buildMinutes,
  type ComputeType,
  isCuratedImage,
} from "../../../aws/codeBuild";
import { rangeProblem } from "../../../aws/limits";
import { buildLogGroupName, buildName, typeToken } from "../../../aws/naming";
import { type AccountContext } from "../../accountContext";
import { type AppImage } from "../../image/appImage";
import { resourceError } from "../../resourceError";
import { type PrivateBucket } from "../../storage/privateBucket";
import { type Transform, transformed } from "../../transform";
import { artifactPrefix } from "../permissions";
import { type BuildSettings, buildspec } from "./buildspec";
import { projectPolicy, projectTrust } from "./permissions";
import { type BuildSource, repositoryOf, tagPrefix } from "./source";

/** Changes to the resources of {@link BuildProject}, by child. */
export interface BuildProjectTransform {
  readonly logGroup?: Transform<aws.cloudwatch.LogGroupArgs>;
  readonly role?: Transform<aws.iam.RoleArgs>;
  readonly policy?: Transform<aws.iam.RolePolicyArgs>;
  readonly project?: Transform<aws.codebuild.ProjectArgs>;
}

/** A build in the words of the configuration. */
export interface ProjectSettings extends BuildSettings {
  readonly source: BuildSource;
  /** Processor that the image is for; builds run on the same, and emulate nothing. */
  readonly architecture: Architecture;
  /** @default - CodeBuild's own for the processor */
  readonly buildImage?: string | undefined;
  readonly computeType: ComputeType;
  /**
   * Minutes after which a build is stopped, 5 to 2160.
   * @throws ResourceError when it is no integer in that range.
   */
  readonly timeoutMinutes: number;
}

/** Arguments of {@link BuildProject}. */
export interface BuildProjectArgs {
  readonly stack: string;
  /** Key of the build. */
  readonly build: string;
  readonly account: AccountContext;
  readonly settings: ProjectSettings;
  /** The repository that it fills. */
  readonly image: Pick<AppImage, "repositoryUrl" | "repositoryArn">;
  /** Where the pipeline leaves the sources, and the build what its tests left. */
  readonly artifacts: Pick<PrivateBucket, "arn" | "bucketName">;
  /** Days that logs are kept, one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
  /** @default - none: everything is as written here */
  readonly transform?: BuildProjectTransform | undefined;
}

/** What builds, tests and pushes one image, with a role that may do no more. */
export class BuildProject extends pulumi.ComponentResource {
  /** Physical name, known in advance. */
  public readonly projectName: string;
  /** For the pipeline, which starts it. */
  public readonly nodes: { readonly project: aws.codebuild.Project };

  constructor(name: string, args: BuildProjectArgs, opts?: pulumi.ComponentResourceOptions) {
    const { stack, build, settings, transform = {} } = args;
    super(typeToken("delivery", "BuildProject"), name, { stack, build, settings }, opts);
    const wrong = rangeProblem([["timeoutMinutes", settings.timeoutMinutes, buildMinutes]]);
    if (wrong !== undefined) {
      throw resourceError(`Build "${build}": ${wrong}`, this);
    }
    const projectName = buildName(stack, build);
    const logGroup = new aws.cloudwatch.LogGroup(
      ...transformed(
        transform.logGroup,
        `${name}-log-group`,
        { name: buildLogGroupName(stack, build), retentionInDays: args.logRetentionDays },
        { parent: this },
      ),
    );
    const { role, policy } = projectRole(name, args, projectName, this);
    const machine = buildMachines[settings.architecture];
    const buildImage = settings.buildImage ?? machine.image;
    const project = new aws.codebuild.Project(
      ...transformed(
        transform.project,
        `${name}-build`,
        {
          name: projectName,
          description: `Builds and tests ${repositoryOf(settings.source)}`,
          serviceRole: role.arn,
          buildTimeout: settings.timeoutMinutes,
          source: {
            type: "CODEPIPELINE",
            buildspec: JSON.stringify(
              buildspec({ ...settings, tagPrefix: tagPrefix(settings.source) }),
            ),
          },
          artifacts: { type: "CODEPIPELINE" },
          environment: {
            type: machine.type,
            computeType: settings.computeType,
            image: buildImage,
            imagePullCredentialsType: isCuratedImage(buildImage) ? "CODEBUILD" : "SERVICE_ROLE",
            // It builds images: a Docker daemon runs in no other container.
            privilegedMode: true,
            environmentVariables: variables(args),
          },
          // What another build on the same machine left, when there was one lately; else the registry's cache.
          cache: { type: "LOCAL", modes: ["LOCAL_DOCKER_LAYER_CACHE"] },
          logsConfig: { cloudwatchLogs: { groupName: logGroup.name } },
        },
        // CodeBuild tries the role when a project is made.
        { parent: this, dependsOn: [policy] },
      ),
    );

    this.projectName = projectName;
    this.nodes = { project };
    this.registerOutputs({ projectName });
  }
}

/** Files that tests left, in the bucket. */
function keptPrefix(project: string): string {
  return `builds/${project}/`;
}

/** What the commands of the buildspec read. */
function variables({ stack, build, settings, image, artifacts }: BuildProjectArgs) {
  const { source, environment } = settings;
  const own = {
    BRANCH: source.branch,
    REPOSITORY: repositoryOf(source),
    REPOSITORY_URI: image.repositoryUrl,
    KEPT_FILES: pulumi.interpolate`s3://${artifacts.bucketName}/${keptPrefix(buildName(stack, build)).slice(0, -1)}`,
  };
  return Object.entries({ ...environment, ...own }).map(([name, value]) => ({ name, value }));
}

function projectRole(
  name: string,
  args: BuildProjectArgs,
  project: string,
  parent: pulumi.Resource,
): { role: aws.iam.Role; policy: aws.iam.RolePolicy } {
  const { stack, build, account, settings, image, artifacts, transform = {} } = args;
  const { source, secrets, dockerHub, test } = settings;
  const role = new aws.iam.Role(
    ...transformed(
      transform.role,
      `${name}-role`,
      { assumeRolePolicy: JSON.stringify(projectTrust(account, project)) },
      { parent },
    ),
  );
  const policy = new aws.iam.RolePolicy(
    ...transformed(
      transform.policy,
      `${name}-policy`,
      {
        role: role.name,
        policy: pulumi.jsonStringify(
          pulumi.all([artifacts.arn, image.repositoryArn]).apply(([bucketArn, repositoryArn]) =>
            projectPolicy({
              account,
              project,
              logGroup: buildLogGroupName(stack, build),
              source,
              bucketArn,
              artifactPrefix: artifactPrefix(project),
              keptPrefix: keptPrefix(project),
              repositoryArn,
              secretArns: [
                ...Object.values(secrets),
                ...(dockerHub === undefined ? [] : [dockerHub]),
              ],
              buildImage: settings.buildImage ?? "",
              reports: test?.reports !== undefined,
            }),
          ),
        ),
      },
      { parent },
    ),
  );
  return { role, policy };
}
