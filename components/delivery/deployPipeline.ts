import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { deployActionMinutes } from "../../aws/deploymentLimits";
import { rangeProblem } from "../../aws/limits";
import { appRoleName, pipelineName, typeToken } from "../../aws/naming";
import { revisionPath } from "../../delivery/paths";
import { type AppIdentity, type Deployable, type DeployedBy } from "../app/app";
import { type EcsCluster } from "../cluster/ecsCluster";
import { resourceError } from "../resourceError";
import { type Transform, transformed } from "../transform";
import { type DeploymentRepository } from "./deploymentRepository";
import { type Permitted, pipelinePolicy, pipelineTrust } from "./permissions";
import { RunNotices, type RunNoticesTransform } from "./runNotices";
import { stages } from "./stages";

/** Changes to the resources of {@link DeployPipeline}, by child. */
export interface DeployPipelineTransform {
  readonly commit?: Transform<aws.lambda.InvocationArgs>;
  readonly pipeline?: Transform<aws.codepipeline.PipelineArgs>;
  readonly role?: Transform<aws.iam.RoleArgs>;
  readonly policy?: Transform<aws.iam.RolePolicyArgs>;
  /** Of scheduled apps. */
  readonly runs?: RunNoticesTransform;
}

/** Arguments of {@link DeployPipeline}. */
export interface DeployPipelineArgs {
  readonly identity: AppIdentity;
  readonly deployment: Pick<
    DeploymentRepository,
    | "repository"
    | "branch"
    | "repositoryArn"
    | "account"
    | "artifacts"
    | "notices"
    | "commitFunctionName"
    | "deadLetterArn"
  >;
  readonly cluster: Pick<EcsCluster, "name">;
  /**
   * What is deployed.
   * @throws ResourceError when its timeoutMinutes is no integer from 1 to 60, which is what the deploy
   *   action takes.
   */
  readonly app: Deployable;
  /** What must be there before the stack commits its image, and so before the pipeline. */
  readonly after: readonly pulumi.CustomResource[];
  /** @default - none: everything is as written here */
  readonly transform?: DeployPipelineTransform | undefined;
}

/** The way of one app from a commit to its service. */
export class DeployPipeline extends pulumi.ComponentResource {
  /** Physical name, known in advance. */
  public readonly pipelineName: string;
  public readonly arn: pulumi.Output<string>;
  /** What became of the configured image: committed, unchanged, or kept back with a warning. */
  public readonly commit: pulumi.Output<string>;
  /** For those who commit the same image later. */
  public readonly nodes: { readonly commit: aws.lambda.Invocation };

  constructor(name: string, args: DeployPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
    const { identity, deployment, cluster, app, transform = {} } = args;
    const { approval, timeoutMinutes } = app;
    super(
      typeToken("delivery", "DeployPipeline"),
      name,
      { ...identity, approval, timeoutMinutes },
      opts,
    );
    const wrong = rangeProblem([["timeoutMinutes", timeoutMinutes, deployActionMinutes]]);
    if (wrong !== undefined) {
      throw resourceError(`Pipeline "${name}": ${wrong}`, this);
    }
    const { repository, branch, notices, artifacts } = deployment;
    const physicalName = pipelineName(repository, branch, identity.cluster, identity.app);

    // The function decides: it commits where there is no file, or the stack itself wrote it last.
    const commit = new aws.lambda.Invocation(
      ...transformed(
        transform.commit,
        `${name}-commit`,
        {
          functionName: deployment.commitFunctionName,
          input: pulumi.jsonStringify({ ...identity, images: app.images }),
        },
        { parent: this, dependsOn: [...args.after] },
      ),
    );
    const { role, policy } = pipelineRole(name, args, physicalName, this);
    const pipeline = new aws.codepipeline.Pipeline(
      ...transformed(
        transform.pipeline,
        `${name}-pipeline`,
        {
          name: physicalName,
          pipelineType: "V2",
          // The running deployment finishes, and of those that wait the newest goes on.
          executionMode: "SUPERSEDED",
          roleArn: role.arn,
          artifactStores: [{ type: "S3", location: artifacts.bucketName }],
          stages: stages({
            repository,
            branch,
            path: revisionPath(identity.cluster, identity.app),
            cluster: cluster.name,
            family: app.family,
            by: app.by,
            timeoutMinutes,
            // The one value that is not known in advance: all else is there for policies to check.
            approval: approval ? { topicArn: notices.arn } : undefined,
          }),
        },
        // It runs once when it is made: with its permissions, and a commit that comes after its service.
        { parent: this, dependsOn: [policy, commit] },
      ),
    );

    if (app.runs !== undefined) {
      new RunNotices(
        `${name}-runs`,
        {
          identity,
          cluster: cluster.name,
          family: app.family,
          runs: app.runs,
          deployment,
          transform: transform.runs,
        },
        { parent: this },
      );
    }

    this.pipelineName = physicalName;
    this.arn = pipeline.arn;
    this.commit = commit.result;
    this.nodes = { commit };
    void commit.result.apply((answer) => {
      const warning = warningIn(answer);
      return warning === undefined ? undefined : pulumi.log.warn(warning, this);
    });
    const { arn } = this;
    this.registerOutputs({ pipelineName: physicalName, arn, commit: this.commit });
  }
}

/** The pipeline's own role. */
function pipelineRole(
  name: string,
  args: DeployPipelineArgs,
  pipeline: string,
  parent: pulumi.Resource,
): { role: aws.iam.Role; policy: aws.iam.RolePolicy } {
  const { deployment, cluster, app, transform = {} } = args;
  const { approval } = app;
  const { account, notices, artifacts } = deployment;
  const { stack, cluster: clusterKey, app: appKey } = args.identity;
  const role = new aws.iam.Role(
    ...transformed(
      transform.role,
      `${name}-role`,
      {
        name: appRoleName([stack, clusterKey, appKey], account.region, "pipeline"),
        assumeRolePolicy: JSON.stringify(pipelineTrust(account, pipeline)),
      },
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
          pulumi
            .all([
              deployment.repositoryArn,
              artifacts.arn,
              permitted(app.by),
              notices.arn,
              notices.keyArn,
            ])
            .apply(([repositoryArn, bucketArn, by, topicArn, keyArn]) =>
              pipelinePolicy({
                account,
                repositoryArn,
                bucketArn,
                pipeline,
                cluster: cluster.name,
                family: app.family,
                by,
                approval: approval ? { topicArn, keyArn } : undefined,
              }),
            ),
        ),
      },
      { parent },
    ),
  );
  return { role, policy };
}

function permitted(by: DeployedBy): pulumi.Output<Permitted> {
  return by.action === "ecs"
    ? pulumi.all([...by.roleArns]).apply((roleArns) => ({ ...by, roleArns }))
    : pulumi.output(by);
}

/** The warning in the answer of functions/commitRevision. */
export function warningIn(answer: string): string | undefined {
  const { warning } = JSON.parse(answer) as { readonly warning?: unknown };
  return typeof warning === "string" ? warning : undefined;
}
