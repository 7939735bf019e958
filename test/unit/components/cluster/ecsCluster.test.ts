import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { type EcsClusterArgs } from "../../../../components/cluster/ecsCluster";
import { valueOf } from "../../../support/graph";
import { capacity, clusterOf } from "./clusterFixture";
import { network } from "./fixtures";

describe("EcsCluster", () => {
  it("logs what is typed in shells as soon as one of its apps lets people in", async () => {
    const group = "aws:cloudwatch/logGroup:LogGroup";
    const [open] = await clusterOf({ apps: { web: { kind: "worker", exec: true } } });
    assert.deepEqual(open.node(group, "main-exec-log-group").inputs, {
      name: "/slipway/staging/main--exec",
      retentionInDays: 30,
    });
    assert.deepEqual(open.node("aws:ecs/cluster:Cluster", "main-cluster").inputs.configuration, {
      executeCommandConfiguration: {
        logging: "OVERRIDE",
        logConfiguration: { cloudWatchLogGroupName: "/slipway/staging/main--exec" },
      },
    });
    const [closed] = await clusterOf({ apps: { web: { kind: "worker", exec: false } } });
    assert.deepEqual(closed.ofType(group), []);
  });

  it("is named after stack and key, and measures its containers", async () => {
    const [graph] = await clusterOf();
    assert.deepEqual(graph.node("aws:ecs/cluster:Cluster", "main-cluster").inputs, {
      name: "staging-main",
      settings: [{ name: "containerInsights", value: "enabled" }],
    });
  });

  it("is destroyed in one go: association, provider, group, cluster", async () => {
    const [graph, cluster] = await clusterOf();
    const own = graph.node("aws:ecs/cluster:Cluster", "main-cluster");
    const group = graph.node("aws:autoscaling/group:Group", "main-capacity-group");
    const provider = graph.node(
      "aws:ecs/capacityProvider:CapacityProvider",
      "main-capacity-provider",
    );
    const association = graph.node(
      "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
      "main-providers",
    );
    assert.ok(group.dependencies.includes(own.urn), "hosts leave before the cluster");
    assert.ok(provider.dependencies.includes(group.urn), "the provider goes before its group");
    assert.ok(association.dependencies.includes(provider.urn), "the association goes first");
    assert.ok(association.dependencies.includes(own.urn), "the cluster goes last");
    const ready = await Promise.all(cluster.ready.map((resource) => valueOf(resource.urn)));
    assert.ok(ready.includes(association.urn), "services go before the association");
    assert.ok(ready.some((urn) => urn.endsWith("main-hosts-ingress")));
  });

  for (const [what, given] of [
    ["hosts", capacity],
    ["Fargate", { type: "fargate", spotPercent: 0 }],
  ] as const) {
    it(`keeps the network's way out until its tasks on ${what} are gone`, async () => {
      const [graph, cluster] = await clusterOf(() => ({
        capacity: given,
        network: network(false, [new aws.ec2.InternetGateway("way-out")]),
      }));
      const way = graph.node("aws:ec2/internetGateway:InternetGateway", "way-out").urn;
      const ready = await Promise.all(cluster.ready.map((resource) => valueOf(resource.urn)));
      assert.ok(ready.includes(way), "services go before it");
      const groups = graph.ofType("aws:autoscaling/group:Group");
      assert.equal(groups.length, what === "hosts" ? 1 : 0);
      assert.ok(groups.every(({ dependencies }) => dependencies.includes(way)));
    });
  }

  it("has a namespace where it has internal apps, and hosts that reach each other for them", async () => {
    const namespaceType = "aws:servicediscovery/httpNamespace:HttpNamespace";
    const [without] = await clusterOf();
    assert.deepEqual(without.ofType(namespaceType), []);
    const [graph, cluster] = await clusterOf({ apps: { prices: { kind: "internal" } } });
    assert.deepEqual(graph.node(namespaceType, "main-namespace").inputs, {
      name: "staging-main",
      description: "Internal apps of cluster main",
    });
    assert.match(
      await valueOf(cluster.namespaceArn ?? pulumi.output("none")),
      /^arn:aws:servicediscovery:.*main-namespace$/,
    );
    const rule = graph.node(
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      "main-hosts-ingress-hosts",
    );
    assert.deepEqual(rule.inputs, {
      securityGroupId: "main-hosts-id",
      description: "Dynamic host ports from the cluster's own hosts, for internal apps",
      referencedSecurityGroupId: "main-hosts-id",
      ipProtocol: "tcp",
      fromPort: 49153,
      toPort: 65535,
    });
    const ready = await Promise.all(cluster.ready.map((resource) => valueOf(resource.urn)));
    assert.ok(ready.includes(rule.urn), "services start when the way is open");
  });

  it("shares Fargate tasks between regular and spare capacity, without any host", async () => {
    const [graph, cluster] = await clusterOf({ capacity: { type: "fargate", spotPercent: 75 } });
    const strategy = [
      { capacityProvider: "FARGATE", weight: 1, base: 1 },
      { capacityProvider: "FARGATE_SPOT", weight: 3, base: 0 },
    ];
    assert.deepEqual(
      graph.node("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "main-providers")
        .inputs,
      {
        clusterName: "staging-main",
        capacityProviders: ["FARGATE", "FARGATE_SPOT"],
        defaultCapacityProviderStrategies: strategy,
      },
    );
    assert.deepEqual(await valueOf(cluster.capacityProviderStrategies), strategy);
    assert.deepEqual(graph.ofType("aws:autoscaling/group:Group"), []);
    assert.deepEqual(
      graph.ofType("aws:ec2/securityGroup:SecurityGroup").map(({ name }) => name),
      ["main-security-group"],
      "of the load balancer alone",
    );
    assert.equal(cluster.hostSecurityGroupId, undefined);
  });

  it("has a load balancer of its own, which orders the rules of its apps", async () => {
    const apps = {
      web: { kind: "web", route: { hosts: [], paths: ["/*"], priority: 9 } },
      job: { kind: "worker" },
    };
    const [graph, cluster] = await clusterOf({ apps });
    const component = graph.node("slipway:cluster:EcsCluster", "main");
    assert.equal(graph.node("slipway:loadBalancer:LoadBalancer", "main").parent, component.urn);
    assert.equal(cluster.loadBalancer?.priorityOf("web"), 9);
    assert.throws(() => cluster.loadBalancer?.priorityOf("job"), /has no route/);
    const [, without] = await clusterOf({ loadBalancer: undefined });
    assert.equal(without.loadBalancer, undefined);
  });

  it("asks AWS nothing, and gives out exactly its fields", async () => {
    const [graph] = await clusterOf();
    assert.deepEqual(graph.calls, []);
    const component = graph.node("slipway:cluster:EcsCluster", "main");
    assert.deepEqual(Object.keys(component.outputs ?? {}).sort(), [
      "architecture",
      "arn",
      "capacityProviderName",
      "capacityProviderStrategies",
      "clusterName",
      "hostSecurityGroupId",
      "launch",
      "name",
    ]);
  });

  const refusals: [string, Partial<EcsClusterArgs>, string][] = [
    [
      "a processor that the instance type does not have",
      { architecture: "ARM64" },
      'Cluster "main": architecture: instances of type t3.small are X86_64 (got "ARM64"); leave architecture out, or change the instance type.',
    ],
    [
      "a part of more than all tasks",
      { capacity: { type: "fargate", spotPercent: 101 } },
      'Cluster "main": spotPercent must be an integer from 0 to 100, got 101.',
    ],
    [
      "fewer hosts at most than at least",
      { capacity: { ...capacity, min: 3, max: 2 } },
      'Capacity "main-capacity": min must not be greater than max, which is 2 (got "3").',
    ],
    [
      "a disk that is too small for the image",
      { capacity: { ...capacity, diskGiB: 29 } },
      'Capacity "main-capacity": diskGiB must be an integer from 30 to 16384, got 29.',
    ],
  ];
  for (const [title, changes, message] of refusals) {
    it(`refuses ${title}`, async () => {
      await assert.rejects(clusterOf(changes), { message });
    });
  }
});
