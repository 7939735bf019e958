import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { nodeFunction } from "./function";
import { deadLetterQueue, topic } from "./notices";
import { allow, policy } from "./policies";
import { arnOf, opts, stack } from "./provider";
import { repository } from "./repository";

/** The queue whose events a function makes reports of for the topic, each event once. */
export function reportQueue(rules: aws.cloudwatch.EventRule[]): {
  queue: aws.sqs.Queue;
  access: aws.sqs.QueuePolicy;
} {
  const givenUp = deadLetterQueue("failures-given-up", { fifoQueue: true });
  const queue = new aws.sqs.Queue(
    "failures",
    {
      fifoQueue: true,
      contentBasedDeduplication: true,
      visibilityTimeoutSeconds: 90,
      redrivePolicy: pulumi.jsonStringify({
        deadLetterTargetArn: givenUp.arn,
        maxReceiveCount: 3,
      }),
      sqsManagedSseEnabled: true,
    },
    opts,
  );
  const access = new aws.sqs.QueuePolicy(
    "failures",
    {
      queueUrl: queue.url,
      policy: policy({
        ...allow(["sqs:SendMessage"], [queue.arn]),
        Principal: { Service: "events.amazonaws.com" },
        Condition: { ArnEquals: { "aws:SourceArn": rules.map(({ arn }) => arn) } },
      }),
    },
    opts,
  );
  const report = nodeFunction("failureReport", {
    timeout: 60,
    statements: [
      allow(
        ["ecs:DescribeServices", "ecs:ListServiceDeployments", "ecs:DescribeServiceRevisions"],
        [arnOf("ecs", `service/${stack}-main/*`), arnOf("ecs", `service-revision/${stack}-main/*`)],
      ),
      allow(["ecs:DescribeTasks"], [arnOf("ecs", `task/${stack}-main/*`)]),
      {
        ...allow(["ecs:ListTasks"], ["*"]),
        Condition: { ArnEquals: { "ecs:cluster": arnOf("ecs", `cluster/${stack}-main`) } },
      },
      allow(["ecs:DescribeTaskDefinition", "elasticloadbalancing:DescribeTargetHealth"], ["*"]),
      allow(["logs:GetLogEvents"], [arnOf("logs", `log-group:/slipway/${stack}/*`)]),
      allow(
        ["codepipeline:ListActionExecutions", "codepipeline:ListPipelineExecutions"],
        [arnOf("codepipeline", `deployment-${stack}-*`)],
      ),
      allow(["codecommit:GetFile"], [repository.arn]),
      allow(["ssm:GetParameter"], [arnOf("ssm", `parameter/slipway/${stack}`)]),
      allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], [queue.arn]),
      allow(["sns:Publish"], [topic.arn]),
    ],
    variables: { STACK_PARAMETER: `/slipway/${stack}`, TOPIC_ARN: topic.arn },
  });
  new aws.lambda.EventSourceMapping(
    "failures",
    { eventSourceArn: queue.arn, functionName: report.name, batchSize: 1 },
    opts,
  );
  return { queue, access };
}
