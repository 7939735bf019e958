import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { WebApp, type WebAppArgs, type WebSettings } from "../../../../components/app/kinds/web";
import { readRunning } from "../../../../components/app/running";
import { type ServiceDeployment } from "../../../../components/app/service/deploymentInFlight";
import { type ContainerDefinition } from "../../../../components/app/task/containerDefinition";
import { type CapacityShare } from "../../../../components/cluster/fargateStrategy";
import { type CallMocks, type Graph, type GraphOptions, graphOf } from "../../../support/graph";
import { account, network } from "../cluster/fixtures";

export const serviceToken = "aws:ecs/getService:getService";
export const parameterToken = "aws:ssm/getParameter:getParameter";
export const definitionToken = "aws:ecs/getTaskDefinition:getTaskDefinition";
export const built = "000000000000.dkr.ecr.eu-west-1.amazonaws.com/slipway-test/web@sha256:built";

/** The provider's answer for a service or cluster that is not there, as Pulumi passes it on. */
const absent: CallMocks = {
  [parameterToken]: ({ name }) => {
    throw new Error(`reading SSM Parameter (${String(name)}): couldn't find resource`);
  },
  [serviceToken]: () => {
    throw new Error(
      "invocation of aws:ecs/getService:getService returned an error: invoking aws:ecs/getService:getService: 1 error occurred:\n\t* no matching ECS Service found\n\n",
    );
  },
};

const arnOf = (revision: number) =>
  `arn:aws:ecs:eu-west-1:0:task-definition/test-main-web:${revision}`;

/** A task definition without anything, as the provider reads it. */
const emptyDefinition = {
  networkMode: "bridge",
  requiresCompatibilities: [],
  runtimePlatforms: [],
  executionRoleArn: "",
  taskRoleArn: "",
  volumes: [],
  cpu: "",
  memory: "",
};

/** The service as {@link settings} ask for it, in the words of the provider. */
const asConfigured = {
  desiredCount: 2,
  enableExecuteCommand: false,
  healthCheckGracePeriodSeconds: 60,
  availabilityZoneRebalancing: "ENABLED",
  deploymentConfigurations: [{ minimumHealthyPercent: 100, maximumPercent: 200 }],
  loadBalancers: [{ targetGroupArn: "blue", containerPort: 8080, advancedConfigurations: [] }],
};

/** The account of a service whose newest deployment is of revision 7. */
export function running(
  images: Record<string, string>,
  status = "ACTIVE",
  deployments: readonly ServiceDeployment[] = [],
  messages: readonly string[] = ["(service test-main-web) has reached a steady state."],
): CallMocks {
  const events = messages.map((message) => ({ message }));
  return {
    [serviceToken]: (inputs) => {
      assert.deepEqual(inputs, { clusterArn: "test-main", serviceName: "test-main-web" });
      return {
        status,
        taskDefinition: arnOf(7),
        deployments: deployments.length > 0 ? deployments : [deployment(7)],
        events,
        ...asConfigured,
      };
    },
    [definitionToken]: ({ taskDefinition }) => {
      assert.equal(taskDefinition, arnOf(7));
      const containers = Object.entries(images).map(([name, image]) => ({ name, image }));
      return { ...emptyDefinition, containerDefinitions: JSON.stringify(containers) };
    },
  };
}

/** A deployment as the provider reads it: the newest one, at work since noon, unless said otherwise. */
export function deployment(
  revision: number,
  given: Partial<ServiceDeployment> = {},
): ServiceDeployment {
  return {
    id: `ecs-svc/${revision}`,
    status: "PRIMARY",
    taskDefinition: arnOf(revision),
    desiredCount: 2,
    runningCount: 1,
    pendingCount: 0,
    createdAt: "2026-11-02T12:00:00Z",
    updatedAt: "2026-11-02T12:00:30Z",
    ...given,
  };
}

export const settings: WebSettings = {
  kind: "web",
  image: "web",
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
    approval: false,
  },
};

export interface Setup extends GraphOptions {
  readonly app?: Partial<WebSettings>;
  readonly launch?: "ec2" | "fargate";
  /** Called within the program, so that it can make resources. */
  readonly args?: () => Partial<WebAppArgs>;
}

export async function appOf(setup: Setup = {}): Promise<[Graph, WebApp]> {
  const { app, launch = "ec2", args, ...options } = setup;
  let made: WebApp | undefined;
  const graph = await graphOf(
    async () => {
      const provider = new aws.Provider("explicit", { region: "eu-west-1" });
      const deploy = { strategy: app?.deploy?.strategy };
      const clusters = { main: { apps: { web: { kind: "web", deploy } } } };
      const read = await readRunning("test", clusters, { provider });
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
            account: { partition: "aws", region: "eu-west-1", accountId: "000000000000" },
            capacityProviderStrategies: pulumi.output([
              { capacityProvider: "capacity-main", weight: 1, base: 0 },
            ]),
            hostSecurityGroupId: launch === "ec2" ? pulumi.output("sg-hosts") : undefined,
            namespaceArn: undefined,
            ready: [ready],
          },
          loadBalancer: {
            arn: pulumi.output(
              "arn:aws:elasticloadbalancing:eu-west-1:000000000000:loadbalancer/app/edge/50dc6c495c0c9188",
            ),
            listenerArn: pulumi.output("arn:listener"),
            securityGroupId: pulumi.output("sg-balancer"),
            url: pulumi.output("http://lb.example.com"),
          },
          network: network(),
          images: {
            web: {
              uri: built,
              repository: "/web",
              repositoryArn: "arn:aws:ecr:eu-west-1:000000000000:repository/slipway-test/web",
            },
          },
          running: read.of("main", "web"),
          deployment: { repository: "deployment", branch: "test" },
          logRetentionDays: 30,
          priority: 17,
          settings: { ...settings, ...app },
          ...args?.(),
        },
        { providers: [provider] },
      );
    },
    { ...options, calls: { ...absent, ...options.calls } },
  );
  assert.ok(made);
  return [graph, made];
}

export const definitionType = "aws:ecs/taskDefinition:TaskDefinition";
export const serviceType = "aws:ecs/service:Service";

export function containersOf(graph: Graph): ContainerDefinition[] {
  const text = graph.node(definitionType, "main-web-task-definition").inputs.containerDefinitions;
  assert.equal(typeof text, "string", "the definition is known");
  return JSON.parse(String(text)) as ReturnType<typeof containersOf>;
}

/** An image that is yet to be built: a preview does not know its digest. */
export function unknownImage(): Partial<WebAppArgs> {
  const repository = new aws.ecr.Repository("image");
  return {
    images: {
      web: {
        uri: pulumi.interpolate`${repository.repositoryUrl}@sha256:new`,
        repository: "/web",
      },
    },
  };
}

/**
 * An account in which the service runs just what the program registers, but for the image of each
 * revision.
 */
export async function asRegistered(
  imageOf: (revision: { readonly taskDefinition: string }) => string | undefined,
  deployments: readonly ServiceDeployment[] = [deployment(7)],
): Promise<CallMocks> {
  const [graph] = await appOf();
  const { containerDefinitions, runtimePlatform, ...rest } = graph.node(
    definitionType,
    "main-web-task-definition",
  ).inputs;
  return {
    ...running({}, "ACTIVE", deployments),
    [definitionToken]: ({ taskDefinition }) => ({
      ...rest,
      runtimePlatforms: [runtimePlatform],
      containerDefinitions: JSON.stringify(
        (JSON.parse(String(containerDefinitions)) as object[]).map((container) => ({
          ...container,
          image: imageOf({ taskDefinition: String(taskDefinition) }),
        })),
      ),
    }),
  };
}

/** A cluster without a load balancer, as apps see it. */
export function clusterWithout(launch: "ec2" | "fargate") {
  return {
    arn: pulumi.output("arn:aws:ecs:eu-west-1:000000000000:cluster/test-main"),
    name: "test-main",
    launch,
    architecture: "X86_64" as const,
    account,
    capacityProviderStrategies: pulumi.output<CapacityShare[]>([]),
    hostSecurityGroupId: launch === "ec2" ? pulumi.output("sg-hosts") : undefined,
    ready: [],
    loadBalancer: undefined,
    networkLoadBalancer: undefined,
    namespaceArn: undefined as pulumi.Output<string> | undefined,
  };
}
