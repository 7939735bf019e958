import assert from "node:assert/strict";

import { type Transforms } from "../../components";
import { type Graph } from "../support/graph";
import { invariants } from "../support/invariants/index";
import { graphOfStack, programTimeout } from "../support/stackProgram";
import { everyTransform, withTransforms } from "../support/transforms";

const health = { containerHealthCheck: { command: ["healthy"] } };
const worker = {
  kind: "worker",
  image: `nginx@sha256:${"0".repeat(64)}`,
  ...health,
  outbound: [{ port: 5432, to: "10.50.0.0/16", why: "database" }],
  permissions: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::shop-uploads/*"] }],
  policies: ["arn:aws:iam::000000000000:policy/shop"],
  scaling: {
    min: 0,
    max: 4,
    queue: { arn: "arn:aws:sqs:eu-west-1:000000000000:work", messagesPerTask: 10 },
    schedule: [{ at: "cron(0 8 * * ? *)", min: 1 }],
  },
};
const web = { kind: "web", image: "one", port: 8080 };

/** A stack with every resource that a component can make, but for those of the other way to the Internet. */
const config = {
  "slipway:network": JSON.stringify({ endpoints: true, flowLogs: true }),
  "slipway:images": JSON.stringify({
    ...{ one: { context: "examples/hello" }, two: { initial: "nginx:1.27" } },
  }),
  "slipway:builds": JSON.stringify({
    two: { image: "two", source: { codecommit: "shop" }, release: ["serverless/job"] },
  }),
  "slipway:deployment": JSON.stringify({ createRepository: true }),
  "slipway:clusters": JSON.stringify({
    main: {
      capacity: { type: "ec2", instanceType: "t3.small", min: 1, max: 4 },
      loadBalancer: { domain: "app.example.com", zone: "example.com" },
      apps: { web, job: worker },
    },
    serverless: {
      capacity: { type: "fargate" },
      loadBalancer: { internetFacing: false },
      apps: {
        web: { ...web, cpuUnits: 256, memoryMiB: 512, deploy: { strategy: "blue-green" } },
        job: { kind: "worker", image: "two", ...health, cpuUnits: 256, memoryMiB: 512 },
      },
    },
  }),
};

/** What no transform reaches, with the reason. */
const exceptions: Readonly<Record<string, string>> = {
  "pulumi:providers:aws": "its settings are those of the stack file",
  "aws:ecs/taskDefinition:TaskDefinition":
    "it is compared before it is made; the transform of the task comes before that",
};

function stackWith(transforms: Transforms): Promise<Graph> {
  return withTransforms(transforms, () => graphOfStack("staging", { config }));
}

describe("transforms.ts", function () {
  this.timeout(programTimeout);

  it("reaches every resource that a component makes", async () => {
    const heard = new Set<string>();
    const { nodes } = await stackWith(everyTransform((name) => heard.add(name)));
    const made = nodes.filter(
      ({ custom, remote, type }) => (custom || remote) && !(type in exceptions),
    );
    assert.ok(made.length > 100, `made only ${made.length} resources`);
    const untouched = made.filter(({ name }) => !heard.has(name));
    assert.deepEqual(
      untouched.map(({ type, name }) => `${type} ${name}`),
      [],
    );
  });

  it("changes arguments and options of single resources", async () => {
    const graph = await stackWith({
      network: { flowLogs: { flowLog: { trafficType: "REJECT" } } },
      image: (key) => (key === "one" ? { repository: { imageTagMutability: "IMMUTABLE" } } : {}),
      cluster: (key) => ({
        cluster: (_args, opts) => {
          opts.protect = key === "main";
        },
        capacity: { template: { ebsOptimized: "true" } },
        loadBalancer: { loadBalancer: { idleTimeout: 120 } },
      }),
      app: {
        web: ({ cluster, app }) => ({
          ingress: { group: { slowStart: 30 } },
          service: (args, opts) => {
            args.enableExecuteCommand = cluster === "main" && app === "web";
            opts.ignoreChanges = ["desiredCount"];
          },
          roles: { taskRole: { maxSessionDuration: 7200 } },
        }),
        worker: () => ({ logGroup: { retentionInDays: 7 } }),
      },
      delivery: { pipeline: { pipeline: { tags: { Team: "a" } } } },
    });
    const inputs = (type: string, name: string) => graph.node(type, name).inputs;
    assert.equal(
      inputs("aws:ec2/flowLog:FlowLog", "network-flow-logs-flow-log").trafficType,
      "REJECT",
    );
    assert.equal(
      inputs("aws:ecr/repository:Repository", "one-repository").imageTagMutability,
      "IMMUTABLE",
    );
    assert.equal(graph.node("aws:ecs/cluster:Cluster", "main-cluster").protect, true);
    assert.equal(graph.node("aws:ecs/cluster:Cluster", "serverless-cluster").protect, false);
    assert.equal(
      inputs("aws:ec2/launchTemplate:LaunchTemplate", "main-capacity-template").ebsOptimized,
      "true",
    );
    assert.equal(inputs("aws:lb/loadBalancer:LoadBalancer", "main-load-balancer").idleTimeout, 120);
    assert.equal(inputs("aws:lb/targetGroup:TargetGroup", "main-web-ingress-group").slowStart, 30);
    const service = graph.node("aws:ecs/service:Service", "main-web-service");
    assert.equal(service.inputs.enableExecuteCommand, true);
    assert.deepEqual(service.ignoreChanges, ["desiredCount"]);
    assert.equal(
      inputs("aws:ecs/service:Service", "serverless-web-service").enableExecuteCommand,
      false,
    );
    assert.equal(
      inputs("aws:iam/role:Role", "main-web-task-roles-task-role").maxSessionDuration,
      7200,
    );
    assert.equal(
      inputs("aws:cloudwatch/logGroup:LogGroup", "main-job-task-log-group").retentionInDays,
      7,
    );
    assert.deepEqual(
      inputs("aws:codepipeline/pipeline:Pipeline", "delivery-main-job-pipeline").tags,
      { Team: "a" },
    );
  });

  it("is judged by the invariants of the house", async () => {
    const graph = await stackWith({
      cluster: () => ({
        hostsIngress: (args) => {
          delete args.referencedSecurityGroupId;
          args.cidrIpv4 = "0.0.0.0/0";
        },
      }),
    });
    const problems = invariants.flatMap((invariant) => invariant.problems(graph));
    assert.ok(problems.length > 0, "nothing was noticed");
  });
});
