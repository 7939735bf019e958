import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../aws/naming";
import { NodeFunction, type NodeFunctionTransform } from "../functions/nodeFunction";
import { orderedQueue, type OrderedQueueTransform } from "../messages/orderedQueue";
import { queuePolicy } from "../messages/servicePolicies";
import { type Transform, transformed } from "../transform";
import { type DeploymentRepository } from "./deploymentRepository";
import { failureReportPolicy } from "./failurePermissions";

/** Changes to the resources of {@link FailureReports}, by child. */
export interface FailureReportsTransform extends OrderedQueueTransform {
  readonly queuePolicy?: Transform<aws.sqs.QueuePolicyArgs>;
  readonly report?: NodeFunctionTransform;
  readonly messages?: Transform<aws.lambda.EventSourceMappingArgs>;
}

/** Arguments of {@link FailureReports}. */
export interface FailureReportsArgs {
  readonly stack: string;
  readonly deployment: Pick<
    DeploymentRepository,
    "repository" | "repositoryArn" | "branch" | "account" | "notices"
  >;
  /** Physical names of the stack's clusters. */
  readonly clusters: readonly string[];
  /** Rules whose events are reported. */
  readonly rules: readonly aws.cloudwatch.EventRule[];
  /** Name of the SSM parameter that describes the stack. */
  readonly parameterName: pulumi.Input<string>;
  /** Days that logs are kept, one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
  /** @default - none: everything is as written here */
  readonly transform?: FailureReportsTransform | undefined;
}

/** Seconds that one report may take; its message stays hidden a little longer. */
const timeoutSeconds = 60;
/** How often a report is tried before it is given up. */
const tries = 3;

/** Tells the topic why a deployment failed. A queue in order keeps an event that comes twice from being told twice. */
export class FailureReports extends pulumi.ComponentResource {
  /** Known once events may be put into the queue. */
  public readonly queueArn: pulumi.Output<string>;
  public readonly functionName: pulumi.Output<string>;

  constructor(name: string, args: FailureReportsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { stack, clusters, deployment, logRetentionDays, transform = {} } = args;
    const { account, notices, repository, branch } = deployment;
    super(typeToken("delivery", "FailureReports"), name, { stack, clusters }, opts);

    const queue = orderedQueue(
      name,
      {
        account,
        hiddenSeconds: timeoutSeconds + 30,
        tries,
        meaning: `A failure of the stack ${stack} was not reported. The log of the function says why.`,
        topicArn: notices.arn,
        transform,
      },
      this,
    );
    const access = new aws.sqs.QueuePolicy(
      ...transformed(
        transform.queuePolicy,
        `${name}-queue-policy`,
        {
          queueUrl: queue.url,
          policy: pulumi.jsonStringify(
            pulumi
              .all([queue.arn, pulumi.all(args.rules.map(({ arn }) => arn))])
              .apply(([queueArn, ruleArns]) => queuePolicy(queueArn, ruleArns)),
          ),
        },
        { parent: this },
      ),
    );
    const report = new NodeFunction(
      `${name}-report`,
      {
        folder: "failureReport",
        description: `Tells why deployments of the stack ${stack} failed`,
        policy: pulumi
          .all([deployment.repositoryArn, queue.arn, notices.arn, notices.keyArn])
          .apply(([repositoryArn, queueArn, topicArn, keyArn]) =>
            failureReportPolicy({
              account,
              stack,
              repository,
              branch,
              clusters,
              repositoryArn,
              queueArn,
              topicArn,
              keyArn,
            }),
          ),
        environment: { STACK_PARAMETER: args.parameterName, TOPIC_ARN: notices.arn },
        timeoutSeconds,
        logRetentionDays,
        transform: transform.report,
      },
      { parent: this },
    );
    new aws.lambda.EventSourceMapping(
      ...transformed(
        transform.messages,
        `${name}-messages`,
        { eventSourceArn: queue.arn, functionName: report.functionName, batchSize: 1 },
        { parent: this },
      ),
    );

    this.queueArn = pulumi.all([queue.arn, access.id]).apply(([arn]) => arn);
    this.functionName = report.functionName;
    this.registerOutputs({ queueArn: this.queueArn, functionName: this.functionName });
  }
}
