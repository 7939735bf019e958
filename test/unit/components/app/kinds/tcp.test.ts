import assert from "node:assert/strict";

import { TcpApp, type TcpAppSettings } from "../../../../../components/app/kinds/tcp";
import { makeApp } from "../../../../../components/app/makeApp";
import { tcpUrl } from "../../../../../components/app/service/appUrl";
import { NetworkLoadBalancer } from "../../../../../components/loadBalancer/networkLoadBalancer";
import { type Graph, graphOf, valueOf } from "../../../../support/graph";
import { network } from "../../cluster/fixtures";
import { clusterWithout, serviceType, settings as web } from "../fixtures";

const settings: TcpAppSettings = {
  kind: "tcp",
  image: "echo",
  port: 7000,
  listenerPort: 7,
  count: 2,
  cpuUnits: 256,
  memoryMiB: 512,
  healthCheck: {
    protocol: "tcp",
    intervalSeconds: 5,
    timeoutSeconds: 2,
    healthyThreshold: 2,
    unhealthyThreshold: 3,
    graceSeconds: 60,
  },
  deregistrationDelaySeconds: 30,
  deploy: web.deploy,
};

const groupType = "aws:lb/targetGroup:TargetGroup";
const listenerType = "aws:lb/listener:Listener";
const ingressType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const certificateArn = "arn:aws:acm:eu-west-1:000000000000:certificate/a";

async function tcpOf(
  launch: "ec2" | "fargate",
  given: Partial<TcpAppSettings> = {},
  { balancer = {}, listeners = 1 }: { balancer?: object; listeners?: number } = {},
): Promise<[Graph, TcpApp]> {
  let made: unknown;
  const graph = await graphOf(() => {
    const place = network();
    made = makeApp(
      "main-echo",
      {
        identity: { stack: "test", cluster: "main", app: "echo" },
        cluster: {
          ...clusterWithout(launch),
          networkLoadBalancer: new NetworkLoadBalancer("main-nlb", {
            stack: "test",
            cluster: "main",
            settings: balancer,
            listeners,
            network: place,
          }),
        },
        network: place,
        images: { echo: { uri: "registry/echo@sha256:built", repository: "/echo" } },
        running: {},
        deployment: { repository: "deployment", branch: "test" },
        logRetentionDays: 30,
        settings: { ...settings, ...given },
      },
      {},
    );
  });
  assert.ok(made instanceof TcpApp);
  return [graph, made];
}

describe("TcpApp", () => {
  it("has a listener of its own that forwards to its tasks", async () => {
    const [graph, app] = await tcpOf("ec2");
    const listener = graph.node(listenerType, "main-echo-ingress-listener");
    const group = graph.node(groupType, "main-echo-ingress-group");
    const { name, ...inputs } = group.inputs;
    assert.match(String(name), /^test-main-echo-[0-9a-f]+$/);
    assert.deepEqual(inputs, {
      vpcId: "vpc-0a1b2c3d",
      targetType: "instance",
      protocol: "TCP",
      port: 80,
      deregistrationDelay: 30,
      connectionTermination: true,
      healthCheck: {
        enabled: true,
        protocol: "TCP",
        port: "traffic-port",
        interval: 5,
        timeout: 2,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
    });
    assert.deepEqual(listener.inputs, {
      loadBalancerArn: "arn:aws:lb:eu-west-1:000000000000:loadbalancer/main-nlb-load-balancer",
      port: 7,
      protocol: "TCP",
      defaultActions: [
        {
          type: "forward",
          targetGroupArn: "arn:aws:lb:eu-west-1:000000000000:targetgroup/main-echo-ingress-group",
        },
      ],
    });
    assert.match(
      await valueOf(app.url),
      /^tcp:\/\/main-nlb-load-balancer-1234567890\.eu-west-1\.elb\.amazonaws\.com:7$/,
    );
    const { dependencies } = graph.node(serviceType, "main-echo-service");
    assert.ok(dependencies.includes(listener.urn), "ECS refuses a group without a listener");
  });

  it("is reached from everywhere at one port, or from the network alone", async () => {
    for (const [balancer, cidrIpv4, title] of [
      [{}, "0.0.0.0/0", "everywhere"],
      [{ internetFacing: false }, "10.20.0.0/16", "the network"],
    ] as const) {
      const [graph] = await tcpOf("ec2", {}, { balancer });
      assert.deepEqual(graph.node(ingressType, "main-echo-ingress-clients").inputs, {
        securityGroupId: "main-nlb-security-group-id",
        description: `Port 7 from ${title}, for app main/echo`,
        ipProtocol: "tcp",
        fromPort: 7,
        toPort: 7,
        cidrIpv4,
      });
    }
  });

  it("lets the balancer alone in to its tasks on Fargate", async () => {
    const [graph] = await tcpOf("fargate");
    assert.equal(graph.node(groupType, "main-echo-ingress-group").inputs.targetType, "ip");
    assert.deepEqual(graph.node(ingressType, "main-echo-tasks-ingress").inputs, {
      securityGroupId: "main-echo-tasks-id",
      referencedSecurityGroupId: "main-nlb-security-group-id",
      description: "The port of the app from the load balancer alone",
      ipProtocol: "tcp",
      fromPort: 7000,
      toPort: 7000,
    });
  });

  it("speaks TLS with a certificate", async () => {
    const [graph, app] = await tcpOf("ec2", { certificateArn });
    const { inputs } = graph.node(listenerType, "main-echo-ingress-listener");
    assert.equal(inputs.protocol, "TLS");
    assert.equal(inputs.certificateArn, certificateArn);
    assert.equal(inputs.sslPolicy, "ELBSecurityPolicy-TLS13-1-2-Res-2021-06");
    assert.match(await valueOf(app.url), /^tls:/);
  });

  it("asks for a path where its check is HTTP", async () => {
    const healthCheck = { ...settings.healthCheck, protocol: "http", path: "/healthz" } as const;
    const [graph] = await tcpOf("ec2", { healthCheck });
    const { inputs } = graph.node(groupType, "main-echo-ingress-group");
    const { protocol, path } = inputs.healthCheck as Record<string, unknown>;
    assert.deepEqual([protocol, path], ["HTTP", "/healthz"]);
  });

  it("names the listener's port, not that of local AWS", () => {
    assert.equal(
      tcpUrl("tcp", "echo-1.eu-west-1.elb.localhost:4566", 1883),
      "tcp://echo-1.eu-west-1.elb.localhost:1883",
    );
  });

  for (const [given, sentence] of [
    [{ port: 0 }, /App "echo": port must be an integer from 1 to 65535, got 0\./],
    [{ listenerPort: 65536 }, /App "echo": listenerPort must be an integer from 1 to 65535, got 6/],
    [{ count: -1 }, /App "echo": count must be an integer from 0 to 5000, got -1\./],
    [{ deregistrationDelaySeconds: 3601 }, /deregistrationDelaySeconds must be an integer from 0/],
    [
      { healthCheck: { ...settings.healthCheck, timeoutSeconds: 5 } },
      /healthCheck\.timeoutSeconds must be below intervalSeconds, which is 5/,
    ],
    [
      { healthCheck: { ...settings.healthCheck, path: "/" } },
      /healthCheck\.path "\/" has no meaning with protocol tcp; use http\./,
    ],
  ] as const) {
    it(`refuses ${JSON.stringify(given)}`, async () => {
      await assert.rejects(tcpOf("ec2", given), sentence);
    });
  }
});

describe("NetworkLoadBalancer", () => {
  it("has a security group from the start, and spreads connections over the zones", async () => {
    const [graph] = await tcpOf("ec2");
    const { name, ...inputs } = graph.node(
      "aws:lb/loadBalancer:LoadBalancer",
      "main-nlb-load-balancer",
    ).inputs;
    assert.match(String(name), /^test-main-tcp-[0-9a-f]+$/);
    assert.deepEqual(inputs, {
      loadBalancerType: "network",
      internal: false,
      securityGroups: ["main-nlb-security-group-id"],
      subnets: ["subnet-public-a", "subnet-public-b"],
      enableCrossZoneLoadBalancing: true,
      enableDeletionProtection: true,
    });
  });

  it("refuses more apps than it has listeners", async () => {
    await assert.rejects(
      tcpOf("ec2", {}, { listeners: 51 }),
      /Load balancer "main-nlb": its cluster has 51 apps of kind tcp, and a network load balancer takes at most 50 listeners/,
    );
  });

  it("is needed by TCP apps", async () => {
    await assert.rejects(
      graphOf(() => {
        makeApp(
          "main-echo",
          {
            identity: { stack: "test", cluster: "main", app: "echo" },
            cluster: clusterWithout("ec2"),
            network: network(),
            images: {},
            running: {},
            deployment: { repository: "deployment", branch: "test" },
            logRetentionDays: 30,
            settings,
          },
          {},
        );
      }),
      /App "main-echo" is a TCP app, and its cluster has no network load balancer\. Add networkLoadBalancer: \{\} to the cluster\./,
    );
  });
});
