import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { pipelinePrefix, typeToken } from "../../aws/naming";
import { NodeFunction, type NodeFunctionTransform } from "../functions/nodeFunction";
import { arnOf } from "../policyDocument";
import { type Transform, transformed } from "../transform";
import { type DeploymentRepository } from "./deploymentRepository";
import { failedDeployments, failedStages } from "./events";
import { afterFailedDeploymentPolicy } from "./failurePermissions";
import { FailureReports, type FailureReportsTransform } from "./failureReports";

/** Changes to the resources of {@link FailureNotices}, by child. */
export interface FailureNoticesTransform {
  readonly deregister?: NodeFunctionTransform;
  readonly reports?: FailureReportsTransform;
  readonly stages?: Transform<aws.cloudwatch.EventRuleArgs>;
  readonly deployments?: Transform<aws.cloudwatch.EventRuleArgs>;
  readonly permission?: Transform<aws.lambda.PermissionArgs>;
  readonly target?: Transform<aws.cloudwatch.EventTargetArgs>;
}

/** Arguments of {@link FailureNotices}. */
export interface FailureNoticesArgs {
  readonly stack: string;
  /** Branch whose pipelines deploy, who is told, and the queue for events that nobody handled. */
  readonly deployment: Pick<
    DeploymentRepository,
    "repository" | "repositoryArn" | "branch" | "account" | "notices" | "deadLetterArn"
  >;
  /** Physical names of the stack's clusters. */
  readonly clusters: readonly string[];
  /** Name of the SSM parameter that describes the stack. */
  readonly parameterName: pulumi.Input<string>;
  /** Days that logs are kept, one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
  /** @default - none: everything is as written here */
  readonly transform?: FailureNoticesTransform | undefined;
}

/** Tells the topic of deployments that failed, and clears up after those that ECS gave up. */
export class FailureNotices extends pulumi.ComponentResource {
  /** Name of the function that clears up. */
  public readonly functionName: pulumi.Output<string>;

  constructor(name: string, args: FailureNoticesArgs, opts?: pulumi.ComponentResourceOptions) {
    const { stack, clusters, deployment, logRetentionDays, transform = {} } = args;
    const { repository, branch, account, deadLetterArn } = deployment;
    super(typeToken("delivery", "FailureNotices"), name, { stack, clusters }, opts);

    const stages = new aws.cloudwatch.EventRule(
      ...transformed(
        transform.stages,
        `${name}-stages`,
        {
          description: `Pipelines of the stack ${stack} that failed`,
          eventPattern: JSON.stringify(failedStages(pipelinePrefix(repository, branch))),
        },
        { parent: this },
      ),
    );
    const deployments = new aws.cloudwatch.EventRule(
      ...transformed(
        transform.deployments,
        `${name}-deployments`,
        {
          description: `Deployments of the stack ${stack} that ECS gave up`,
          eventPattern: JSON.stringify(
            failedDeployments(clusters.map((name) => arnOf(account, "ecs", `service/${name}/`))),
          ),
        },
        { parent: this },
      ),
    );
    const clearUp = new NodeFunction(
      `${name}-deregister`,
      {
        folder: "afterFailedDeployment",
        description: `Deregisters revisions that ECS rolled back in the stack ${stack}, and frees their pipelines`,
        policy: afterFailedDeploymentPolicy({ account, stack, repository, branch, clusters }),
        environment: { STACK_PARAMETER: args.parameterName },
        // It waits up to a minute until the rollback has begun.
        timeoutSeconds: 120,
        logRetentionDays,
        deadLetterArn,
        transform: transform.deregister,
      },
      { parent: this },
    );
    const permission = new aws.lambda.Permission(
      ...transformed(
        transform.permission,
        `${name}-permission`,
        {
          action: "lambda:InvokeFunction",
          function: clearUp.functionName,
          principal: "events.amazonaws.com",
          sourceArn: deployments.arn,
        },
        { parent: this },
      ),
    );
    const reports = new FailureReports(
      `${name}-reports`,
      {
        stack,
        deployment,
        clusters,
        rules: [stages, deployments],
        parameterName: args.parameterName,
        logRetentionDays,
        transform: transform.reports,
      },
      { parent: this },
    );
    // One group: reports are made one after the other.
    const queue = { arn: reports.queueArn, sqsTarget: { messageGroupId: "failures" } };
    const targets = [
      { role: "stages-notice", rule: stages, to: queue, needed: [] },
      { role: "deployments-notice", rule: deployments, to: queue, needed: [] },
      { role: "deregister", rule: deployments, to: { arn: clearUp.arn }, needed: [permission] },
    ];
    for (const { role, rule, to, needed } of targets) {
      new aws.cloudwatch.EventTarget(
        ...transformed(
          transform.target,
          `${name}-${role}-target`,
          { rule: rule.name, ...to, deadLetterConfig: { arn: deadLetterArn } },
          { parent: this, dependsOn: needed },
        ),
      );
    }

    this.functionName = clearUp.functionName;
    this.registerOutputs({ functionName: this.functionName });
  }
}
