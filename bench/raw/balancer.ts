import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { privateBucket } from "./bucket";
import { vpc } from "./network";
import { allow, policy } from "./policies";
import { opts } from "./provider";

const logs = privateBucket("access-logs", { expires: 90 });
const logsPolicy = new aws.s3.BucketPolicy(
  "access-logs",
  {
    bucket: logs.id,
    policy: policy({
      ...allow(["s3:PutObject"], [pulumi.interpolate`${logs.arn}/*`]),
      Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
    }),
  },
  opts,
);
export const balancerGroup = new aws.ec2.SecurityGroup(
  "balancer",
  { vpcId: vpc.vpcId, description: "Load balancer" },
  opts,
);
new aws.vpc.SecurityGroupIngressRule(
  "balancer-80",
  {
    securityGroupId: balancerGroup.id,
    ipProtocol: "tcp",
    fromPort: 80,
    toPort: 80,
    cidrIpv4: "0.0.0.0/0",
  },
  opts,
);
new aws.vpc.SecurityGroupEgressRule(
  "balancer",
  {
    securityGroupId: balancerGroup.id,
    ipProtocol: "tcp",
    fromPort: 1,
    toPort: 65535,
    cidrIpv4: "10.20.0.0/16",
  },
  opts,
);
export const balancer = new aws.lb.LoadBalancer(
  "main",
  {
    loadBalancerType: "application",
    subnets: vpc.publicSubnetIds,
    securityGroups: [balancerGroup.id],
    dropInvalidHeaderFields: true,
    enableDeletionProtection: true,
    accessLogs: { bucket: logs.id, enabled: true },
  },
  { ...opts, dependsOn: [logsPolicy] },
);
export const listener = new aws.lb.Listener(
  "http",
  {
    loadBalancerArn: balancer.arn,
    port: 80,
    protocol: "HTTP",
    defaultActions: [
      { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } },
    ],
  },
  opts,
);
