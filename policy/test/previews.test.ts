import assert from "node:assert/strict";

import { unknownText } from "./engine";
import { requireLocalAws, subjectsOf } from "./scanner/previews";
import { terraformPlan } from "./scanner/terraformPlan";

const urn = (type: string, name: string) => `urn:pulumi:prod::slipway::${type}::${name}`;
const providerUrn = urn("pulumi:providers:aws", "aws");
const topicUrn = urn("aws:sns/topic:Topic", "notices");
const shown = {
  steps: [
    {
      newState: {
        urn: providerUrn,
        type: "pulumi:providers:aws",
        inputs: { defaultTags: '{"tags":{"slipway:stack":"prod"}}' },
      },
    },
    {
      newState: {
        urn: topicUrn,
        type: "aws:sns/topic:Topic",
        inputs: {
          __defaults: ["name"],
          name: "notices-1",
          kmsMasterKeyId: unknownText,
          tagsAll: { "slipway:stack": "prod" },
        },
        provider: `${providerUrn}::${unknownText}`,
        propertyDependencies: { kmsMasterKeyId: [urn("aws:kms/key:Key", "key")], name: null },
      },
    },
    {},
  ],
};

describe("a preview that the scanner reads", () => {
  it("is made of what the engine shows, without what the provider's check adds", () => {
    const [, topic] = subjectsOf(shown);
    assert.equal(topic?.name, "notices");
    assert.deepEqual(topic.props, { name: "notices-1", kmsMasterKeyId: unknownText });
    assert.deepEqual(topic.propertyDependencies, {
      kmsMasterKeyId: [urn("aws:kms/key:Key", "key")],
      name: [],
    });
  });

  it("says which values are not known, apart from those that are", () => {
    const { resource_changes: changes } = terraformPlan(subjectsOf(shown)) as {
      readonly resource_changes: readonly { readonly change: object }[];
    };
    assert.deepEqual(changes[0]?.change, {
      actions: ["create"],
      before: null,
      after: { name: "notices-1", tags: { "slipway:stack": "prod" } },
      after_unknown: { kms_master_key_id: true },
    });
  });

  it("is made on local AWS alone", () => {
    requireLocalAws("http://localhost:4566");
    for (const endpoint of [
      undefined,
      "",
      "https://route53.amazonaws.com",
      "http://localhost.example",
    ]) {
      assert.throws(() => {
        requireLocalAws(endpoint);
      }, /on local AWS alone/);
    }
  });
});
