import assert from "node:assert/strict";

import { defaultKeyPolicy, roleMay, serviceMay } from "../../../support/iam/simulate";

const accountId = "111122223333";
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:${accountId}:${rest}`;
const policyOf = (statement: object) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*", ...statement }],
});
const key = arn("kms", "key/0a1b2c3d-0000-0000-0000-000000000000");
const decrypt = { action: "kms:Decrypt", resource: key, context: {} };

describe("a simulated call", () => {
  const calls: [title: string, action: string, resource: string, context: object, RegExp?][] = [
    ["on its resource", "ecs:UpdateService", arn("ecs", "service/a/b"), {}],
    ["in other letters", "ECS:updateservice", arn("ecs", "service/a/b"), {}],
    ["that knows no resource", "ecr:GetAuthorizationToken", "*", {}],
    ["with a global key", "sqs:SendMessage", arn("sqs", "q"), { "aws:SourceAccount": accountId }],
    [
      "with a key of its action",
      "iam:PassRole",
      "arn:aws:iam::111122223333:role/a",
      { "IAM:passedtoservice": "a" },
    ],
    [
      "with a key of its resource",
      "ecs:UpdateService",
      arn("ecs", "service/a/b"),
      { "ecs:ResourceTag/a": "b" },
    ],
    [
      "with a key that has colons",
      "kms:Encrypt",
      key,
      { "kms:EncryptionContext:aws:sns:topicArn": "a" },
    ],
    ["of no service", "ecz:UpdateService", "*", {}, /no action ecz:UpdateService/],
    ["of no action", "ecs:UpdateServices", "*", {}, /no action ecs:UpdateServices/],
    [
      "on what it is not called on",
      "ecs:UpdateService",
      arn("ecs", "cluster/a"),
      {},
      /not called on .*cluster\/a, but on .*service\//,
    ],
    ["on everything", "ecs:UpdateService", "*", {}, /not called on \*/],
    [
      "on a resource, which it does not know",
      "ecr:GetAuthorizationToken",
      arn("ecr", "repository/a"),
      {},
      /but on \*/,
    ],
    [
      "with a key of another action",
      "codecommit:GetBranch",
      arn("codecommit", "a"),
      { "codecommit:References": "a" },
      /does not send .*References/,
    ],
    [
      "with no global key",
      "sqs:SendMessage",
      arn("sqs", "q"),
      { "aws:SourceAcount": "a" },
      /does not send .*aws:SourceAcount/,
    ],
  ];
  for (const [title, action, resource, context, refusal] of calls) {
    it(`${title} is ${refusal === undefined ? "decided" : "a mistake, not a denial"}`, async () => {
      const call = { action, resource, context: { ...context } };
      const policy = policyOf({});
      const account = action.startsWith("kms:")
        ? { accountId, policy: defaultKeyPolicy(accountId) }
        : undefined;
      if (refusal === undefined) {
        assert.equal(await roleMay([policy], call, account), true);
      } else {
        await assert.rejects(roleMay([policy], call, account), refusal);
      }
    });
  }

  const mistakes: [string, object, RegExp][] = [
    ["action", { Action: ["ecs:UpdateService", "ecs:UpdateServices"] }, /ecs:UpdateServices/],
    ["action of a service", { Action: "ecz:*" }, /ecz:\*/],
    [
      "condition key",
      { Condition: { StringEquals: { "kms:ViaServices": "a" } } },
      /kms:ViaServices/,
    ],
  ];
  for (const [what, statement, message] of mistakes) {
    it(`is not decided by a policy with a misspelt ${what}`, async () => {
      const call = { action: "ecr:GetAuthorizationToken", resource: "*", context: {} };
      await assert.rejects(roleMay([policyOf(statement)], call), message);
    });
  }
});

describe("a simulated call of KMS", () => {
  const account = { accountId, policy: defaultKeyPolicy(accountId) };

  it("takes the role's policies and the key's", async () => {
    assert.equal(await roleMay([policyOf({})], decrypt, account), true);
    assert.equal(await roleMay([], decrypt, account), false);
    const foreign = { accountId, policy: defaultKeyPolicy("444455556666") };
    assert.equal(await roleMay([policyOf({})], decrypt, foreign), false);
  });

  it("is not decided without the key's policy, nor another call with one", async () => {
    await assert.rejects(roleMay([policyOf({})], decrypt), /the policy of the key decides/);
    const other = { action: "ecr:GetAuthorizationToken", resource: "*", context: {} };
    await assert.rejects(roleMay([policyOf({})], other, account), /and no others/);
  });
});

describe("a simulated call of a service", () => {
  it("is decided by the resource's policy, and checked like every other", async () => {
    const policy = policyOf({ Principal: { Service: "events.amazonaws.com" }, Action: "sqs:*" });
    const send = { action: "sqs:SendMessage", resource: arn("sqs", "q"), context: {} };
    assert.equal(await serviceMay(policy, { ...send, service: "events.amazonaws.com" }), true);
    assert.equal(await serviceMay(policy, { ...send, service: "s3.amazonaws.com" }), false);
    const misspelt = { ...send, service: "events.amazonaws.com", action: "sqs:SendMesage" };
    await assert.rejects(serviceMay(policy, misspelt), /no action sqs:SendMesage/);
  });
});
