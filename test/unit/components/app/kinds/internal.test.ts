import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { type App } from "../../../../../components/app/app";
import { type InternalSettings } from "../../../../../components/app/kinds/internal";
import { type WorkerSettings } from "../../../../../components/app/kinds/worker";
import { type AppSettings, makeApp } from "../../../../../components/app/makeApp";
import { makeApps } from "../../../../../components/app/makeApps";
import { type Graph, graphOf } from "../../../../support/graph";
import { network } from "../../cluster/fixtures";
import { clusterWithout, definitionType, serviceType, settings as web } from "../fixtures";

const task = { count: 2, cpuUnits: 256, memoryMiB: 512, deploy: web.deploy };
const prices: InternalSettings = {
  ...task,
  kind: "internal",
  image: "prices",
  port: 8080,
  protocol: "http",
};
const job: WorkerSettings = { ...task, kind: "worker", image: "job", connectsTo: ["prices"] };
const namespaceArn = "arn:aws:servicediscovery:eu-west-1:000000000000:namespace/ns-1";
const ingressType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

function clusterWithNamespace(launch: "ec2" | "fargate") {
  return { ...clusterWithout(launch), namespaceArn: pulumi.output(namespaceArn) };
}

/** Apps of one cluster, by their keys. */
async function appsOf(
  launch: "ec2" | "fargate",
  settings: Readonly<Record<string, AppSettings>>,
  clusterOf: typeof clusterWithout = clusterWithNamespace,
): Promise<[Graph, Record<string, App>]> {
  let made: Record<string, App> | undefined;
  const graph = await graphOf(() => {
    made = makeApps(settings, (app, key, servers) =>
      makeApp(
        `main-${key}`,
        {
          identity: { stack: "test", cluster: "main", app: key },
          cluster: clusterOf(launch),
          network: network(),
          images: { [key]: { uri: `registry/${key}@sha256:built`, repository: `/${key}` } },
          servers,
          running: {},
          deployment: { repository: "deployment", branch: "test" },
          logRetentionDays: 30,
          settings: app,
        },
        {},
      ),
    );
  });
  assert.ok(made);
  return [graph, made];
}

function definitionOf(graph: Graph, key: string) {
  const { inputs } = graph.node(definitionType, `main-${key}-task-definition`);
  const [container] = JSON.parse(String(inputs.containerDefinitions)) as {
    readonly portMappings: readonly unknown[];
    readonly memory: number;
    readonly cpu: number;
  }[];
  assert.ok(container);
  return { inputs, container };
}

const proxyLogs = (app: string) => ({
  logDriver: "awslogs",
  options: {
    "awslogs-group": `/slipway/test/main/${app}`,
    "awslogs-region": "eu-west-1",
    "awslogs-stream-prefix": "service-connect",
  },
});

describe("InternalApp", () => {
  for (const launch of ["ec2", "fargate"] as const) {
    it(`is called by its name, without a load balancer, on ${launch}`, async () => {
      const [graph, { prices: app }] = await appsOf(launch, { prices });
      const { inputs } = graph.node(serviceType, "main-prices-service");
      assert.deepEqual(inputs.serviceConnectConfiguration, {
        enabled: true,
        namespace: namespaceArn,
        services: [
          {
            portName: "http",
            discoveryName: "prices",
            clientAlias: [{ dnsName: "prices", port: 8080 }],
          },
        ],
        logConfiguration: proxyLogs("prices"),
      });
      assert.equal(inputs.loadBalancers, undefined);
      assert.equal(inputs.triggers, undefined);
      assert.deepEqual(definitionOf(graph, "prices").container.portMappings, [
        {
          appProtocol: "http",
          containerPort: 8080,
          hostPort: launch === "ec2" ? 0 : 8080,
          name: "http",
          protocol: "tcp",
        },
      ]);
      assert.equal(app?.kind, "internal");
      assert.equal(app.url, undefined);
      assert.equal(app.deployed.family, "test-main-prices");
      assert.deepEqual(graph.ofType(ingressType), []);
    });

    it(`leaves the proxy a part of the task's memory, on ${launch}`, async () => {
      const [graph] = await appsOf(launch, { prices, job, other: { ...job, connectsTo: [] } });
      for (const [key, memory] of [
        ["prices", 448],
        ["job", 448],
        ["other", 512],
      ] as const) {
        const { inputs, container } = definitionOf(graph, key);
        assert.equal(container.memory, memory, key);
        assert.equal(container.cpu, 256, key);
        const own = launch === "fargate" || key !== "other";
        assert.equal(inputs.memory, own ? "512" : undefined, key);
      }
    });
  }

  it("is plain TCP to the proxy where it says so, and a new service with another protocol", async () => {
    const [graph] = await appsOf("ec2", { prices: { ...prices, protocol: "tcp" } });
    assert.deepEqual(definitionOf(graph, "prices").container.portMappings, [
      { containerPort: 8080, hostPort: 0, name: "tcp", protocol: "tcp" },
    ]);
    const service = graph.node(serviceType, "main-prices-service");
    assert.deepEqual(service.replaceOnChanges, [
      "serviceConnectConfiguration.services[0].portName",
    ]);
    assert.deepEqual(
      (
        service.inputs.serviceConnectConfiguration as { services: { portName: string }[] }
      ).services.map(({ portName }) => portName),
      ["tcp"],
    );
  });

  it("tells the proxy how long requests and connections may last, where it says so", async () => {
    const timeoutsOf = async (given: Partial<InternalSettings>) => {
      const [graph] = await appsOf("ec2", { prices: { ...prices, ...given } });
      const { inputs } = graph.node(serviceType, "main-prices-service");
      return (inputs.serviceConnectConfiguration as { services: { timeout?: unknown }[] })
        .services[0]?.timeout;
    };
    assert.deepEqual(await timeoutsOf({ requestTimeoutSeconds: 0, idleTimeoutSeconds: 900 }), {
      perRequestTimeoutSeconds: 0,
      idleTimeoutSeconds: 900,
    });
    assert.equal(await timeoutsOf({}), undefined);
  });

  it("starts before the apps that call it, whatever their order", async () => {
    const stock: InternalSettings = { ...prices, image: "stock", port: 9090, protocol: "grpc" };
    const [graph, made] = await appsOf("fargate", {
      job: { ...job, connectsTo: ["stock", "prices"] },
      prices: { ...prices, connectsTo: ["stock"] },
      stock,
    });
    assert.deepEqual(Object.keys(made), ["job", "prices", "stock"]);
    const service = (key: string) => graph.node(serviceType, `main-${key}-service`);
    for (const [client, servers] of [
      ["job", ["prices", "stock"]],
      ["prices", ["stock"]],
    ] as const) {
      for (const server of servers) {
        assert.ok(
          service(client).dependencies.includes(service(server).urn),
          `${client} ${server}`,
        );
      }
    }
    assert.deepEqual(service("job").inputs.triggers, {
      connectsTo: "grpc://stock:9090 http://prices:8080",
    });
    assert.deepEqual(service("job").inputs.serviceConnectConfiguration, {
      enabled: true,
      namespace: namespaceArn,
      logConfiguration: proxyLogs("job"),
    });
  });

  it("lets in those that call it, at its port, on Fargate", async () => {
    const [graph] = await appsOf("fargate", { job, prices, other: { ...job, connectsTo: [] } });
    const rules = graph.ofType(ingressType);
    assert.deepEqual(
      rules.map(({ name, inputs }) => ({ name, ...inputs })),
      [
        {
          name: "main-job-prices-ingress",
          securityGroupId: "main-prices-tasks-id",
          description: "Port of app main/prices from app job",
          referencedSecurityGroupId: "main-job-tasks-id",
          ipProtocol: "tcp",
          fromPort: 8080,
          toPort: 8080,
        },
      ],
    );
    const { dependencies } = graph.node(serviceType, "main-job-service");
    assert.ok(dependencies.includes(rules[0]?.urn ?? ""), "its first call finds the way open");
  });

  it("refuses what cannot be called, and who cannot call", async () => {
    for (const [settings, sentence] of [
      [{ prices: { ...prices, port: 0 } }, /App "prices": port must be an integer from 1 to 65535/],
      [
        { prices: { ...prices, idleTimeoutSeconds: 0.5 } },
        /App "prices": idleTimeoutSeconds must be an integer of at least 0, got 0\.5\./,
      ],
      [
        { prices: { ...prices, protocol: "tcp", requestTimeoutSeconds: 1 } },
        /App "prices": requestTimeoutSeconds has no meaning with protocol "tcp"; use idle/,
      ],
      [{ localhost: prices }, /App "localhost": the name "localhost" is that of each container/],
      [{ prices: { ...prices, memoryMiB: 69 } }, /memoryMiB: containers need 70 MiB; task has 69/],
      [
        { prices, job: { ...job, memoryMiB: 69 } },
        /App "job": memoryMiB: containers need 70 MiB; task has 69/,
      ],
      [{ job }, /App "job": connectsTo\[0\] the cluster has no app "prices"/],
      [
        {
          prices: { ...prices, connectsTo: ["stock"] },
          stock: { ...prices, connectsTo: ["prices"] },
        },
        /is a circle.*: prices connects to stock connects to prices\./,
      ],
    ] as const satisfies readonly (readonly [Record<string, AppSettings>, RegExp])[]) {
      await assert.rejects(appsOf("fargate", settings), sentence);
    }
  });

  it("needs the namespace of its cluster", async () => {
    await assert.rejects(
      appsOf("ec2", { prices }, clusterWithout),
      /App "prices" calls by name or is called so, and its cluster has no namespace\./,
    );
  });
});
