import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../aws/naming";
import { type AccountContext } from "../accountContext";
import { type Transform, transformed } from "../transform";

/** Changes to the resources of {@link FlowLogs}, by child. */
export interface FlowLogsTransform {
  readonly logGroup?: Transform<aws.cloudwatch.LogGroupArgs>;
  readonly role?: Transform<aws.iam.RoleArgs>;
  readonly rolePolicy?: Transform<aws.iam.RolePolicyArgs>;
  readonly flowLog?: Transform<aws.ec2.FlowLogArgs>;
}

/** Arguments of {@link FlowLogs}. */
export interface FlowLogsArgs {
  /** The VPC whose traffic is recorded. */
  readonly vpcId: pulumi.Input<string>;
  readonly account: Pick<AccountContext, "accountId">;
  /** Days that the records are kept, one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
  /** @default - none: everything is as written here */
  readonly transform?: FlowLogsTransform | undefined;
}

/** Records who talked to whom in a VPC: accepted and refused connections, without their contents. */
export class FlowLogs extends pulumi.ComponentResource {
  public readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { transform = {} } = args;
    super(
      typeToken("network", "FlowLogs"),
      name,
      { logRetentionDays: args.logRetentionDays },
      opts,
    );

    const logGroup = new aws.cloudwatch.LogGroup(
      ...transformed(
        transform.logGroup,
        `${name}-log-group`,
        { retentionInDays: args.logRetentionDays },
        { parent: this },
      ),
    );
    const role = new aws.iam.Role(
      ...transformed(
        transform.role,
        `${name}-role`,
        {
          description: "Lets VPC flow logs write to their log group",
          assumeRolePolicy: JSON.stringify(flowLogTrust(args.account.accountId)),
        },
        { parent: this },
      ),
    );
    const policy = new aws.iam.RolePolicy(
      ...transformed(
        transform.rolePolicy,
        `${name}-role-policy`,
        {
          role: role.name,
          policy: logGroup.arn.apply((arn) => JSON.stringify(flowLogPermissions(arn))),
        },
        { parent: this },
      ),
    );
    new aws.ec2.FlowLog(
      ...transformed(
        transform.flowLog,
        `${name}-flow-log`,
        {
          vpcId: args.vpcId,
          trafficType: "ALL",
          logDestinationType: "cloud-watch-logs",
          logDestination: logGroup.arn,
          iamRoleArn: role.arn,
          maxAggregationInterval: 600,
        },
        // AWS tries the role when the flow log is made; without its policy the log never delivers.
        { parent: this, dependsOn: [policy] },
      ),
    );

    this.logGroupName = logGroup.name;
    this.registerOutputs({ logGroupName: this.logGroupName });
  }
}

/** Only the flow logs of this account may take the role (the "confused deputy" condition). */
export function flowLogTrust(accountId: string): aws.iam.PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": accountId } },
      },
    ],
  };
}

/** The log group exists, so the role needs no right to make one. */
export function flowLogPermissions(logGroupArn: string): aws.iam.PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: [
          "logs:CreateLogStream",
          "logs:DescribeLogGroups",
          "logs:DescribeLogStreams",
          "logs:PutLogEvents",
        ],
        Resource: `${logGroupArn}:*`,
      },
    ],
  };
}
