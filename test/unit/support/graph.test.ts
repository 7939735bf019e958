import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { graphOf, isKnown, valueOf } from "../../support/graph";

class Pair extends pulumi.ComponentResource {
  readonly queue: aws.sqs.Queue;

  constructor(name: string, args: { size: number }, opts?: pulumi.ComponentResourceOptions) {
    super("test:pair:Pair", name, args, opts);
    const topic = new aws.sns.Topic(`${name}-topic`, {}, { parent: this, protect: true });
    this.queue = new aws.sqs.Queue(
      `${name}-queue`,
      { name: topic.arn },
      {
        parent: this,
        dependsOn: topic,
        aliases: [{ name: "old" }],
        ignoreChanges: ["tags"],
        retainOnDelete: true,
        deleteBeforeReplace: false,
        customTimeouts: { delete: "15m" },
      },
    );
    this.registerOutputs({ url: this.queue.url, size: args.size });
  }
}

function openPromises(): number {
  const { globalStore } = globalThis as unknown as {
    globalStore: { leakCandidates: ReadonlySet<unknown> };
  };
  return globalStore.leakCandidates.size;
}

describe("graph recorder", () => {
  it("records parents, dependencies, options and registered outputs", async () => {
    const graph = await graphOf(() => new Pair("p", { size: 2 }));
    const pair = graph.node("test:pair:Pair", "p");
    const topic = graph.node("aws:sns/topic:Topic", "p-topic");
    const queue = graph.node("aws:sqs/queue:Queue", "p-queue");
    assert.equal(pair.parent, undefined);
    assert.equal(pair.custom, false);
    assert.deepEqual(pair.inputs, { size: 2 });
    assert.equal(pair.outputs?.size, 2);
    assert.deepEqual(graph.childrenOf(pair.urn), [topic, queue]);
    assert.equal(topic.protect, true);
    assert.equal(topic.outputs, undefined);
    assert.deepEqual(queue.dependencies, [topic.urn]);
    assert.deepEqual(queue.propertyDependencies, { name: [topic.urn] });
    assert.equal(queue.inputs.name, "arn:aws:sns:eu-west-1:000000000000:topic/p-topic");
    assert.equal((queue.aliases[0] as { name: string }).name, "old");
    assert.deepEqual(queue.ignoreChanges, ["tags"]);
    assert.equal(queue.retainOnDelete, true);
    assert.equal(queue.deleteBeforeReplace, false);
    assert.equal(queue.customTimeouts.delete, "15m");
    assert.equal(topic.deleteBeforeReplace, undefined);
    assert.equal(queue.protect, false);
  });

  it("names the explicit provider of a resource and of a call", async () => {
    const graph = await graphOf(
      () => {
        const provider = new aws.Provider("aws", { region: "eu-west-1" });
        new Pair("p", { size: 1 }, { provider });
        aws.getRegionOutput({}, { provider });
      },
      { calls: { "aws:index/getRegion:getRegion": () => ({ name: "eu-west-1" }) } },
    );
    const provider = graph.node("pulumi:providers:aws", "aws");
    const topic = graph.node("aws:sns/topic:Topic", "p-topic");
    assert.equal(topic.provider, `${provider.urn}::aws-id`);
    assert.deepEqual(graph.calls, [
      { token: "aws:index/getRegion:getRegion", inputs: {}, provider: `${provider.urn}::aws-id` },
    ]);
  });

  it("unwraps secrets and says which inputs hold them", async () => {
    const graph = await graphOf(
      () => new aws.sns.Topic("t", { displayName: pulumi.secret("hidden") }),
    );
    const topic = graph.node("aws:sns/topic:Topic", "t");
    assert.equal(topic.inputs.displayName, "hidden");
    assert.deepEqual(topic.secretInputs, ["displayName"]);
  });

  it("gives outputs by type, with the caller's over the defaults", async () => {
    let dns = pulumi.output("");
    let arn = pulumi.output("");
    await graphOf(
      () => {
        const balancer = new aws.lb.LoadBalancer("lb", {});
        dns = balancer.dnsName;
        arn = balancer.arn;
      },
      { outputs: { "aws:lb/loadBalancer:LoadBalancer": () => ({ arn: "arn:own" }) } },
    );
    assert.equal(await valueOf(dns), "lb-1234567890.eu-west-1.elb.amazonaws.com");
    assert.equal(await valueOf(arn), "arn:own");
  });

  it("leaves what only AWS knows unknown in a preview, and keeps the inputs", async () => {
    let topic: aws.sns.Topic | undefined;
    const graph = await graphOf(
      () => {
        topic = new aws.sns.Topic("t", { displayName: "shown" });
        new aws.sqs.Queue("q", { name: topic.arn });
      },
      { preview: true },
    );
    assert.ok(topic);
    assert.equal(await valueOf(topic.arn), undefined);
    assert.equal(await isKnown(topic.arn), false);
    assert.equal(await isKnown(topic.id), false);
    assert.equal(await valueOf(topic.displayName), "shown");
    assert.ok(pulumi.isUnknown(graph.node("aws:sqs/queue:Queue", "q").inputs.name));
  });

  it("gives awsx components their outputs and marks them remote", async () => {
    const awsx = await import("@pulumi/awsx");
    let subnets = pulumi.output<string[]>([]);
    const graph = await graphOf(() => {
      subnets = new awsx.ec2.Vpc("v", {}).privateSubnetIds;
    });
    assert.equal(graph.node("awsx:ec2:Vpc", "v").remote, true);
    assert.deepEqual(await valueOf(subnets), ["v-private-1-id", "v-private-2-id"]);
  });

  it("hands over project, stack and configuration, and takes them back", async () => {
    const before = pulumi.runtime.allConfig();
    let seen = "";
    const options = { project: "shop", stack: "prod", config: { "shop:colour": "blue" } };
    await graphOf(() => {
      const colour = new pulumi.Config().require("colour");
      seen = `${pulumi.getProject()} ${pulumi.getStack()} ${colour}`;
    }, options);
    assert.equal(seen, "shop prod blue");
    assert.deepEqual(pulumi.runtime.allConfig(), before);
    const second = await graphOf(() => new aws.sns.Topic("t", {}));
    assert.deepEqual(
      second.nodes.map((node) => node.urn),
      ["urn:pulumi:test::slipway::aws:sns/topic:Topic::t"],
    );
  });

  it("takes back configuration and open promises of a program that failed", async () => {
    const before = pulumi.runtime.allConfig();
    const broken = pulumi.output("x").apply((): string => {
      throw new Error("broken output");
    });
    const config = { "slipway:colour": "blue" };
    await assert.rejects(
      graphOf(() => new aws.sns.Topic("t", { name: broken }), { config }),
      /broken output/,
    );
    assert.deepEqual(pulumi.runtime.allConfig(), before);
    // The SDK ends a process with an error that leaves such promises behind.
    assert.equal(openPromises(), 0);
  });

  it("records one program at a time when several are asked for at once", async () => {
    const graphs = await Promise.all(
      ["a", "b", "c"].map((name) => graphOf(() => new aws.sns.Topic(name, {}), { stack: name })),
    );
    assert.deepEqual(
      graphs.map((graph) => graph.nodes.map((node) => node.urn)),
      ["a", "b", "c"].map((name) => [`urn:pulumi:${name}::slipway::aws:sns/topic:Topic::${name}`]),
    );
  });
});
