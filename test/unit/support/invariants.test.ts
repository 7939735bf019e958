import assert from "node:assert/strict";

import { graphFrom, type RecordedNode } from "../../support/graph";
import { component, handmade, node, urnOf } from "../../support/handmade";
import {
  invariants,
  protectedStackInvariants,
  type Invariant,
} from "../../support/invariants/index";
import { asksOneProvider } from "../../support/invariants/structure";
import { soundStack } from "../../support/soundStack";

const all: readonly Invariant[] = [...invariants, ...protectedStackInvariants];

type Change = (nodes: RecordedNode[]) => RecordedNode[];

/** Changes the inputs of one node. */
function inputs(name: string, change: Record<string, unknown>): Change {
  return other(name, (found) => ({ ...found, inputs: { ...found.inputs, ...change } }));
}

function other(name: string, change: (found: RecordedNode) => RecordedNode): Change {
  return (nodes) => {
    assert.ok(
      nodes.some((one) => one.name === name),
      `the sound stack has no ${name}`,
    );
    return nodes.map((one) => (one.name === name ? change(one) : one));
  };
}

function without(name: string): Change {
  return (nodes) => nodes.filter((one) => one.name !== name);
}

function plus(...added: RecordedNode[]): Change {
  return (nodes) => [...nodes, ...added];
}

function statement(change: Record<string, unknown>): Change {
  return inputs("app-policy", {
    policy: JSON.stringify({
      Statement: [{ Effect: "Allow", Action: "logs:PutLogEvents", Resource: "arn", ...change }],
    }),
  });
}

function environment(name: string, value: string): Change {
  return inputs("app-task", {
    containerDefinitions: JSON.stringify([
      { environment: [{ name, value }], portMappings: [{ hostPort: 0 }] },
    ]),
  });
}

const userData = (text: string) => Buffer.from(text).toString("base64");
const parent = soundStack().find((one) => one.type === "slipway:app:WebApp")?.urn;
const service = "aws:ecs/service:Service app-service";

/** One way to break the stack, the invariant that must notice, and what it must say. */
const mutations: readonly [title: string, sentence: string, change: Change][] = [
  [
    "hangs every resource from a component",
    "aws:sns/topic:Topic app-loose has no parent",
    plus(node("aws:sns/topic:Topic", "app-loose")),
  ],
  [
    "hangs every resource from a component",
    "awsx:ec2:Vpc net-vpc has no parent",
    other("net-vpc", (found) => ({ ...found, parent: undefined })),
  ],
  [
    "begins every name with the name of its component",
    'aws:sns/topic:Topic other is a child of "app" but does not begin with it',
    plus(node("aws:sns/topic:Topic", "other", { parent })),
  ],
  [
    "registers the outputs of every component",
    "slipway:app:Quiet app-quiet registers no outputs",
    plus(component("slipway:app:Quiet", "app-quiet", { outputs: {} })),
  ],
  [
    "makes every AWS resource with the explicit provider",
    "aws:lb/listener:Listener app-http uses the default provider",
    other("app-http", (found) => ({ ...found, provider: "" })),
  ],
  [
    "uses aws.lb and never one of its aliases",
    "aws:alb/targetGroup:TargetGroup app-old has a type that policies on aws.lb do not see",
    plus(node("aws:alb/targetGroup:TargetGroup", "app-old", { parent })),
  ],
  [
    "tags everything that AWS can tag",
    "aws:ecs/taskDefinition:TaskDefinition app-task has no tags",
    other("app-task", (found) => ({ ...found, provider: "" })),
  ],
  [
    "tags everything that AWS can tag",
    "aws:iam/role:Role app-role has no tags",
    inputs("aws", { defaultTags: JSON.stringify({ tags: {} }) }),
  ],
  [
    "hands the tags of the stack on to the hosts",
    'aws:autoscaling/group:Group app-hosts does not hand the tag "slipway:stack" on to its hosts',
    inputs("app-hosts", { tags: [{ key: "slipway:stack", propagateAtLaunch: false }] }),
  ],
  [
    "hands the tags of a service on to its tasks",
    `${service} does not propagate its tags`,
    inputs("app-service", { propagateTags: "NONE" }),
  ],
  [
    "names everything within the limits of AWS",
    "aws:lb/targetGroup:TargetGroup app-targets: its name has 33 characters, AWS takes 32",
    inputs("app-targets", { name: "x".repeat(33) }),
  ],
  [
    "names everything within the limits of AWS",
    'aws:lb/loadBalancer:LoadBalancer app-balancer: AWS does not take the name "internal-a"',
    inputs("app-balancer", { name: "internal-a" }),
  ],
  [
    "names everything within the limits of AWS",
    `aws:lb/targetGroup:TargetGroup ${"app-".padEnd(25, "x")}: its name has 33 characters, AWS takes 32`,
    plus(node("aws:lb/targetGroup:TargetGroup", "app-".padEnd(25, "x"), { parent })),
  ],
  [
    "lets the world in at the ports of listeners only",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule app-clients lets the world in where no load balancer listens",
    inputs("app-clients", { fromPort: 22, toPort: 22 }),
  ],
  [
    "lets the world in at the ports of listeners only",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule app-clients lets the world in where no load balancer listens",
    inputs("app-clients", { fromPort: 0, toPort: 65535 }),
  ],
  [
    "lets the world in at the ports of listeners only",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule app-clients lets the world in where no load balancer listens",
    inputs("app-clients", {
      cidrIpv4: undefined,
      cidrIpv6: "::/0",
      securityGroupId: "app-host-group-id",
    }),
  ],
  [
    "writes every security group rule as a resource of its own",
    "aws:ec2/securityGroup:SecurityGroup app-host-group has rules inside, which fight with rules outside",
    inputs("app-host-group", { egress: [{ protocol: "-1" }] }),
  ],
  [
    "describes every security group and every rule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule app-to-hosts has no description",
    inputs("app-to-hosts", { description: " " }),
  ],
  [
    "keeps secrets out of the environment of containers",
    "aws:ecs/taskDefinition:TaskDefinition app-task: environment variable DB_PASSWORD looks like a secret",
    environment("DB_PASSWORD", "x"),
  ],
  [
    "keeps secrets out of the environment of containers",
    "aws:ecs/taskDefinition:TaskDefinition app-task: environment variable DATABASE_URL looks like a secret",
    environment("DATABASE_URL", "postgres://me:hidden@db/x"),
  ],
  [
    "blocks public access to every bucket",
    "aws:s3/bucket:Bucket app-logs does not block public access",
    inputs("app-logs-private", { restrictPublicBuckets: false }),
  ],
  [
    "writes every policy as a document with statements",
    "aws:iam/rolePolicy:RolePolicy app-policy has no statement that can be read",
    inputs("app-policy", { policy: "[object Object]" }),
  ],
  [
    "permits actions by their full names",
    'aws:iam/rolePolicy:RolePolicy app-policy permits "logs:*"',
    statement({ Action: ["logs:*"] }),
  ],
  [
    "permits nothing on every resource without a reason",
    "aws:iam/rolePolicy:RolePolicy app-policy permits s3:GetObject on every resource",
    statement({ Action: ["ecr:GetAuthorizationToken", "s3:GetObject"], Resource: ["*"] }),
  ],
  [
    "trusts nobody in general",
    "aws:iam/role:Role app-role trusts everybody",
    inputs("app-role", {
      assumeRolePolicy: JSON.stringify({
        Statement: [{ Effect: "Allow", Principal: { AWS: "*" } }],
      }),
    }),
  ],
  [
    "attaches only those policies of AWS that are listed with a reason",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment app-attachment attaches arn:aws:iam::aws:policy/AdministratorAccess",
    inputs("app-attachment", { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }),
  ],
  [
    "gives every rule of a listener a priority of its own",
    "aws:lb/listenerRule:ListenerRule app-ip-rule has the priority of app-rule",
    inputs("app-ip-rule", { priority: 1 }),
  ],
  [
    "gives every rule of a listener a priority of its own",
    "aws:lb/listenerRule:ListenerRule app-rule has priority 50001",
    inputs("app-rule", { priority: 50_001 }),
  ],
  [
    "makes a service after the rule that sends it requests",
    `${service} does not wait for app-rule`,
    other("app-service", (found) => ({
      ...found,
      dependencies: found.dependencies.filter((urn) => !urn.endsWith("::app-rule")),
    })),
  ],
  [
    "makes a service after the rule that sends it requests",
    `${service}: no listener rule forwards to its target group`,
    without("app-rule"),
  ],
  [
    "makes a service after the permissions of its roles",
    `${service} does not wait for app-policy`,
    other("app-service", (found) => ({
      ...found,
      dependencies: found.dependencies.filter((urn) => !urn.endsWith("::app-policy")),
    })),
  ],
  [
    "rolls back a deployment that fails",
    `${service} has no circuit breaker that rolls back`,
    inputs("app-service", { deploymentCircuitBreaker: { enable: true, rollback: false } }),
  ],
  [
    "opens the port of every listener on its balancer, and puts the balancer where clients are",
    "aws:lb/loadBalancer:LoadBalancer app-balancer: no rule lets clients in at port 443",
    inputs("app-http", { port: 443 }),
  ],
  [
    "opens the port of every listener on its balancer, and puts the balancer where clients are",
    "aws:lb/loadBalancer:LoadBalancer app-balancer faces the Internet from private subnets",
    inputs("app-balancer", { subnets: ["net-vpc-private-1-id"] }),
  ],
  [
    "lets requests pass from the balancer to the tasks",
    `${service}: app-balancer may not send to port 49153-65535`,
    without("app-to-hosts"),
  ],
  [
    "lets requests pass from the balancer to the tasks",
    `${service}: app-balancer may not send to port 49153-65535`,
    inputs("app-to-hosts", { fromPort: 50_000 }),
  ],
  [
    "lets requests pass from the balancer to the tasks",
    `${service}: its tasks do not let app-balancer in at exactly 49153-65535`,
    inputs("app-from-balancer", { fromPort: 32_768 }),
  ],
  [
    "lets requests pass from the balancer to the tasks",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule app-from-balancer lets addresses in past the balancer",
    inputs("app-from-balancer", {
      referencedSecurityGroupId: undefined,
      cidrIpv4: "10.20.0.0/16",
    }),
  ],
  [
    "lets requests pass from the balancer to the tasks",
    `${service}: its hosts are not told which ports to use`,
    inputs("app-template", { userData: userData("ECS_CLUSTER=test\n") }),
  ],
  [
    "lets requests pass from the balancer to the tasks",
    "aws:ecs/taskDefinition:TaskDefinition app-task has a host port that is not dynamic",
    inputs("app-task", {
      containerDefinitions: JSON.stringify([{ portMappings: [{ hostPort: 80 }] }]),
    }),
  ],
  [
    "lets requests pass from the balancer to the tasks",
    "aws:ecs/taskDefinition:TaskDefinition app-task is not in bridge mode, as its target group expects",
    inputs("app-task", { networkMode: "awsvpc" }),
  ],
  [
    "lets requests pass from the balancer to the tasks",
    "aws:lb/targetGroup:TargetGroup app-targets checks a fixed port, where no task need be",
    inputs("app-targets", { healthCheck: { port: "8080" } }),
  ],
  [
    "lets requests pass from the balancer to the tasks",
    "aws:ecs/service:Service app-ip-service: app-balancer may not send to port 8080",
    without("app-to-tasks"),
  ],
  [
    "lets hosts and tasks out to ECS, ECR and the logs",
    `${service}: no rule lets its hosts or tasks out by HTTPS`,
    without("app-host-https"),
  ],
  [
    "lets hosts and tasks out to ECS, ECR and the logs",
    "aws:autoscaling/group:Group app-hosts stands in a private subnet without NAT gateway and endpoints",
    inputs("net-vpc", { natGateways: { strategy: "None" } }),
  ],
  [
    "lets hosts and tasks out to ECS, ECR and the logs",
    "aws:autoscaling/group:Group app-hosts stands in a public subnet without a public address",
    inputs("app-hosts", { vpcZoneIdentifiers: ["net-vpc-public-1-id"] }),
  ],
  [
    "protects what holds data",
    "aws:s3/bucket:Bucket app-logs is not protected",
    other("app-logs", (found) => ({ ...found, protect: false })),
  ],
  [
    "protects what holds data",
    "aws:s3/bucket:Bucket app-logs may be deleted with all it holds",
    inputs("app-logs", { forceDestroy: true }),
  ],
  [
    "protects what holds data",
    "aws:lb/loadBalancer:LoadBalancer app-balancer has no deletion protection",
    inputs("app-balancer", { enableDeletionProtection: false }),
  ],
];

/** The hosts without NAT gateway, but with the endpoints that stand in for it. */
function endpointsOnly(guarded: boolean): RecordedNode[] {
  const endpoints = ["ecr.api", "ecr.dkr", "logs", "s3"].map((name) =>
    node("aws:ec2/vpcEndpoint:VpcEndpoint", `app-${name}`, {
      inputs: {
        serviceName: `com.amazonaws.eu-west-1.${name}`,
        vpcEndpointType: name === "s3" ? "Gateway" : "Interface",
        securityGroupIds: ["endpoints"],
      },
    }),
  );
  const entrance = node("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "app-in", {
    inputs: { securityGroupId: "endpoints", ipProtocol: "tcp", fromPort: 443, toPort: 443 },
  });
  const nodes = inputs("net-vpc", { natGateways: { strategy: "None" } })(soundStack());
  return [...nodes, ...endpoints, ...(guarded ? [] : [entrance])];
}

describe("invariants", () => {
  for (const { title, problems } of all) {
    it(`finds nothing in a sound stack: ${title}`, () => {
      assert.deepEqual(problems(handmade(...soundStack())), []);
    });
  }

  for (const [title, sentence, change] of mutations) {
    it(`${title}, or else: ${sentence}`, () => {
      const invariant = all.find((one) => one.title === title);
      assert.ok(invariant, `there is no invariant "${title}"`);
      const found = invariant.problems(handmade(...change(soundStack())));
      assert.ok(found.includes(sentence), found.join("\n"));
    });
  }

  it("takes endpoints in place of a NAT gateway only if the hosts may use them", () => {
    const title = "lets hosts and tasks out to ECS, ECR and the logs";
    const invariant = all.find((one) => one.title === title);
    assert.deepEqual(invariant?.problems(handmade(...endpointsOnly(false))), []);
    assert.equal(invariant.problems(handmade(...endpointsOnly(true))).length, 1);
  });

  it("asks AWS through the explicit provider, or else the call is named", () => {
    const call = { token: "aws:index/getRegion:getRegion", inputs: {} };
    const provider = `${urnOf("pulumi:providers:aws", "aws")}::aws-id`;
    const problemsWith = (asked: string) =>
      asksOneProvider.problems(graphFrom(soundStack(), [{ ...call, provider: asked }]));
    assert.deepEqual(problemsWith(provider), []);
    assert.deepEqual(problemsWith(""), [
      "aws:index/getRegion:getRegion is asked of the default provider",
    ]);
  });

  it("has a way to break each of them", () => {
    const broken = new Set([asksOneProvider.title, ...mutations.map(([title]) => title)]);
    assert.deepEqual(
      all.map(({ title }) => title).filter((title) => !broken.has(title)),
      [],
    );
  });
});
