import assert from "node:assert/strict";

import { type App } from "../../../../../components/app/app";
import { WorkerApp, type WorkerSettings } from "../../../../../components/app/kinds/worker";
import { makeApp } from "../../../../../components/app/makeApp";
import { routesOf } from "../../../../../components/loadBalancer/routes";
import { type Graph, graphOf } from "../../../../support/graph";
import { network } from "../../cluster/fixtures";
import { clusterWithout, definitionType, serviceType, settings as web } from "../fixtures";

const settings: WorkerSettings = {
  kind: "worker",
  image: "job",
  count: 2,
  cpuUnits: 256,
  memoryMiB: 512,
  deploy: web.deploy,
};

const check = {
  command: ["node", "healthy.js"],
  intervalSeconds: 5,
  timeoutSeconds: 2,
  retries: 3,
  startPeriodSeconds: 10,
};

async function workerOf(
  launch: "ec2" | "fargate",
  given: Partial<WorkerSettings> = {},
): Promise<[Graph, App]> {
  let made: App | undefined;
  const graph = await graphOf(() => {
    made = makeApp(
      "main-job",
      {
        identity: { stack: "test", cluster: "main", app: "job" },
        cluster: clusterWithout(launch),
        network: network(),
        images: { job: { uri: "registry/job@sha256:built", repository: "/job" } },
        running: {},
        deployment: { repository: "deployment", branch: "test" },
        logRetentionDays: 30,
        settings: { ...settings, ...given },
      },
      {},
    );
  });
  assert.ok(made);
  return [graph, made];
}

interface Container {
  readonly portMappings: readonly unknown[];
  readonly healthCheck?: unknown;
}

function containerOf(graph: Graph): Container | undefined {
  const { containerDefinitions } = graph.node(definitionType, "main-job-task-definition").inputs;
  return (JSON.parse(String(containerDefinitions)) as Container[])[0];
}

describe("WorkerApp", () => {
  for (const launch of ["ec2", "fargate"] as const) {
    it(`is a service that nothing can call, on ${launch}`, async () => {
      const [graph, app] = await workerOf(launch);
      const { inputs } = graph.node(serviceType, "main-job-service");
      assert.equal(inputs.name, "test-main-job");
      assert.equal(inputs.desiredCount, 2);
      assert.equal(inputs.loadBalancers, undefined);
      assert.equal(inputs.healthCheckGracePeriodSeconds, undefined);
      assert.deepEqual(inputs.deploymentCircuitBreaker, { enable: true, rollback: true });
      assert.deepEqual(containerOf(graph)?.portMappings, []);
      for (const type of [
        "aws:lb/targetGroup:TargetGroup",
        "aws:lb/listenerRule:ListenerRule",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      ]) {
        assert.deepEqual(graph.ofType(type), [], type);
      }
      assert.ok(app instanceof WorkerApp);
      assert.equal("url" in app, false);
      assert.equal(app.deployed.family, "test-main-job");
      assert.deepEqual(Object.keys(app.deployed.images), ["job"]);
    });
  }

  it("has a security group of its own on Fargate, with ways out alone", async () => {
    const [graph] = await workerOf("fargate");
    const { inputs } = graph.node(serviceType, "main-job-service");
    assert.deepEqual(inputs.networkConfiguration, {
      subnets: ["subnet-private-a", "subnet-private-b"],
      securityGroups: ["main-job-tasks-id"],
      assignPublicIp: false,
    });
    const egress = graph.ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule");
    assert.deepEqual(egress.map(({ name }) => name).sort(), [
      "main-job-tasks-egress-https",
      "main-job-tasks-egress-network",
    ]);
  });

  it("lets ECS ask its container, and only where it says how", async () => {
    const [without] = await workerOf("ec2");
    assert.equal(containerOf(without)?.healthCheck, undefined);
    const [graph] = await workerOf("ec2", { containerHealthCheck: check });
    assert.deepEqual(containerOf(graph)?.healthCheck, {
      command: ["CMD", "node", "healthy.js"],
      interval: 5,
      timeout: 2,
      retries: 3,
      startPeriod: 10,
    });
  });

  it("asks the load balancer of its cluster for nothing", () => {
    assert.deepEqual(Object.keys(routesOf({ job: settings, web })), ["web"]);
  });

  it("refuses what no service can be", async () => {
    await assert.rejects(
      workerOf("ec2", { count: -1 }),
      /App "job": count must be an integer from 0 to 5000, got -1\./,
    );
  });
});
