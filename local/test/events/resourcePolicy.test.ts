import { runSimulation } from "@cloud-copilot/iam-simulate";
import assert from "node:assert/strict";

import { permits, type ServiceRequest } from "../../gateway/events/resourcePolicy";

const queue = "arn:aws:sqs:eu-west-1:111122223333:commits.fifo";
const rule = "arn:aws:events:eu-west-1:111122223333:rule/commits";
const request: ServiceRequest = {
  service: "events.amazonaws.com",
  action: "sqs:SendMessage",
  resource: queue,
  context: { "aws:SourceArn": rule, "aws:SourceAccount": "111122223333" },
};
const allow = {
  Effect: "Allow",
  Principal: { Service: "events.amazonaws.com" },
  Action: "sqs:SendMessage",
  Resource: queue,
};
const policyOf = (...statements: object[]) => ({
  Version: "2012-10-17",
  Statement: statements.map((one) => ({ ...allow, ...one })),
});

/** What each policy says of the request. */
const cases: readonly [title: string, permitted: boolean, statements: object[]][] = [
  ["a plain statement", true, [{}]],
  ["another service", false, [{ Principal: { Service: "s3.amazonaws.com" } }]],
  [
    "one of several services",
    true,
    [{ Principal: { Service: ["a.com", allow.Principal.Service] } }],
  ],
  ["everyone", true, [{ Principal: "*" }]],
  ["actions in other letters", true, [{ Action: ["SQS:send*"] }]],
  ["another action", false, [{ Action: "sqs:ReceiveMessage" }]],
  ["another resource", false, [{ Resource: `${queue}.other` }]],
  ["a resource with wildcards", true, [{ Resource: "arn:aws:sqs:*:*:commits.????" }]],
  ["the source", true, [{ Condition: { ArnEquals: { "aws:SourceArn": ["arn:aws:x", rule] } } }]],
  [
    "a source like it",
    true,
    [{ Condition: { ArnLike: { "AWS:sourcearn": rule.replace("commits", "*") } } }],
  ],
  [
    "a source whose account is a wildcard",
    true,
    [{ Condition: { ArnLike: { "aws:SourceArn": "arn:aws:events:*:*:rule/*" } } }],
  ],
  [
    "another source",
    false,
    [{ Condition: { ArnLike: { "aws:SourceArn": "arn:aws:events:*:*:bus/*" } } }],
  ],
  ["the account", true, [{ Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } } }]],
  [
    "another account",
    false,
    [{ Condition: { StringEquals: { "aws:SourceAccount": "444455556666" } } }],
  ],
  [
    "not another account",
    true,
    [{ Condition: { StringNotEquals: { "aws:SourceAccount": "444455556666" } } }],
  ],
  [
    "a key that is not sent",
    false,
    [{ Condition: { StringEquals: { "aws:SourceOrgID": "o-1" } } }],
  ],
  [
    "a key that is not sent, if it exists",
    true,
    [{ Condition: { StringEqualsIfExists: { "aws:SourceOrgID": "o-1" } } }],
  ],
  ["a key that must be missing", true, [{ Condition: { Null: { "aws:SourceOrgID": "true" } } }]],
  [
    "two conditions, one of which fails",
    false,
    [
      {
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: { "aws:SourceArn": "arn:aws:events:*:*:bus/*" },
        },
      },
    ],
  ],
  ["a statement against it", false, [{}, { Effect: "Deny" }]],
  [
    "a statement against connections without TLS",
    true,
    [{}, { Effect: "Deny", Principal: "*", Condition: { Bool: { "aws:SecureTransport": false } } }],
  ],
];

describe("the policy of a resource", () => {
  for (const [title, permitted, statements] of cases) {
    it(`${permitted ? "lets" : "does not let"} a service in by ${title}, as IAM says`, async () => {
      const policy = policyOf(...statements);
      assert.equal(permits(policy, request), permitted);
      const { service: principal, action, resource, context: contextVariables } = request;
      const simulated = await runSimulation(
        {
          request: {
            principal,
            action,
            resource: { resource, accountId: "111122223333" },
            contextVariables,
          },
          identityPolicies: [],
          serviceControlPolicies: [],
          resourceControlPolicies: [],
          resourcePolicy: policy,
        },
        {},
      );
      assert.notEqual(simulated.resultType, "error", JSON.stringify(simulated));
      assert.equal(
        "overallResult" in simulated && simulated.overallResult === "Allowed",
        permitted,
      );
    });
  }

  it("lets no one in if there is none", () => {
    assert.equal(permits(undefined, request), false);
  });

  it("is not guessed at", () => {
    const odd = { Condition: { "ForAnyValue:StringLike": { "aws:SourceAccount": "1" } } };
    assert.throws(
      () => permits(policyOf(odd), request),
      /does not understand the condition operator ForAnyValue:StringLike/,
    );
    assert.throws(() => permits(policyOf({ NotAction: "sqs:*" }), request), /understand NotAction/);
  });
});
