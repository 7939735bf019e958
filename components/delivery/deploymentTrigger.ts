import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { clusterName, typeToken } from "../../aws/naming";
import {
  deployedAppsParameterName,
  formatStackParameter,
  maxParameterBytes,
  stackParameterName,
} from "../../delivery/stackParameter";
import { NodeFunction, type NodeFunctionTransform } from "../functions/nodeFunction";
import { resourceError } from "../resourceError";
import { type Transform, transformed } from "../transform";
import { CommitQueue, type CommitQueueTransform } from "./commitQueue";
import { type DeploymentRepository } from "./deploymentRepository";
import { FailureNotices, type FailureNoticesTransform } from "./failureNotices";
import { triggerPolicy } from "./permissions";
import { describeStack, fitsParameter, type DescribedApp } from "./stackDescription";

/** Changes to the resources of {@link DeploymentTrigger}, by child. */
export interface DeploymentTriggerTransform {
  readonly commits?: CommitQueueTransform;
  readonly start?: NodeFunctionTransform;
  readonly failures?: FailureNoticesTransform;
  readonly parameter?: Transform<aws.ssm.ParameterArgs>;
  readonly deployed?: Transform<aws.ssm.ParameterArgs>;
  readonly messages?: Transform<aws.lambda.EventSourceMappingArgs>;
}

/** Arguments of {@link DeploymentTrigger}. */
export interface DeploymentTriggerArgs {
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  readonly deployment: Pick<
    DeploymentRepository,
    "repository" | "branch" | "repositoryArn" | "account" | "notices" | "deadLetterArn"
  >;
  /** Keys of the clusters, those without apps included. */
  readonly clusters: readonly string[];
  /** The apps that have a pipeline. */
  readonly apps: readonly DescribedApp[];
  /** Their pipelines: a rule that is there before them would start what does not exist. */
  readonly pipelines: readonly pulumi.Resource[];
  /** Days that logs are kept, one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
  /** @default - none: everything is as written here */
  readonly transform?: DeploymentTriggerTransform | undefined;
}

/** Seconds that one call of the trigger may take; messages stay hidden a little longer. */
const timeoutSeconds = 60;

/** Starts the pipelines whose files a commit changed, and says where everything of the stack is. */
export class DeploymentTrigger extends pulumi.ComponentResource {
  /** Name of the SSM parameter that describes the stack. */
  public readonly parameterName: string;
  public readonly queueUrl: pulumi.Output<string>;
  public readonly functionName: pulumi.Output<string>;

  constructor(name: string, args: DeploymentTriggerArgs, opts?: pulumi.ComponentResourceOptions) {
    const { project, stack, deployment, pipelines, logRetentionDays, transform = {} } = args;
    const { repository, branch, notices } = deployment;
    super(typeToken("delivery", "DeploymentTrigger"), name, { stack, apps: args.apps }, opts);
    const described = describeStack(args);
    const deployed = args.apps.map(({ cluster, app }) => `${cluster}/${app}`).sort();
    if (!fitsParameter(described, deployed)) {
      throw resourceError(
        `Stack "${stack}": ${args.apps.length} apps with names this long do not fit into one SSM parameter of ${maxParameterBytes} bytes. Name images after their apps, shorten the keys of apps, or move some to another stack.`,
        this,
      );
    }

    const parameter = new aws.ssm.Parameter(
      ...transformed(
        transform.parameter,
        `${name}-parameter`,
        {
          name: stackParameterName(stack),
          description: `Where everything of the stack ${stack} is`,
          type: "String",
          // Advanced only when it must be: that tier has a price.
          tier: "Intelligent-Tiering",
          value: notices.arn.apply((topicArn) => formatStackParameter({ ...described, topicArn })),
        },
        // Before services and commits: the trigger judges these by it, and the command line shows an app
        // that does not come up.
        { parent: this },
      ),
    );
    if (args.apps.length > 0) {
      new aws.ssm.Parameter(
        ...transformed(
          transform.deployed,
          `${name}-deployed`,
          {
            name: deployedAppsParameterName(stack),
            description: `Apps that an update of the stack ${stack} has brought up`,
            type: "StringList",
            tier: "Intelligent-Tiering",
            value: deployed.join(","),
          },
          { parent: this, dependsOn: [...pipelines] },
        ),
      );
    }
    const queue = new CommitQueue(
      `${name}-commits`,
      {
        stack,
        deployment,
        pipelines,
        hiddenSeconds: timeoutSeconds + 30,
        transform: transform.commits,
      },
      { parent: this },
    );
    const trigger = new NodeFunction(
      `${name}-start`,
      {
        folder: "trigger",
        description: `Starts the pipelines of the stack ${stack} whose files changed`,
        policy: pulumi
          .all([deployment.repositoryArn, queue.arn, notices.arn, notices.keyArn])
          .apply(([repositoryArn, queueArn, topicArn, keyArn]) =>
            triggerPolicy({
              account: deployment.account,
              project,
              stack,
              repository,
              branch,
              repositoryArn,
              queueArn,
              topicArn,
              keyArn,
            }),
          ),
        environment: { STACK_PARAMETER: parameter.name, QUEUE_URL: queue.url },
        timeoutSeconds,
        logRetentionDays,
        transform: transform.start,
      },
      { parent: this },
    );
    new aws.lambda.EventSourceMapping(
      ...transformed(
        transform.messages,
        `${name}-messages`,
        {
          eventSourceArn: queue.arn,
          functionName: trigger.functionName,
          batchSize: 10,
          functionResponseTypes: ["ReportBatchItemFailures"],
        },
        { parent: this },
      ),
    );
    const failures = new FailureNotices(
      `${name}-failures`,
      {
        stack,
        deployment,
        clusters: args.clusters.map((cluster) => clusterName(stack, cluster)),
        parameterName: parameter.name,
        logRetentionDays,
        transform: transform.failures,
      },
      { parent: this },
    );

    this.parameterName = stackParameterName(stack);
    this.queueUrl = queue.url;
    this.functionName = trigger.functionName;
    const { parameterName, queueUrl, functionName } = this;
    this.registerOutputs({
      parameterName,
      queueUrl,
      functionName,
      clearUpFunctionName: failures.functionName,
    });
  }
}
