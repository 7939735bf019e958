import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { WebApp, type WebAppArgs, type WebAppSettings } from "../../../../components/app/webApp";
import {
  type CallMocks,
  type Graph,
  type GraphOptions,
  graphOf,
  valueOf,
} from "../../../support/graph";
import { network } from "../cluster/fixtures";

const serviceToken = "aws:ecs/getService:getService";
const definitionToken = "aws:ecs/getTaskDefinition:getTaskDefinition";
const built = "000000000000.dkr.ecr.eu-west-1.amazonaws.com/slipway-test/web@sha256:built";

/** The provider's answer for a service or cluster that is not there, as Pulumi passes it on. */
const absent: CallMocks = {
  [serviceToken]: () => {
    throw new Error(
      "invocation of aws:ecs/getService:getService returned an error: invoking aws:ecs/getService:getService: 1 error occurred:\n\t* no matching ECS Service found\n\n",
    );
  },
};

function running(images: Record<string, string>, status = "ACTIVE"): CallMocks {
  return {
    [serviceToken]: (inputs) => {
      assert.deepEqual(inputs, { clusterArn: "test-main", serviceName: "test-main-web" });
      return { status, taskDefinition: "arn:aws:ecs:eu-west-1:0:task-definition/test-main-web:7" };
    },
    [definitionToken]: ({ taskDefinition }) => {
      assert.equal(taskDefinition, "arn:aws:ecs:eu-west-1:0:task-definition/test-main-web:7");
      const containers = Object.entries(images).map(([name, image]) => ({ name, image }));
      return { containerDefinitions: JSON.stringify(containers) };
    },
  };
}

const settings: WebAppSettings = {
  port: 8080,
  count: 2,
  cpuUnits: 128,
  memoryMiB: 128,
  route: { paths: ["/*"], hosts: [] },
  healthCheck: {
    path: "/healthz",
    intervalSeconds: 5,
    timeoutSeconds: 2,
    healthyThreshold: 2,
    unhealthyThreshold: 3,
    matcher: "200",
    graceSeconds: 60,
  },
  deregistrationDelaySeconds: 30,
  deploy: {
    strategy: "rolling",
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    timeoutMinutes: 15,
  },
};

interface Setup extends GraphOptions {
  readonly app?: Partial<WebAppSettings>;
  readonly launch?: "ec2" | "fargate";
  /** Called within the program, so that it can make resources. */
  readonly args?: () => Partial<WebAppArgs>;
}

async function appOf(setup: Setup = {}): Promise<[Graph, WebApp]> {
  const { app, launch = "ec2", args, ...options } = setup;
  let made: WebApp | undefined;
  const graph = await graphOf(
    () => {
      const provider = new aws.Provider("explicit", { region: "eu-west-1" });
      const ready = new pulumi.ComponentResource("test:index:Capacity", "capacity");
      made = new WebApp(
        "main-web",
        {
          identity: { stack: "test", cluster: "main", app: "web" },
          cluster: {
            arn: pulumi.output("arn:aws:ecs:eu-west-1:000000000000:cluster/test-main"),
            name: "test-main",
            launch,
            architecture: "X86_64",
            account: pulumi.output({
              partition: "aws",
              region: "eu-west-1",
              accountId: "000000000000",
            }),
            capacityProviderStrategies: pulumi.output([
              { capacityProvider: "capacity-main", weight: 1, base: 0 },
            ]),
            ready: [ready],
          },
          loadBalancer: {
            arn: pulumi.output("arn:balancer"),
            listenerArn: pulumi.output("arn:listener"),
            securityGroupId: pulumi.output("sg-balancer"),
            url: pulumi.output("http://lb.example.com"),
          },
          network: network(),
          image: {
            uri: built,
            repositoryArn: "arn:aws:ecr:eu-west-1:000000000000:repository/slipway-test/web",
          },
          logRetentionDays: 30,
          priority: 17,
          app: { ...settings, ...app },
          ...args?.(),
        },
        { providers: [provider] },
      );
    },
    { calls: absent, ...options },
  );
  assert.ok(made);
  return [graph, made];
}

const definitionType = "aws:ecs/taskDefinition:TaskDefinition";
const serviceType = "aws:ecs/service:Service";

function containersOf(
  graph: Graph,
): { name: string; image: string; cpu: number; memory: number }[] {
  const text = graph.node(definitionType, "main-web-task-definition").inputs.containerDefinitions;
  assert.equal(typeof text, "string", "the definition is known");
  return JSON.parse(String(text)) as ReturnType<typeof containersOf>;
}

/** An image that is yet to be built: a preview does not know its digest. */
function unknownImage(): Partial<WebAppArgs> {
  const repository = new aws.ecr.Repository("image");
  return { image: { uri: pulumi.interpolate`${repository.repositoryUrl}@sha256:new` } };
}

describe("WebApp", () => {
  it("runs a fixed family on the bridge of its hosts and keeps every revision", async () => {
    const [graph] = await appOf();
    const { containerDefinitions, ...inputs } = graph.node(
      definitionType,
      "main-web-task-definition",
    ).inputs;
    assert.deepEqual(inputs, {
      family: "test-main-web",
      trackLatest: true,
      skipDestroy: true,
      networkMode: "bridge",
      requiresCompatibilities: ["EC2"],
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" },
      executionRoleArn:
        "arn:aws:iam:eu-west-1:000000000000:role/main-web-task-roles-execution-role",
      taskRoleArn: "arn:aws:iam:eu-west-1:000000000000:role/main-web-task-roles-task-role",
      volumes: [],
    });
    assert.match(String(containerDefinitions), /"hostPort":0/);
  });

  it("gives the app's role nothing, and ECS's role its own policy", async () => {
    const [graph] = await appOf();
    assert.deepEqual(
      graph.ofType("aws:iam/rolePolicy:RolePolicy").map(({ inputs }) => inputs.role),
      ["test-main-web-eu-west-1-execution"],
    );
    assert.deepEqual(graph.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment"), []);
    const [policy] = graph.ofType("aws:iam/rolePolicy:RolePolicy");
    const text = String(policy?.inputs.policy);
    assert.match(text, /repository\/slipway-test\/web"/);
    assert.match(text, /log-group:\/slipway\/test\/main\/web:\*/);
  });

  it("keeps logs for as long as it is told, under a name that is known in advance", async () => {
    const [graph] = await appOf();
    assert.deepEqual(
      graph.node("aws:cloudwatch/logGroup:LogGroup", "main-web-task-log-group").inputs,
      { name: "/slipway/test/main/web", retentionInDays: 30 },
    );
  });

  it("checks the port that traffic takes, with the configured timing", async () => {
    const [graph] = await appOf();
    const group = graph.node("aws:lb/targetGroup:TargetGroup", "main-web-target-group");
    const { name, ...inputs } = group.inputs;
    assert.match(String(name), /^test-main-web-[0-9a-f]{8}$/);
    assert.equal(group.deleteBeforeReplace, false);
    assert.deepEqual(inputs, {
      vpcId: "vpc-0a1b2c3d",
      targetType: "instance",
      protocol: "HTTP",
      port: 8080,
      deregistrationDelay: 30,
      healthCheck: {
        enabled: true,
        protocol: "HTTP",
        port: "traffic-port",
        path: "/healthz",
        interval: 5,
        timeout: 2,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
        matcher: "200",
      },
    });
  });

  it("gets another target group's name when its port changes, so that both can exist", async () => {
    const names = await Promise.all(
      [8080, 9090].map(async (port) => {
        const [graph] = await appOf({ app: { port } });
        return graph.node("aws:lb/targetGroup:TargetGroup", "main-web-target-group").inputs.name;
      }),
    );
    assert.notEqual(names[0], names[1]);
  });

  it("gets another target group when another balancer takes over, as no group serves two", async () => {
    const names = await Promise.all(
      ["arn:balancer", "arn:other"].map(async (arn) => {
        const [graph] = await appOf({
          args: () => ({
            loadBalancer: {
              arn: pulumi.output(arn),
              listenerArn: pulumi.output("arn:listener"),
              securityGroupId: pulumi.output("sg-balancer"),
              url: pulumi.output("http://lb.example.com"),
            },
          }),
        });
        return graph.node("aws:lb/targetGroup:TargetGroup", "main-web-target-group").inputs.name;
      }),
    );
    assert.notEqual(names[0], names[1]);
  });

  it("leads its hosts and paths to its target group at its priority", async () => {
    const [graph] = await appOf({
      app: { route: { paths: ["/api/*", "/v1/*"], hosts: ["a.example.com"] } },
    });
    assert.deepEqual(
      graph.node("aws:lb/listenerRule:ListenerRule", "main-web-target-rule").inputs,
      {
        listenerArn: "arn:listener",
        priority: 17,
        conditions: [
          { hostHeader: { values: ["a.example.com"] } },
          { pathPattern: { values: ["/api/*", "/v1/*"] } },
        ],
        actions: [
          {
            type: "forward",
            targetGroupArn: "arn:aws:lb:eu-west-1:000000000000:targetgroup/main-web-target-group",
          },
        ],
      },
    );
  });

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
          targetGroupArn: "arn:aws:lb:eu-west-1:000000000000:targetgroup/main-web-target-group",
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
      ["aws:lb/listenerRule:ListenerRule", "main-web-target-rule"],
      ["aws:iam/rolePolicy:RolePolicy", "main-web-task-roles-execution-policy"],
      ["aws:cloudwatch/logGroup:LogGroup", "main-web-task-log-group"],
    ] as const) {
      assert.ok(dependencies.includes(graph.node(type, name).urn), name);
    }
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
    const target = graph.node("aws:lb/targetGroup:TargetGroup", "main-web-target-group");
    assert.equal(target.inputs.targetType, "ip");
    assert.deepEqual(
      graph
        .ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
        .map(({ name }) => name)
        .sort(),
      ["main-web-balancer-egress", "main-web-tasks-egress-https", "main-web-tasks-egress-network"],
    );
  });

  it("shares its task's size out to its sidecars, whose images it takes from the configuration", async () => {
    const sidecars = { proxy: { cpuUnits: 28, memoryMiB: 64, essential: false } };
    const args = () => ({ sidecarImages: { proxy: { uri: "envoy@sha256:configured" } } });
    const calls = running({ web: "web@sha256:live", proxy: "envoy@sha256:old" });
    const [graph] = await appOf({ app: { sidecars }, args, calls });
    assert.deepEqual(
      containersOf(graph).map(({ name, image, cpu, memory }) => [name, image, cpu, memory]),
      [
        ["proxy", "envoy@sha256:configured", 28, 64],
        ["web", "web@sha256:live", 100, 64],
      ],
    );
  });

  it("mounts folders that die with the task, and file systems that do not", async () => {
    const [graph] = await appOf({
      app: {
        volumes: {
          tmp: { mountPath: "/tmp", readOnly: false },
          data: {
            mountPath: "/data",
            readOnly: true,
            efs: { fileSystemId: "fs-0a1b2c3d", accessPointId: "fsap-0a1b2c3d" },
          },
        },
      },
    });
    assert.deepEqual(graph.node(definitionType, "main-web-task-definition").inputs.volumes, [
      {
        name: "data",
        efsVolumeConfiguration: {
          fileSystemId: "fs-0a1b2c3d",
          rootDirectory: "/",
          transitEncryption: "ENABLED",
          authorizationConfig: { accessPointId: "fsap-0a1b2c3d" },
        },
      },
      { name: "tmp" },
    ]);
  });

  it("gives out where it is found, and exactly its fields", async () => {
    const [graph, app] = await appOf({ app: { route: { paths: ["/api/*"], hosts: [] } } });
    assert.equal(await valueOf(app.url), "http://lb.example.com/api/");
    assert.deepEqual(
      Object.keys(graph.node("slipway:app:WebApp", "main-web").outputs ?? {}).sort(),
      [
        "executionRoleArn",
        "serviceName",
        "targetGroupArn",
        "taskDefinitionArn",
        "taskRoleArn",
        "url",
      ],
    );
  });

  it("shows policies its definition in a first preview, though the digest is unknown", async () => {
    const [graph] = await appOf({ preview: true, args: unknownImage });
    const { containerDefinitions } = graph.node(definitionType, "main-web-task-definition").inputs;
    assert.equal(containerDefinitions, pulumi.unknown);
    const component = graph.node("slipway:app:WebApp", "main-web");
    const definition = component.inputs.definition as { name: string; image: string }[];
    assert.deepEqual(
      definition.map(({ name, image }) => [name, image]),
      [["web", "pending"]],
    );
    assert.equal(component.inputs.priority, 17);
    assert.deepEqual(
      (component.inputs.settings as WebAppSettings).healthCheck,
      settings.healthCheck,
    );
  });
});

describe("the drift rule", () => {
  it("deploys the configured image to a service that does not exist", async () => {
    const [graph] = await appOf();
    assert.deepEqual(
      containersOf(graph).map(({ image }) => image),
      [built],
    );
  });

  it("keeps the image that the service runs now", async () => {
    const [graph] = await appOf({ calls: running({ web: "web@sha256:live" }) });
    assert.deepEqual(
      containersOf(graph).map(({ image }) => image),
      ["web@sha256:live"],
    );
  });

  it("takes a service that was deleted for one that does not exist", async () => {
    const [graph] = await appOf({ calls: running({ web: "web@sha256:gone" }, "INACTIVE") });
    assert.deepEqual(
      containersOf(graph).map(({ image }) => image),
      [built],
    );
  });

  it("reads under the provider of the component", async () => {
    const [graph] = await appOf({ calls: running({ web: "web@sha256:live" }) });
    assert.deepEqual(
      graph.calls.map(({ token }) => token),
      [serviceToken, definitionToken],
    );
    for (const { provider } of graph.calls) {
      assert.match(provider, /pulumi:providers:aws::explicit::/);
    }
  });

  it("knows in a preview what runs, though the configured image is still to be built", async () => {
    const calls = running({ web: "web@sha256:live" });
    const [graph] = await appOf({ calls, preview: true, args: unknownImage });
    assert.deepEqual(
      containersOf(graph).map(({ image }) => image),
      ["web@sha256:live"],
    );
  });

  const failures: [string, CallMocks, RegExp][] = [
    [
      "the service cannot be read",
      {
        [serviceToken]: () => {
          throw new Error("reading ECS Service: operation error ECS: AccessDeniedException");
        },
      },
      /Service "test-main-web" of cluster "test-main": cannot read which images run now, so nothing is changed\. .*AccessDeniedException/,
    ],
    [
      "its task definition cannot be read",
      {
        ...running({}),
        [definitionToken]: () => {
          throw new Error("reading ECS Task Definition (x): ExpiredTokenException");
        },
      },
      /cannot read which images run now, so nothing is changed\. .*ExpiredTokenException/,
    ],
    [
      "its task definition is no list of containers",
      { ...running({}), [definitionToken]: () => ({ containerDefinitions: "{}" }) },
      /so nothing is changed\. The task definition has no list of containers\./,
    ],
  ];
  for (const [title, calls, message] of failures) {
    it(`stops when ${title}`, async () => {
      await assert.rejects(appOf({ calls }), { message });
    });
  }
});

describe("WebApp refuses", () => {
  const { healthCheck, deploy } = settings;
  const table: [string, Setup, string][] = [
    [
      "a port out of range",
      { app: { port: 70000 } },
      "port must be an integer from 1 to 65535, got 70000.",
    ],
    ["half a task", { app: { count: 1.5 } }, "count must be an integer from 0 to 5000, got 1.5."],
    [
      "a priority out of range",
      { args: () => ({ priority: 50001 }) },
      "priority must be an integer from 1 to 50000, got 50001.",
    ],
    [
      "a drain of more than an hour",
      { app: { deregistrationDelaySeconds: 3601 } },
      "deregistrationDelaySeconds must be an integer from 0 to 3600, got 3601.",
    ],
    [
      "a check that may take as long as its interval",
      { app: { healthCheck: { ...healthCheck, timeoutSeconds: 5 } } },
      "healthCheck.timeoutSeconds must be an integer from 2 to 4, got 5.",
    ],
    [
      "more conditions than a rule can have",
      { app: { route: { paths: ["/a", "/b", "/c"], hosts: ["a.b", "c.d", "e.f"] } } },
      "route needs at least one path, and at most 5 paths and hosts together, got 3 paths and 3 hosts.",
    ],
    [
      "a deployment that can never progress",
      { app: { count: 1, deploy: { ...deploy, maximumPercent: 100 } } },
      "a deployment can never progress: with count 1, deploy.minimumHealthyPercent 100 and deploy.maximumPercent 100 no task may stop and none may start. Raise the one or lower the other.",
    ],
    [
      "a time-out that the pipeline does not have",
      { app: { deploy: { ...deploy, timeoutMinutes: 61 } } },
      "deploy.timeoutMinutes must be an integer from 5 to 60, got 61.",
    ],
    [
      "a strategy that it does not know",
      { app: { deploy: { ...deploy, strategy: "canary" } } },
      'deploy.strategy "canary" is not available yet; use "rolling".',
    ],
    [
      "a secret that is no ARN",
      { app: { secrets: { TOKEN: "hunter2" } } },
      'secret TOKEN must be the ARN of a Secrets Manager secret or an SSM parameter, got "hunter2".',
    ],
    [
      "sidecars that leave the app no memory",
      { app: { sidecars: { proxy: { cpuUnits: 0, memoryMiB: 125, essential: true } } } },
      "memoryMiB is 128, of which the sidecars leave 3; a container needs at least 6.",
    ],
    [
      "sidecars with more CPU than the task",
      { app: { sidecars: { proxy: { cpuUnits: 129, memoryMiB: 16, essential: true } } } },
      "cpuUnits is 128, but the sidecars alone have 129. It counts the whole task.",
    ],
    [
      "a sidecar with the app's name",
      { app: { sidecars: { web: { cpuUnits: 0, memoryMiB: 16, essential: true } } } },
      'sidecar "web" has the name of the app\'s own container. Rename it.',
    ],
    [
      "a size that Fargate does not have",
      { launch: "fargate" },
      "invalid Fargate cpu 128; use 256,512,1024,2048,4096,8192,16384.",
    ],
  ];
  for (const [title, setup, sentence] of table) {
    it(title, async () => {
      await assert.rejects(appOf(setup), { message: `App "web": ${sentence}` });
    });
  }
});
