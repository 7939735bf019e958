import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { allow, policy, type Statement, trust } from "./policies";
import { opts } from "./provider";

/** A function whose bundle is ready in a file, with its own role and its own log group. */
export function nodeFunction(
  name: string,
  args: {
    timeout: number;
    statements: Statement[];
    variables?: Record<string, pulumi.Input<string>>;
    deadLetters?: aws.sqs.Queue;
  },
): aws.lambda.Function {
  const { timeout, statements, variables = {}, deadLetters } = args;
  const logGroup = new aws.cloudwatch.LogGroup(name, { retentionInDays: 30 }, opts);
  const role = new aws.iam.Role(name, { assumeRolePolicy: trust("lambda") }, opts);
  const permissions = new aws.iam.RolePolicy(
    name,
    {
      role: role.name,
      policy: policy(
        ...statements,
        allow(
          ["logs:CreateLogStream", "logs:PutLogEvents"],
          [pulumi.interpolate`${logGroup.arn}:*`],
        ),
        ...(deadLetters === undefined ? [] : [allow(["sqs:SendMessage"], [deadLetters.arn])]),
      ),
    },
    opts,
  );
  return new aws.lambda.Function(
    name,
    {
      role: role.arn,
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      code: new pulumi.asset.AssetArchive({
        "index.js": new pulumi.asset.FileAsset(`./functions/${name}.js`),
      }),
      memorySize: 512,
      timeout,
      environment: { variables },
      loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
      ...(deadLetters !== undefined && { deadLetterConfig: { targetArn: deadLetters.arn } }),
    },
    { ...opts, dependsOn: [permissions] },
  );
}
