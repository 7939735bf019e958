import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { type WebSettings } from "../../../../../components/app/kinds/web";
import { accessOf } from "../../../../../components/app/outputs";
import { valueOf } from "../../../../support/graph";
import { appOf, definitionType, serviceType, settings, unknownImage } from "../fixtures";

describe("WebApp", () => {
  it("is a service that rolls back by itself, and whose update ends when it runs", async () => {
    const [graph] = await appOf();
    const service = graph.node(serviceType, "main-web-service");
    assert.deepEqual(service.inputs, {
      name: "test-main-web",
      cluster: "arn:aws:ecs:eu-west-1:000000000000:cluster/test-main",
      taskDefinition: "arn:aws:ecs:eu-west-1:000000000000:taskdefinition/main-web-task-definition",
      desiredCount: 2,
      capacityProviderStrategies: [{ capacityProvider: "capacity-main", weight: 1, base: 0 }],
      forceNewDeployment: true,
      orderedPlacementStrategies: [
        { type: "spread", field: "attribute:ecs.availability-zone" },
        { type: "binpack", field: "memory" },
      ],
      availabilityZoneRebalancing: "ENABLED",
      loadBalancers: [
        {
          targetGroupArn: "arn:aws:lb:eu-west-1:000000000000:targetgroup/main-web-ingress-group",
          containerName: "web",
          containerPort: 8080,
        },
      ],
      healthCheckGracePeriodSeconds: 60,
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      propagateTags: "SERVICE",
      enableEcsManagedTags: true,
      waitForSteadyState: true,
    });
    assert.deepEqual(service.ignoreChanges, [], "what infrastructure changes must arrive");
    assert.deepEqual(service.customTimeouts, { create: "16m", update: "16m", delete: "11m" });
  });

  it("starts after its rule, its permissions, its logs and the capacity, and goes before them", async () => {
    const [graph] = await appOf();
    const { dependencies } = graph.node(serviceType, "main-web-service");
    for (const [type, name] of [
      ["aws:lb/listenerRule:ListenerRule", "main-web-ingress-rule"],
      ["aws:iam/rolePolicy:RolePolicy", "main-web-task-roles-execution-policy"],
      ["aws:cloudwatch/logGroup:LogGroup", "main-web-task-log-group"],
    ] as const) {
      assert.ok(dependencies.includes(graph.node(type, name).urn), name);
    }
  });

  it("lets ECS decrypt secrets with the key that the app names", async () => {
    const secretsKeyArn = "arn:aws:kms:eu-west-1:000000000000:key/one";
    const secrets = { TOKEN: "arn:aws:ssm:eu-west-1:000000000000:parameter/web/token" };
    const [graph] = await appOf({ app: { secrets, secretsKeyArn } });
    const { policy } = graph.node(
      "aws:iam/rolePolicy:RolePolicy",
      "main-web-task-roles-execution-policy",
    ).inputs;
    const { Statement } = JSON.parse(String(policy)) as { Statement: Record<string, unknown>[] };
    const decrypt = Statement.find(({ Sid }) => Sid === "DecryptSecrets");
    assert.deepEqual(decrypt?.Resource, [secretsKeyArn]);
  });

  it("has an address and a security group of its own on Fargate", async () => {
    const [graph] = await appOf({ launch: "fargate", app: { cpuUnits: 256, memoryMiB: 512 } });
    const definition = graph.node(definitionType, "main-web-task-definition").inputs;
    assert.equal(definition.networkMode, "awsvpc");
    assert.equal(definition.cpu, "256");
    assert.equal(definition.memory, "512");
    assert.match(String(definition.containerDefinitions), /"hostPort":8080/);
    const service = graph.node(serviceType, "main-web-service");
    assert.deepEqual(service.inputs.networkConfiguration, {
      subnets: ["subnet-private-a", "subnet-private-b"],
      securityGroups: ["main-web-tasks-id"],
      assignPublicIp: false,
    });
    assert.equal(service.inputs.orderedPlacementStrategies, undefined);
    const ingress = graph.node(
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      "main-web-tasks-ingress",
    );
    assert.deepEqual(ingress.inputs, {
      securityGroupId: "main-web-tasks-id",
      referencedSecurityGroupId: "sg-balancer",
      description: "The port of the app from the load balancer alone",
      ipProtocol: "tcp",
      fromPort: 8080,
      toPort: 8080,
    });
    assert.ok(service.dependencies.includes(ingress.urn), "tasks are checked through this rule");
    const target = graph.node("aws:lb/targetGroup:TargetGroup", "main-web-ingress-group");
    assert.equal(target.inputs.targetType, "ip");
    assert.deepEqual(
      graph
        .ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
        .map(({ name }) => name)
        .sort(),
      ["main-web-balancer-egress", "main-web-tasks-egress-https", "main-web-tasks-egress-network"],
    );
  });

  it("lets its tasks on Fargate out where its configuration says, by a rule each", async () => {
    const [graph] = await appOf({
      launch: "fargate",
      app: {
        cpuUnits: 256,
        memoryMiB: 512,
        outbound: [
          { port: 5432, protocol: "tcp", to: "10.50.0.0/16", why: "orders database" },
          { port: 8125, protocol: "udp", to: "pl-0a1b2c3d", why: "metrics" },
          { port: 6379, protocol: "tcp", to: "sg-0a1b2c3d", why: "cache" },
        ],
      },
    });
    const egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
    const rule = (port: number, ipProtocol = "tcp") => ({
      securityGroupId: "main-web-tasks-id",
      ipProtocol,
      fromPort: port,
      toPort: port,
    });
    assert.deepEqual(graph.node(egress, "main-web-tasks-egress-tcp-5432-10.50.0.0-16").inputs, {
      ...rule(5432),
      description: "orders database",
      cidrIpv4: "10.50.0.0/16",
    });
    assert.deepEqual(graph.node(egress, "main-web-tasks-egress-udp-8125-pl-0a1b2c3d").inputs, {
      ...rule(8125, "udp"),
      description: "metrics",
      prefixListId: "pl-0a1b2c3d",
    });
    const cache = graph.node(egress, "main-web-tasks-egress-tcp-6379-sg-0a1b2c3d");
    assert.deepEqual(cache.inputs, {
      ...rule(6379),
      description: "cache",
      referencedSecurityGroupId: "sg-0a1b2c3d",
    });
    const service = graph.node(serviceType, "main-web-service");
    assert.ok(service.dependencies.includes(cache.urn), "tasks may need it at their start");
  });

  it("tells who it is: its roles, and the group that its connections come from", async () => {
    for (const [launch, group] of [
      ["ec2", "sg-hosts"],
      ["fargate", "main-web-tasks-id"],
    ] as const) {
      const [, app] = await appOf({ launch, app: { cpuUnits: 256, memoryMiB: 512 } });
      const role = "arn:aws:iam::000000000000:role/test-main-web-eu-west-1";
      assert.deepEqual(await valueOf(pulumi.all(accessOf({ main: { apps: { web: app } } }))), {
        "main/web": {
          executionRoleArn: `${role}-execution`,
          taskRoleArn: `${role}-task`,
          securityGroupId: group,
        },
      });
    }
  });

  it("refuses a managed policy of another account before anything is made", async () => {
    const policies = ["arn:aws:iam::111122223333:policy/mail"];
    await assert.rejects(
      appOf({ app: { policies } }),
      /App "web": policy "arn:aws:iam::111122223333:policy\/mail" belongs to account 111122223333, and a role takes those of its own account, 000000000000, or of AWS\./,
    );
  });

  it("gives out where it is found, and exactly its fields", async () => {
    const [graph, app] = await appOf({ app: { route: { paths: ["/api/*"], hosts: [] } } });
    assert.equal(await valueOf(app.url), "http://lb.example.com/api/");
    assert.deepEqual(Object.keys(graph.node("slipway:app:WebApp", "main-web").outputs ?? {}), [
      "url",
    ]);
    assert.deepEqual(
      Object.keys(graph.node("slipway:app:EcsService", "main-web").outputs ?? {}).sort(),
      ["executionRoleArn", "securityGroupId", "serviceName", "taskDefinitionArn", "taskRoleArn"],
    );
  });

  it("shows policies its definition in a first preview, though the digest is unknown", async () => {
    const [graph] = await appOf({ preview: true, args: unknownImage });
    const { containerDefinitions } = graph.node(definitionType, "main-web-task-definition").inputs;
    assert.equal(containerDefinitions, pulumi.unknown);
    const component = graph.node("slipway:app:WebApp", "main-web");
    const task = graph.node("slipway:app:TaskDefinition", "main-web-task");
    const definition = task.inputs.definition as { name: string; image: string }[];
    assert.deepEqual(
      definition.map(({ name, image }) => [name, image]),
      [["web", "pending"]],
    );
    assert.equal(component.inputs.priority, 17);
    assert.deepEqual((component.inputs.settings as WebSettings).healthCheck, settings.healthCheck);
  });
});
