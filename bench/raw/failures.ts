import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { nodeFunction } from "./function";
import { undelivered, undeliveredAccess } from "./notices";
import { allow } from "./policies";
import { arnOf, opts, stack } from "./provider";
import { reportQueue } from "./reports";

/** What follows a failed deployment: a report, and cleaning up the revision and the pipeline that it leaves behind. */

const stages = new aws.cloudwatch.EventRule(
  "failed-stages",
  {
    eventPattern: JSON.stringify({
      source: ["aws.codepipeline"],
      "detail-type": ["CodePipeline Stage Execution State Change"],
      detail: { pipeline: [{ prefix: `deployment-${stack}-` }], state: ["FAILED"] },
    }),
  },
  opts,
);
const deployments = new aws.cloudwatch.EventRule(
  "failed-deployments",
  {
    eventPattern: pulumi.jsonStringify({
      source: ["aws.ecs"],
      "detail-type": ["ECS Deployment State Change"],
      resources: [{ prefix: arnOf("ecs", `service/${stack}-main/`) }],
      detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
    }),
  },
  opts,
);
const clearUp = nodeFunction("afterFailedDeployment", {
  timeout: 120,
  statements: [
    allow(
      ["ecs:DescribeServices", "ecs:ListServiceDeployments", "ecs:DescribeServiceRevisions"],
      [arnOf("ecs", `service/${stack}-main/*`), arnOf("ecs", `service-revision/${stack}-main/*`)],
    ),
    allow(["ecs:DeregisterTaskDefinition"], ["*"]),
    allow(
      [
        "codepipeline:GetPipelineState",
        "codepipeline:ListActionExecutions",
        "codepipeline:StopPipelineExecution",
      ],
      [arnOf("codepipeline", `deployment-${stack}-*`)],
    ),
    allow(["ssm:GetParameter"], [arnOf("ssm", `parameter/slipway/${stack}`)]),
  ],
  variables: { STACK_PARAMETER: `/slipway/${stack}` },
  deadLetters: undelivered,
});
const permission = new aws.lambda.Permission(
  "failed-deployments",
  {
    action: "lambda:InvokeFunction",
    function: clearUp.name,
    principal: "events.amazonaws.com",
    sourceArn: deployments.arn,
  },
  opts,
);
const { queue, access } = reportQueue([stages, deployments]);
const inOrder = { arn: queue.arn, sqsTarget: { messageGroupId: "failures" } };
const targets = [
  { name: "stages-notice", rule: stages, to: inOrder, needed: [access] },
  { name: "deployments-notice", rule: deployments, to: inOrder, needed: [access] },
  { name: "clear-up", rule: deployments, to: { arn: clearUp.arn }, needed: [permission] },
];
for (const { name, rule, to, needed } of targets) {
  new aws.cloudwatch.EventTarget(
    name,
    { rule: rule.name, ...to, deadLetterConfig: { arn: undelivered.arn } },
    { ...opts, dependsOn: [undeliveredAccess, ...needed] },
  );
}
