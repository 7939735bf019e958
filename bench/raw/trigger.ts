import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { nodeFunction } from "./function";
import { deadLetterQueue, topic, undelivered } from "./notices";
import { allow, policy } from "./policies";
import { arnOf, opts, project, region, stack } from "./provider";
import { repository } from "./repository";

/** Commits start pipelines: the events, the queue that keeps them in order, the function that reads it. */
export function trigger(apps: string[], pipelines: aws.codepipeline.Pipeline[]): void {
  const afterPipelines = { ...opts, dependsOn: pipelines };
  const parameter = new aws.ssm.Parameter(
    "stack",
    {
      name: `/slipway/${stack}`,
      type: "String",
      tier: "Intelligent-Tiering",
      value: pulumi.jsonStringify({
        project,
        stack,
        region,
        repository: repository.repositoryName,
        branch: stack,
        imageRepositories: `bench-${stack}/`,
        clusters: { main: { name: `${stack}-main`, apps: { web: { "/hello": apps } } } },
        topicArn: topic.arn,
      }),
    },
    opts,
  );
  new aws.ssm.Parameter(
    "deployed",
    {
      name: `/slipway/${stack}/deployed`,
      type: "StringList",
      tier: "Intelligent-Tiering",
      value: apps.map((app) => `main/${app}`).join(","),
    },
    afterPipelines,
  );
  const givenUp = deadLetterQueue("commits-given-up", { fifoQueue: true });
  const queue = new aws.sqs.Queue(
    "commits",
    {
      fifoQueue: true,
      contentBasedDeduplication: true,
      visibilityTimeoutSeconds: 90,
      redrivePolicy: pulumi.jsonStringify({
        deadLetterTargetArn: givenUp.arn,
        maxReceiveCount: 6,
      }),
      sqsManagedSseEnabled: true,
    },
    opts,
  );
  const commits = new aws.cloudwatch.EventRule(
    "commits",
    {
      eventPattern: pulumi.jsonStringify({
        source: ["aws.codecommit"],
        "detail-type": ["CodeCommit Repository State Change"],
        resources: [repository.arn],
        detail: {
          event: ["referenceCreated", "referenceUpdated"],
          referenceType: ["branch"],
          referenceName: [stack],
        },
      }),
    },
    afterPipelines,
  );
  const schedule = new aws.cloudwatch.EventRule(
    "schedule",
    { scheduleExpression: "rate(10 minutes)" },
    afterPipelines,
  );
  const access = new aws.sqs.QueuePolicy(
    "commits",
    {
      queueUrl: queue.url,
      policy: policy({
        ...allow(["sqs:SendMessage"], [queue.arn]),
        Principal: { Service: "events.amazonaws.com" },
        Condition: { ArnEquals: { "aws:SourceArn": [commits.arn, schedule.arn] } },
      }),
    },
    opts,
  );
  for (const [name, rule] of Object.entries({ commits, schedule })) {
    new aws.cloudwatch.EventTarget(
      name,
      {
        rule: rule.name,
        arn: queue.arn,
        sqsTarget: { messageGroupId: "deployments" },
        deadLetterConfig: { arn: undelivered.arn },
      },
      { ...opts, dependsOn: [access] },
    );
  }
  const start = nodeFunction("trigger", {
    timeout: 60,
    statements: [
      allow(
        [
          "codecommit:GetBranch",
          "codecommit:GetDifferences",
          "codecommit:GetFile",
          "codecommit:ListFileCommitHistory",
        ],
        [repository.arn],
      ),
      allow(
        ["codepipeline:ListPipelineExecutions", "codepipeline:StartPipelineExecution"],
        [arnOf("codepipeline", `deployment-${stack}-*`)],
      ),
      allow(["ecr:BatchGetImage", "ecr:PutImage"], [arnOf("ecr", `repository/bench-${stack}/*`)]),
      allow(["ssm:GetParameter"], [arnOf("ssm", `parameter/slipway/${stack}`)]),
      allow(
        [
          "sqs:ReceiveMessage",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:ChangeMessageVisibility",
        ],
        [queue.arn],
      ),
    ],
    variables: { STACK_PARAMETER: parameter.name, QUEUE_URL: queue.url },
  });
  new aws.lambda.EventSourceMapping(
    "commits",
    {
      eventSourceArn: queue.arn,
      functionName: start.name,
      batchSize: 10,
      functionResponseTypes: ["ReportBatchItemFailures"],
    },
    opts,
  );
}
