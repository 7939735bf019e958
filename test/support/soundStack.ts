import { type RecordedNode } from "./graph";
import { component, node, urnOf } from "./handmade";
import { messages } from "./soundMessages";
import { network } from "./soundNetwork";
import { made, urn, vpcUrn } from "./soundParts";

/**
 * A small stack, written by hand, for which every invariant holds: a balancer, a host, one app on
 * it, one on Fargate. The tests of the invariants break it in one place at a time.
 */

const userData = Buffer.from("ECS_DYNAMIC_HOST_PORT_RANGE=49153-65535\n").toString("base64");
const trust = {
  Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" } }],
};
const permission = {
  Statement: [
    { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
    { Effect: "Allow", Action: ["logs:PutLogEvents"], Resource: "arn:aws:logs:::group" },
  ],
};

function balancer(): RecordedNode[] {
  return [
    made("aws:lb/loadBalancer:LoadBalancer", "app-balancer", {
      name: "app",
      internal: false,
      subnets: ["net-vpc-public-1-id"],
      securityGroups: ["app-balancer-group-id"],
      enableDeletionProtection: true,
    }),
    made("aws:lb/listener:Listener", "app-http", { port: 80 }, { loadBalancerArn: [urn.balancer] }),
    made("aws:s3/bucket:Bucket", "app-logs", {}, {}, { protect: true }),
    made(
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      "app-logs-private",
      {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { bucket: [urn.bucket] },
    ),
  ];
}

function hosts(): RecordedNode[] {
  return [
    made("aws:ec2/launchTemplate:LaunchTemplate", "app-template", {
      userData,
      networkInterfaces: [
        { securityGroups: ["app-host-group-id"], associatePublicIpAddress: "false" },
      ],
    }),
    made(
      "aws:autoscaling/group:Group",
      "app-hosts",
      {
        vpcZoneIdentifiers: ["net-vpc-private-1-id"],
        tags: [{ key: "slipway:stack", value: "test", propagateAtLaunch: true }],
      },
      { launchTemplate: [urn.template], vpcZoneIdentifiers: [vpcUrn] },
    ),
  ];
}

function app(): RecordedNode[] {
  const container = { name: "app", environment: [{ name: "COLOUR", value: "blue" }] };
  return [
    made("aws:iam/role:Role", "app-role", { assumeRolePolicy: JSON.stringify(trust) }),
    made(
      "aws:iam/rolePolicy:RolePolicy",
      "app-policy",
      { policy: JSON.stringify(permission) },
      { role: [urn.role] },
    ),
    made(
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      "app-attachment",
      { policyArn: "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role" },
      { role: [urn.role] },
    ),
    made("aws:lb/targetGroup:TargetGroup", "app-targets", {
      name: "targets",
      targetType: "instance",
      healthCheck: { port: "traffic-port" },
    }),
    ...listenerRule("app-rule", "app-targets", urn.targets, 1),
    made(
      "aws:ecs/taskDefinition:TaskDefinition",
      "app-task",
      {
        networkMode: "bridge",
        containerDefinitions: JSON.stringify([
          { ...container, portMappings: [{ containerPort: 8080, hostPort: 0 }] },
        ]),
      },
      { executionRoleArn: [urn.role] },
    ),
    service("app-service", "app-targets", {}, urn.targets, urn.definition, [urn.rule, urn.hosts]),
    made("aws:lb/targetGroup:TargetGroup", "app-ip-targets", { name: "ip", targetType: "ip" }),
    ...listenerRule("app-ip-rule", "app-ip-targets", urn.ipTargets, 2),
    made(
      "aws:ecs/taskDefinition:TaskDefinition",
      "app-ip-task",
      {
        networkMode: "awsvpc",
        containerDefinitions: JSON.stringify([
          { ...container, portMappings: [{ containerPort: 8080 }] },
        ]),
      },
      { executionRoleArn: [urn.role] },
    ),
    service(
      "app-ip-service",
      "app-ip-targets",
      {
        networkConfiguration: {
          subnets: ["net-vpc-public-1-id"],
          securityGroups: ["app-task-group-id"],
          assignPublicIp: true,
        },
      },
      urn.ipTargets,
      urn.ipDefinition,
      [urn.ipRule],
    ),
  ];
}

function listenerRule(name: string, targets: string, targetsUrn: string, priority: number) {
  return [
    made(
      "aws:lb/listenerRule:ListenerRule",
      name,
      {
        priority,
        listenerArn: "app-http-arn",
        actions: [{ type: "forward", targetGroupArn: `${targets}-arn` }],
      },
      { listenerArn: [urn.listener], actions: [targetsUrn] },
    ),
  ];
}

function service(
  name: string,
  targets: string,
  inputs: Record<string, unknown>,
  targetsUrn: string,
  definitionUrn: string,
  waitsFor: string[],
): RecordedNode {
  const sources = {
    loadBalancers: [targetsUrn],
    taskDefinition: [definitionUrn],
    networkConfiguration: [vpcUrn],
  };
  return made(
    "aws:ecs/service:Service",
    name,
    {
      propagateTags: "SERVICE",
      deploymentCircuitBreaker: { enable: true, rollback: true },
      loadBalancers: [{ targetGroupArn: `${targets}-arn`, containerPort: 8080 }],
      ...inputs,
    },
    sources,
    {
      dependencies: [...Object.values(sources).flat(), urn.policy, urn.attachment, ...waitsFor],
    },
  );
}

/** The nodes of the sound stack. */
export function soundStack(): RecordedNode[] {
  return [
    node("pulumi:providers:aws", "aws", {
      inputs: { defaultTags: JSON.stringify({ tags: { "slipway:stack": "test" } }) },
    }),
    component("slipway:network:Network", "net"),
    node("awsx:ec2:Vpc", "net-vpc", {
      parent: urnOf("slipway:network:Network", "net"),
      custom: false,
      remote: true,
      inputs: { natGateways: { strategy: "Single" } },
    }),
    component("slipway:app:WebApp", "app"),
    ...network(),
    ...balancer(),
    ...hosts(),
    ...app(),
    ...messages(),
  ];
}
