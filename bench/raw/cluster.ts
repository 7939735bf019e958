import * as aws from "@pulumi/aws";

import { balancerGroup } from "./balancer";
import { vpc } from "./network";
import { allow, policy, trust } from "./policies";
import { opts, stack } from "./provider";

export const cluster = new aws.ecs.Cluster("main", { name: `${stack}-main` }, opts);
const hosts = new aws.ec2.SecurityGroup("hosts", { vpcId: vpc.vpcId, description: "Hosts" }, opts);
new aws.vpc.SecurityGroupIngressRule(
  "hosts",
  {
    securityGroupId: hosts.id,
    referencedSecurityGroupId: balancerGroup.id,
    ipProtocol: "tcp",
    fromPort: 32768,
    toPort: 60999,
  },
  opts,
);
new aws.vpc.SecurityGroupEgressRule(
  "hosts-https",
  {
    securityGroupId: hosts.id,
    ipProtocol: "tcp",
    fromPort: 443,
    toPort: 443,
    cidrIpv4: "0.0.0.0/0",
  },
  opts,
);
new aws.vpc.SecurityGroupEgressRule(
  "hosts-network",
  { securityGroupId: hosts.id, ipProtocol: "-1", cidrIpv4: "10.20.0.0/16" },
  opts,
);
const hostRole = new aws.iam.Role("host", { assumeRolePolicy: trust("ec2") }, opts);
const agent = "service-role/AmazonEC2ContainerServiceforEC2Role";
new aws.iam.RolePolicyAttachment(
  agent,
  { role: hostRole.name, policyArn: `arn:aws:iam::aws:policy/${agent}` },
  opts,
);
new aws.iam.RolePolicy(
  "host-sessions",
  {
    role: hostRole.name,
    policy: policy(
      allow(
        [
          "ssm:UpdateInstanceInformation",
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
        ],
        ["*"],
      ),
    ),
  },
  opts,
);
const profile = new aws.iam.InstanceProfile("host", { role: hostRole.name }, opts);
const template = new aws.ec2.LaunchTemplate(
  "hosts",
  {
    imageId: "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
    instanceType: "t3.small",
    iamInstanceProfile: { arn: profile.arn },
    metadataOptions: { httpTokens: "required" },
    userData: Buffer.from(
      `#!/bin/bash\necho ECS_CLUSTER=${stack}-main >> /etc/ecs/ecs.config\n`,
    ).toString("base64"),
    networkInterfaces: [{ deviceIndex: 0, securityGroups: [hosts.id] }],
  },
  opts,
);
const group = new aws.autoscaling.Group(
  "hosts",
  {
    minSize: 1,
    maxSize: 4,
    vpcZoneIdentifiers: vpc.privateSubnetIds,
    launchTemplate: { id: template.id, version: "$Latest" },
    protectFromScaleIn: true,
    forceDelete: true,
  },
  { ...opts, dependsOn: [cluster] },
);
export const capacity = new aws.ecs.CapacityProvider(
  "hosts",
  {
    autoScalingGroupProvider: {
      autoScalingGroupArn: group.arn,
      managedScaling: { status: "ENABLED", targetCapacity: 100 },
      managedTerminationProtection: "ENABLED",
    },
  },
  opts,
);
export const capacities = new aws.ecs.ClusterCapacityProviders(
  "main",
  { clusterName: cluster.name, capacityProviders: [capacity.name] },
  opts,
);
