import { logGroupPrefix } from "../../aws/naming";
import { allow, arnOf, document, type PolicyDocument } from "../policyDocument";
import { encryptFor, pipelinesOf, readParameter, type TriggerScope } from "./permissions";
import { findTasks, lookAtServices } from "./serviceStatements";

/** What functions may do once a deployment has failed. */

/** What the function that clears up after a failed deployment works on. */
export interface FailedDeploymentScope extends Pick<
  TriggerScope,
  "account" | "stack" | "repository" | "branch"
> {
  /** Physical names. */
  readonly clusters: readonly string[];
}

/** What the function that clears up after a failed deployment may do. */
export function afterFailedDeploymentPolicy(scope: FailedDeploymentScope): PolicyDocument {
  const { account, stack, clusters } = scope;
  return document([
    lookAtServices(account, clusters),
    // The action knows no resource; the function looks at the family itself.
    allow("Deregister", ["ecs:DeregisterTaskDefinition"], ["*"]),
    allow(
      "AbandonExecutions",
      [
        "codepipeline:GetPipelineState",
        "codepipeline:ListActionExecutions",
        "codepipeline:StopPipelineExecution",
      ],
      [pipelinesOf(scope)],
    ),
    readParameter(account, stack),
  ]);
}

/** What the function that reports failures works on. */
export interface FailureReportScope
  extends FailedDeploymentScope, Pick<TriggerScope, "repositoryArn" | "queueArn"> {
  /** Who is told, and the key of that topic. */
  readonly topicArn: string;
  readonly keyArn: string;
}

/** What the function that reports failures may do: read what is left of a deployment, and tell the topic. */
export function failureReportPolicy(scope: FailureReportScope): PolicyDocument {
  const { account, stack, clusters } = scope;
  return document([
    lookAtServices(account, clusters),
    allow(
      "LookAtTasks",
      ["ecs:DescribeTasks"],
      clusters.map((name) => arnOf(account, "ecs", `task/${name}/*`)),
    ),
    findTasks(account, clusters),
    // AWS knows no resource for either.
    allow(
      "ReadRevisionAndHealth",
      ["ecs:DescribeTaskDefinition", "elasticloadbalancing:DescribeTargetHealth"],
      ["*"],
    ),
    allow(
      "ReadLogs",
      ["logs:GetLogEvents"],
      [arnOf(account, "logs", `log-group:${logGroupPrefix(stack)}*`)],
    ),
    allow(
      "ReadExecutions",
      ["codepipeline:ListActionExecutions", "codepipeline:ListPipelineExecutions"],
      [pipelinesOf(scope)],
    ),
    allow("ReadCommits", ["codecommit:GetFile"], [scope.repositoryArn]),
    readParameter(account, stack),
    allow(
      "TakeMessages",
      ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      [scope.queueArn],
    ),
    allow("TellTopic", ["sns:Publish"], [scope.topicArn]),
    encryptFor(account, "sns", scope.keyArn),
  ]);
}
