import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";

import { allow, policy, trust } from "./policies";
import { opts } from "./provider";

export const vpc = new awsx.ec2.Vpc(
  "network",
  {
    cidrBlock: "10.20.0.0/16",
    numberOfAvailabilityZones: 2,
    enableDnsHostnames: true,
    natGateways: { strategy: "Single" },
    subnetStrategy: "Auto",
  },
  { providers: { aws: opts.provider } },
);
new aws.ec2.DefaultSecurityGroup("default", { vpcId: vpc.vpcId }, opts);
const flowLogGroup = new aws.cloudwatch.LogGroup("flow-logs", { retentionInDays: 30 }, opts);
const flowLogRole = new aws.iam.Role(
  "flow-logs",
  { assumeRolePolicy: trust("vpc-flow-logs") },
  opts,
);
new aws.iam.RolePolicy(
  "flow-logs",
  {
    role: flowLogRole.name,
    policy: policy(allow(["logs:PutLogEvents"], [pulumi.interpolate`${flowLogGroup.arn}:*`])),
  },
  opts,
);
new aws.ec2.FlowLog(
  "flow-logs",
  {
    vpcId: vpc.vpcId,
    trafficType: "ALL",
    iamRoleArn: flowLogRole.arn,
    logDestination: flowLogGroup.arn,
  },
  opts,
);
