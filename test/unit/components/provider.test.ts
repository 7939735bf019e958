import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { awsProvider, type ProviderArgs, stackTags } from "../../../components/provider";
import { graphOf, valueOf } from "../../support/graph";

const args: ProviderArgs = {
  provider: { region: "eu-west-1" },
  project: "slipway",
  stack: "staging",
  tags: {},
};

async function providerInputs(changes: Partial<ProviderArgs>) {
  const graph = await graphOf(() => awsProvider({ ...args, ...changes }));
  const node = graph.node("pulumi:providers:aws", "aws");
  const { defaultTags, ...inputs } = node.inputs;
  // Providers take structured arguments as JSON.
  const tags = (JSON.parse(String(defaultTags)) as { tags: unknown }).tags;
  return { node, inputs, tags };
}

describe("the provider of the stack", () => {
  it("tags everything with the project and the stack", async () => {
    const { tags } = await providerInputs({});
    assert.deepEqual(tags, { "slipway:project": "slipway", "slipway:stack": "staging" });
  });

  it("adds the user's tags, those of the stack over those of the provider", async () => {
    const { tags } = await providerInputs({
      provider: { region: "eu-west-1", defaultTags: { tags: { team: "a", owner: "b" } } },
      tags: { team: "c", cost: "d" },
    });
    assert.deepEqual(tags, {
      team: "c",
      owner: "b",
      cost: "d",
      "slipway:project": "slipway",
      "slipway:stack": "staging",
    });
  });

  it("gives hosts, which its default tags do not reach, the very same tags", async () => {
    const changes = {
      provider: { region: "eu-west-1", defaultTags: { tags: { team: "a", owner: "b" } } },
      tags: { team: "c" },
    };
    const { tags } = await providerInputs(changes);
    assert.deepEqual(await valueOf(stackTags({ ...args, ...changes })), tags);
  });

  it("lets nobody take the project's own tags", async () => {
    const { tags } = await providerInputs({ tags: { "slipway:stack": "prod" } });
    assert.deepEqual(tags, { "slipway:project": "slipway", "slipway:stack": "staging" });
  });

  it("keeps default tags secret that are secret in the stack file", async () => {
    const { node, tags } = await providerInputs({
      provider: { defaultTags: pulumi.secret({ tags: { team: "a" } }) },
    });
    assert.ok(node.secretInputs.includes("defaultTags"));
    assert.deepEqual(tags, {
      team: "a",
      "slipway:project": "slipway",
      "slipway:stack": "staging",
    });
  });

  it("has every aws:* value of the stack", async () => {
    const { inputs } = await providerInputs({
      provider: {
        region: "us-east-2",
        profile: "work",
        skipCredentialsValidation: true,
        endpoints: [{ ecs: "http://localhost:4566" }],
      },
    });
    assert.equal(inputs.region, "us-east-2");
    assert.equal(inputs.profile, "work");
    assert.equal(inputs.skipCredentialsValidation, "true");
    assert.equal(inputs.endpoints, '[{"ecs":"http://localhost:4566"}]');
  });

  it("is used by the children of components that get these options", async () => {
    class Component extends pulumi.ComponentResource {
      constructor(opts: pulumi.ComponentResourceOptions) {
        super("slipway:test:Component", "component", {}, opts);
        new aws.cloudwatch.LogGroup("component-logs", {}, { parent: this });
        this.registerOutputs({});
      }
    }
    const graph = await graphOf(() => new Component({ providers: { aws: awsProvider(args) } }));
    const provider = graph.node("pulumi:providers:aws", "aws");
    const logs = graph.node("aws:cloudwatch/logGroup:LogGroup", "component-logs");
    assert.ok(logs.provider.startsWith(`${provider.urn}::`), logs.provider);
    assert.equal(graph.ofType("pulumi:providers:aws").length, 1);
  });
});
