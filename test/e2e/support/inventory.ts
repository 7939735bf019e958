import { type Clients } from "./clients";

/** Everything in an account that a stack may have made, one line each. An account is born with a few things, too. */
export async function inventory(aws: Clients): Promise<readonly string[]> {
  const lines = await Promise.all([
    aws.ec2.describeVpcs({}).then(({ Vpcs }) => named("vpc", Vpcs, (vpc) => vpc.VpcId)),
    aws.ec2
      .describeSubnets({})
      .then(({ Subnets }) => named("subnet", Subnets, (subnet) => subnet.SubnetId)),
    aws.ec2
      .describeSecurityGroups({})
      .then(({ SecurityGroups }) =>
        named("security group", SecurityGroups, (group) => group.GroupId),
      ),
    aws.ec2
      .describeRouteTables({})
      .then(({ RouteTables }) => named("route table", RouteTables, (table) => table.RouteTableId)),
    aws.ec2
      .describeInternetGateways({})
      .then(({ InternetGateways }) =>
        named("internet gateway", InternetGateways, (gateway) => gateway.InternetGatewayId),
      ),
    aws.ec2
      .describeNatGateways({ Filter: [{ Name: "state", Values: ["available", "pending"] }] })
      .then(({ NatGateways }) => named("NAT gateway", NatGateways, (nat) => nat.NatGatewayId)),
    aws.ec2
      .describeAddresses({})
      .then(({ Addresses }) => named("address", Addresses, (address) => address.AllocationId)),
    aws.ec2
      .describeLaunchTemplates({})
      .then(({ LaunchTemplates }) =>
        named("launch template", LaunchTemplates, (template) => template.LaunchTemplateName),
      ),
    aws.autoScaling
      .describeAutoScalingGroups({})
      .then(({ AutoScalingGroups }) =>
        named("group of instances", AutoScalingGroups, (group) => group.AutoScalingGroupName),
      ),
    aws.elb
      .describeLoadBalancers({})
      .then(({ LoadBalancers }) =>
        named("load balancer", LoadBalancers, (balancer) => balancer.LoadBalancerName),
      ),
    aws.elb
      .describeTargetGroups({})
      .then(({ TargetGroups }) =>
        named("target group", TargetGroups, (group) => group.TargetGroupName),
      ),
    ecsInventory(aws),
    aws.ecr
      .describeRepositories({})
      .then(({ repositories }) =>
        named("image repository", repositories, (repository) => repository.repositoryName),
      ),
    aws.iam.listRoles({}).then(({ Roles }) => named("role", Roles, (role) => role.RoleName)),
    aws.iam
      .listInstanceProfiles({})
      .then(({ InstanceProfiles }) =>
        named("instance profile", InstanceProfiles, (profile) => profile.InstanceProfileName),
      ),
    aws.logs
      .describeLogGroups({})
      .then(({ logGroups }) => named("log group", logGroups, (group) => group.logGroupName)),
    deliveryInventory(aws),
    aws.s3.listBuckets({}).then(({ Buckets }) => named("bucket", Buckets, (bucket) => bucket.Name)),
  ]);
  return lines.flat().sort();
}

/** What delivery is made of. */
async function deliveryInventory(aws: Clients): Promise<readonly string[]> {
  const lines = await Promise.all([
    keyInventory(aws),
    aws.codeCommit
      .listRepositories({})
      .then(({ repositories }) =>
        named("repository", repositories, (repository) => repository.repositoryName),
      ),
    aws.codePipeline
      .listPipelines({})
      .then(({ pipelines }) => named("pipeline", pipelines, (pipeline) => pipeline.name)),
    aws.lambda
      .listFunctions({})
      .then(({ Functions }) => named("function", Functions, (one) => one.FunctionName)),
    aws.lambda
      .listEventSourceMappings({})
      .then(({ EventSourceMappings }) =>
        named("event source", EventSourceMappings, (source) => source.UUID),
      ),
    aws.events.listRules({}).then(({ Rules }) => named("rule", Rules, (rule) => rule.Name)),
    aws.sqs.listQueues({}).then(({ QueueUrls }) => named("queue", QueueUrls, (url) => url)),
    aws.sns.listTopics({}).then(({ Topics }) => named("topic", Topics, (topic) => topic.TopicArn)),
    aws.cloudWatch
      .describeAlarms({})
      .then(({ MetricAlarms }) => named("alarm", MetricAlarms, (alarm) => alarm.AlarmName)),
    aws.ssm
      .describeParameters({})
      .then(({ Parameters }) => named("parameter", Parameters, (parameter) => parameter.Name)),
  ]);
  return lines.flat();
}

/** Keys stay listed until the day of their end. */
async function keyInventory({ kms }: Clients): Promise<readonly string[]> {
  const { Keys = [] } = await kms.listKeys({});
  const described = await Promise.all(Keys.map(({ KeyId }) => kms.describeKey({ KeyId })));
  const usable = described.filter(({ KeyMetadata }) => KeyMetadata?.KeyState !== "PendingDeletion");
  return named("key", usable, ({ KeyMetadata }) => KeyMetadata?.KeyId);
}

/** Clusters and services stay listed as INACTIVE for a while after they are deleted. */
async function ecsInventory({ ecs }: Clients): Promise<readonly string[]> {
  const { clusterArns } = await ecs.listClusters({});
  const { clusters } = await ecs.describeClusters({ clusters: clusterArns ?? [] });
  const active = (clusters ?? []).filter(({ status }) => status === "ACTIVE");
  const { capacityProviders } = await ecs.describeCapacityProviders({});
  const own = (capacityProviders ?? []).filter(
    ({ name, status }) => status === "ACTIVE" && !name?.startsWith("FARGATE"),
  );
  return [
    ...named("cluster", active, ({ clusterName }) => clusterName),
    ...named("capacity provider", own, ({ name }) => name),
  ];
}

function named<T>(
  what: string,
  found: readonly T[] | undefined,
  name: (item: T) => string | undefined,
): readonly string[] {
  return (found ?? []).map((item) => `${what} ${name(item) ?? "without a name"}`);
}
