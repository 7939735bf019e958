import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as dockerBuild from "@pulumi/docker-build";
import * as pulumi from "@pulumi/pulumi";

/**
 * The yardstick of the benchmarks: the resources of a Slipway stack with some web apps, written by
 * hand in one file, as one would without Slipway. test/unit/bench holds it to the same resources.
 */

const apps = new pulumi.Config("bench").requireNumber("apps");
const stack = pulumi.getStack();
const tags = { "slipway:project": pulumi.getProject(), "slipway:stack": stack };
const provider = new aws.Provider("aws", { region: "eu-west-1", defaultTags: { tags } });
const opts = { provider };

const vpc = new awsx.ec2.Vpc(
  "network",
  {
    cidrBlock: "10.20.0.0/16",
    numberOfAvailabilityZones: 2,
    enableDnsHostnames: true,
    natGateways: { strategy: "Single" },
    subnetStrategy: "Auto",
  },
  { providers: { aws: provider } },
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
    policy: allow(["logs:PutLogEvents"], [pulumi.interpolate`${flowLogGroup.arn}:*`]),
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

const repository = new aws.ecr.Repository("hello", { name: `bench-${stack}/hello` }, opts);
new aws.ecr.LifecyclePolicy(
  "hello",
  {
    repository: repository.name,
    policy: JSON.stringify({
      rules: [
        {
          rulePriority: 1,
          selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 100 },
          action: { type: "expire" },
        },
      ],
    }),
  },
  opts,
);
const token = aws.ecr.getAuthorizationTokenOutput({}, opts);
const image = new dockerBuild.Image("hello", {
  context: { location: "./examples/hello" },
  platforms: ["linux/amd64"],
  push: false,
  buildOnPreview: false,
  exports: [
    {
      raw: pulumi.interpolate`type=image,name=${repository.repositoryUrl},push=true,push-by-digest=true`,
    },
  ],
  registries: [
    { address: repository.repositoryUrl, username: token.userName, password: token.password },
  ],
});

const logs = new aws.s3.Bucket("access-logs", {}, opts);
new aws.s3.BucketPublicAccessBlock(
  "access-logs",
  {
    bucket: logs.id,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  },
  opts,
);
new aws.s3.BucketOwnershipControls(
  "access-logs",
  { bucket: logs.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
  opts,
);
new aws.s3.BucketServerSideEncryptionConfiguration(
  "access-logs",
  {
    bucket: logs.id,
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
  },
  opts,
);
new aws.s3.BucketLifecycleConfiguration(
  "access-logs",
  {
    bucket: logs.id,
    rules: [{ id: "expire", status: "Enabled", filter: {}, expiration: { days: 90 } }],
  },
  opts,
);
const logsPolicy = new aws.s3.BucketPolicy(
  "access-logs",
  {
    bucket: logs.id,
    policy: pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: pulumi.interpolate`${logs.arn}/*`,
        },
      ],
    }),
  },
  opts,
);
const balancerGroup = new aws.ec2.SecurityGroup(
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
const balancer = new aws.lb.LoadBalancer(
  "main",
  {
    loadBalancerType: "application",
    subnets: vpc.publicSubnetIds,
    securityGroups: [balancerGroup.id],
    dropInvalidHeaderFields: true,
    accessLogs: { bucket: logs.id, enabled: true },
  },
  { provider, dependsOn: [logsPolicy] },
);
const listener = new aws.lb.Listener(
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

const cluster = new aws.ecs.Cluster("main", { name: `${stack}-main` }, opts);
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
for (const policy of [
  "service-role/AmazonEC2ContainerServiceforEC2Role",
  "AmazonSSMManagedInstanceCore",
]) {
  new aws.iam.RolePolicyAttachment(
    policy,
    { role: hostRole.name, policyArn: `arn:aws:iam::aws:policy/${policy}` },
    opts,
  );
}
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
  { provider, dependsOn: [cluster] },
);
const capacity = new aws.ecs.CapacityProvider(
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
const capacities = new aws.ecs.ClusterCapacityProviders(
  "main",
  { clusterName: cluster.name, capacityProviders: [capacity.name] },
  opts,
);

export const urls = Array.from({ length: apps }, (_, index) => app(`app${index + 1}`, index + 1));

function app(name: string, priority: number): pulumi.Output<string> {
  const logGroup = new aws.cloudwatch.LogGroup(
    name,
    { name: `/ecs/${stack}/${name}`, retentionInDays: 30 },
    opts,
  );
  const execution = new aws.iam.Role(
    `${name}-execution`,
    { assumeRolePolicy: trust("ecs-tasks") },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-execution`,
    {
      role: execution.name,
      policy: allow(["ecr:BatchGetImage", "logs:PutLogEvents"], [repository.arn, logGroup.arn]),
    },
    opts,
  );
  const task = new aws.iam.Role(`${name}-task`, { assumeRolePolicy: trust("ecs-tasks") }, opts);
  const definition = new aws.ecs.TaskDefinition(
    name,
    {
      family: `${stack}-main-${name}`,
      networkMode: "bridge",
      requiresCompatibilities: ["EC2"],
      executionRoleArn: execution.arn,
      taskRoleArn: task.arn,
      trackLatest: true,
      skipDestroy: true,
      containerDefinitions: pulumi.jsonStringify([
        {
          name,
          image: pulumi.interpolate`${repository.repositoryUrl}@${image.digest}`,
          cpu: 128,
          memory: 128,
          essential: true,
          portMappings: [{ containerPort: 8080, hostPort: 0, protocol: "tcp" }],
          logConfiguration: {
            logDriver: "awslogs",
            options: {
              "awslogs-group": logGroup.name,
              "awslogs-region": "eu-west-1",
              "awslogs-stream-prefix": name,
            },
          },
        },
      ]),
    },
    opts,
  );
  const target = new aws.lb.TargetGroup(
    name,
    {
      vpcId: vpc.vpcId,
      targetType: "instance",
      protocol: "HTTP",
      port: 8080,
      deregistrationDelay: 30,
      healthCheck: { path: "/healthz", port: "traffic-port", interval: 5, timeout: 2 },
    },
    opts,
  );
  const rule = new aws.lb.ListenerRule(
    name,
    {
      listenerArn: listener.arn,
      priority,
      conditions: [{ pathPattern: { values: [`/${name}/*`] } }],
      actions: [{ type: "forward", targetGroupArn: target.arn }],
    },
    opts,
  );
  new aws.ecs.Service(
    name,
    {
      name: `${stack}-main-${name}`,
      cluster: cluster.arn,
      taskDefinition: definition.arn,
      desiredCount: 2,
      capacityProviderStrategies: [{ capacityProvider: capacity.name, weight: 1 }],
      forceNewDeployment: true,
      loadBalancers: [{ targetGroupArn: target.arn, containerName: name, containerPort: 8080 }],
      deploymentCircuitBreaker: { enable: true, rollback: true },
    },
    { provider, dependsOn: [rule, policy, capacities] },
  );
  return pulumi.interpolate`http://${balancer.dnsName}/${name}/`;
}

function trust(service: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: `${service}.amazonaws.com` },
        Action: "sts:AssumeRole",
      },
    ],
  });
}

function allow(actions: string[], resources: pulumi.Input<string>[]): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: actions, Resource: resources }],
  });
}
