import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { balancer, listener } from "./balancer";
import { capacities, capacity, cluster } from "./cluster";
import { imageUri, repository } from "./image";
import { vpc } from "./network";
import { allow, policy, trust } from "./policies";
import { opts, region, stack } from "./provider";

const tasks = new pulumi.Config("bench").getNumber("tasks") ?? 2;

/** One web app: its log, its roles, its place behind the balancer, its service. */
export function webApp(name: string, priority: number) {
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
  const permissions = new aws.iam.RolePolicy(
    `${name}-execution`,
    {
      role: execution.name,
      policy: policy(
        allow(["ecr:BatchGetImage", "logs:PutLogEvents"], [repository.arn, logGroup.arn]),
      ),
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
          image: imageUri,
          cpu: 128,
          memory: 128,
          essential: true,
          user: "node",
          readonlyRootFilesystem: true,
          portMappings: [{ containerPort: 8080, hostPort: 0, protocol: "tcp" }],
          logConfiguration: {
            logDriver: "awslogs",
            options: {
              "awslogs-group": logGroup.name,
              "awslogs-region": region,
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
  const service = new aws.ecs.Service(
    name,
    {
      name: `${stack}-main-${name}`,
      cluster: cluster.arn,
      taskDefinition: definition.arn,
      desiredCount: tasks,
      capacityProviderStrategies: [{ capacityProvider: capacity.name, weight: 1 }],
      forceNewDeployment: true,
      loadBalancers: [{ targetGroupArn: target.arn, containerName: name, containerPort: 8080 }],
      deploymentCircuitBreaker: { enable: true, rollback: true },
    },
    { ...opts, dependsOn: [rule, permissions, capacities] },
  );
  const url = pulumi.interpolate`http://${balancer.dnsName}/${name}/`;
  return { name, service, roleArns: [execution.arn, task.arn], url };
}
