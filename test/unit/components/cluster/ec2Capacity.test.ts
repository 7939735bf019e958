import assert from "node:assert/strict";

import { sessionPolicy } from "../../../../components/cluster/hostRole";
import { capacity, clusterOf } from "./clusterFixture";
import { network } from "./fixtures";

const ingressType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const egressType = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

describe("the hosts of an EcsCluster", () => {
  it("opens exactly the dynamic host ports, from the balancer's group alone, at both ends", async () => {
    const [graph] = await clusterOf();
    const ports = { ipProtocol: "tcp", fromPort: 49153, toPort: 65535 };
    assert.deepEqual(
      graph
        .ofType(ingressType)
        .map(({ inputs }) => inputs)
        .filter(({ securityGroupId }) => securityGroupId === "main-hosts-id"),
      [
        {
          ...ports,
          securityGroupId: "main-hosts-id",
          referencedSecurityGroupId: "main-security-group-id",
          description: "Dynamic host ports from the load balancer alone",
        },
      ],
    );
    assert.deepEqual(graph.node(egressType, "main-balancer-egress").inputs, {
      ...ports,
      securityGroupId: "main-security-group-id",
      referencedSecurityGroupId: "main-hosts-id",
      description: "Dynamic host ports of cluster main",
    });
  });

  it("lets hosts out over HTTPS, and to their own network", async () => {
    const [graph] = await clusterOf();
    assert.deepEqual(graph.node(egressType, "main-hosts-egress-https").inputs, {
      securityGroupId: "main-hosts-id",
      description: "HTTPS to AWS services and to whatever the apps call",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: "0.0.0.0/0",
    });
    assert.deepEqual(graph.node(egressType, "main-hosts-egress-network").inputs, {
      securityGroupId: "main-hosts-id",
      description: "Databases, caches and endpoints in the same network",
      ipProtocol: "-1",
      cidrIpv4: "10.20.0.0/16",
    });
  });

  it("lets hosts out where their apps ask for it, once for all that ask for the same", async () => {
    const database = { port: 5432, protocol: "tcp", to: "10.50.0.0/16" } as const;
    const [graph] = await clusterOf({
      apps: {
        job: { kind: "worker", outbound: [{ ...database, why: "orders database" }] },
        mail: {
          kind: "worker",
          outbound: [
            { ...database, why: "the same database" },
            { port: 587, protocol: "tcp", to: "192.0.2.0/24", why: "mail server" },
          ],
        },
      },
    });
    const asked = graph
      .ofType(egressType)
      .filter(({ inputs }) => inputs.fromPort === 5432 || inputs.fromPort === 587);
    assert.deepEqual(asked.map(({ name, inputs }) => [name, inputs.description]).sort(), [
      ["main-hosts-egress-tcp-5432-10.50.0.0-16", "orders database"],
      ["main-hosts-egress-tcp-587-192.0.2.0-24", "mail server"],
    ]);
  });

  it("lets nobody in when there is no balancer", async () => {
    const [graph] = await clusterOf({ loadBalancer: undefined });
    assert.deepEqual(graph.ofType(ingressType), []);
  });

  it("starts hosts that keep their credentials to themselves and encrypt their disk", async () => {
    const [graph] = await clusterOf({ tags: { team: "web" } });
    const template = graph.node("aws:ec2/launchTemplate:LaunchTemplate", "main-capacity-template");
    const { userData, ...inputs } = template.inputs;
    assert.deepEqual(inputs, {
      imageId: "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
      instanceType: "t3.small",
      iamInstanceProfile: {
        arn: "arn:aws:iam:eu-west-1:000000000000:instanceprofile/main-capacity-host-profile",
      },
      updateDefaultVersion: true,
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
      },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: 30,
            encrypted: "true",
            deleteOnTermination: "true",
          },
        },
      ],
      networkInterfaces: [
        {
          deviceIndex: 0,
          associatePublicIpAddress: "false",
          deleteOnTermination: "true",
          securityGroups: ["main-hosts-id"],
        },
      ],
      monitoring: { enabled: true },
      tagSpecifications: [{ resourceType: "volume", tags: { team: "web", Name: "staging-main" } }],
    });
    assert.match(
      Buffer.from(String(userData), "base64").toString(),
      /^#!\/bin\/bash\n[^]*\nECS_CLUSTER=staging-main\nECS_DYNAMIC_HOST_PORT_RANGE=49153-65535\n/,
    );
  });

  it("gives hosts public addresses only when the network says so", async () => {
    const [graph] = await clusterOf({ network: network(true) });
    const [template] = graph.ofType("aws:ec2/launchTemplate:LaunchTemplate");
    assert.equal(
      (template?.inputs.networkInterfaces as { associatePublicIpAddress: string }[])[0]
        ?.associatePublicIpAddress,
      "true",
    );
  });

  it("leaves the number of hosts to ECS, and can be destroyed although hosts are protected", async () => {
    const [graph] = await clusterOf({ tags: { team: "web" } });
    const group = graph.node("aws:autoscaling/group:Group", "main-capacity-group");
    assert.deepEqual(group.ignoreChanges, ["desiredCapacity"]);
    assert.deepEqual(group.inputs, {
      minSize: 1,
      maxSize: 4,
      waitForCapacityTimeout: "0",
      vpcZoneIdentifiers: ["subnet-private-a", "subnet-private-b"],
      launchTemplate: { id: "main-capacity-template-id", version: "1" },
      instanceRefresh: {
        strategy: "Rolling",
        preferences: {
          minHealthyPercentage: 100,
          maxHealthyPercentage: 200,
          scaleInProtectedInstances: "Refresh",
        },
      },
      protectFromScaleIn: true,
      forceDelete: true,
      healthCheckType: "EC2",
      tags: [
        { key: "AmazonECSManaged", value: "true", propagateAtLaunch: true },
        { key: "team", value: "web", propagateAtLaunch: true },
        { key: "Name", value: "staging-main", propagateAtLaunch: true },
      ],
    });
  });

  it("attaches its provider while the first hosts boot: neither waits for anything but the group", async () => {
    const [graph] = await clusterOf();
    const provider = graph.node(
      "aws:ecs/capacityProvider:CapacityProvider",
      "main-capacity-provider",
    );
    const { urn: group } = graph.node("aws:autoscaling/group:Group", "main-capacity-group");
    assert.deepEqual(provider.dependencies, [group]);
    const attached = graph.node(
      "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
      "main-providers",
    );
    const { urn: cluster } = graph.node("aws:ecs/cluster:Cluster", "main-cluster");
    assert.deepEqual([...attached.dependencies].sort(), [cluster, provider.urn].sort());
  });

  it("names the provider after its group, out of the words that AWS keeps, and manages all of it", async () => {
    const [graph] = await clusterOf({ capacity: { ...capacity, targetCapacityPercent: 80 } });
    const provider = graph.node(
      "aws:ecs/capacityProvider:CapacityProvider",
      "main-capacity-provider",
    );
    assert.deepEqual(provider.inputs, {
      name: "capacity-main-capacity-group-1234567",
      autoScalingGroupProvider: {
        autoScalingGroupArn: "arn:aws:autoscaling:eu-west-1:000000000000:group/main-capacity-group",
        managedScaling: {
          status: "ENABLED",
          targetCapacity: 80,
          minimumScalingStepSize: 1,
          maximumScalingStepSize: 10,
          instanceWarmupPeriod: 60,
        },
        managedDraining: "ENABLED",
        managedTerminationProtection: "ENABLED",
      },
    });
  });

  it("has hosts that reach ECS from their first minute to their last", async () => {
    const [graph] = await clusterOf();
    const { dependencies } = graph.node("aws:autoscaling/group:Group", "main-capacity-group");
    const ways = graph
      .ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
      .filter(({ name }) => name.startsWith("main-hosts-egress"));
    assert.equal(ways.length, 2);
    for (const { urn } of ways) {
      assert.ok(dependencies.includes(urn), urn);
    }
  });

  it("lets hosts run the agent and hold sessions, and no more, before the first host starts", async () => {
    const [graph] = await clusterOf();
    const attachments = graph.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
    assert.deepEqual(
      attachments.map(({ inputs }) => inputs.policyArn),
      ["arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"],
    );
    const sessions = graph.node("aws:iam/rolePolicy:RolePolicy", "main-capacity-host-sessions");
    assert.deepEqual(
      (JSON.parse(String(sessions.inputs.policy)) as typeof sessionPolicy).Statement,
      sessionPolicy.Statement,
    );
    const profile = graph.node(
      "aws:iam/instanceProfile:InstanceProfile",
      "main-capacity-host-profile",
    );
    for (const { urn } of [...attachments, sessions]) {
      assert.ok(profile.dependencies.includes(urn));
    }
  });

  it("keeps parameters, secrets and commands from hosts", () => {
    const actions = JSON.stringify(sessionPolicy);
    for (const action of ["GetParameter", "GetSecretValue", "SendCommand", "ec2messages", ':*"']) {
      assert.ok(!actions.includes(action), action);
    }
  });

  it("takes Graviton's image for a Graviton type", async () => {
    const [graph, cluster] = await clusterOf({
      capacity: { ...capacity, instanceType: "t4g.small" },
    });
    const [template] = graph.ofType("aws:ec2/launchTemplate:LaunchTemplate");
    assert.equal(
      template?.inputs.imageId,
      "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
    );
    assert.equal(cluster.architecture, "ARM64");
  });
});
