import assert from "node:assert/strict";

import { identityAllows, resourceAllows } from "../../../support/iam/evaluate";
import { type ServiceRequest } from "../../../support/iam/serviceRequests";

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
  [
    "the source",
    true,
    [{ Condition: { ArnEquals: { "aws:SourceArn": ["arn:aws:events:::x", rule] } } }],
  ],
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

/** What statements of a role's policies say of the request, which are without principals. */
const roleCases: readonly [title: string, allowed: boolean, statements: object[]][] = [
  ["a statement that allows it", true, [{}]],
  ["a statement about another action", false, [{ Action: "sqs:SendMessages" }]],
  ["a statement about another resource", false, [{ Resource: "arn:aws:sqs:*:*:c" }]],
  ["everything", true, [{ Action: "*", Resource: "*" }]],
  ["an action that ends in a wildcard, on another service", false, [{ Action: "sns:Send*" }]],
  [
    "one of several actions and resources",
    true,
    [{ Action: ["a:b", "sqs:*"], Resource: ["arn:aws:a:::b", queue] }],
  ],
  [
    "a denial, whatever else allows it",
    false,
    [{}, { Effect: "Deny", Action: "sqs:*", Resource: "*" }, {}],
  ],
  ["a denial of something else", true, [{ Effect: "Deny", Resource: `${queue}.other` }, {}]],
  [
    "a denial whose condition is not met",
    true,
    [{}, { Effect: "Deny", Condition: { StringEquals: { "aws:SourceAccount": "1" } } }],
  ],
];

describe("the policy of a resource", () => {
  const permits = (policy: unknown) =>
    resourceAllows(policy, ["Service", request.service], request);
  for (const [title, permitted, statements] of cases) {
    it(`${permitted ? "lets" : "does not let"} a service in by ${title}`, () => {
      assert.equal(permits(policyOf(...statements)), permitted);
    });
  }

  it("lets no one in if there is none", () => {
    assert.equal(permits(undefined), false);
  });

  it("tells principals of one name apart by their kind", () => {
    const policy = policyOf({ Principal: { AWS: request.service } });
    assert.equal(permits(policy), false);
    assert.equal(resourceAllows(policy, ["AWS", request.service], request), true);
  });
});

describe("the policies of a role", () => {
  const statement = { Effect: "Allow", Action: allow.Action, Resource: queue };
  const policyWith = (...statements: object[]) => ({
    Version: "2012-10-17",
    Statement: statements.map((one) => ({ ...statement, ...one })),
  });
  for (const [title, allowed, statements] of roleCases) {
    it(`${allowed ? "allow" : "do not allow"} a call by ${title}, in one policy and in several`, () => {
      assert.equal(identityAllows([policyWith(...statements)], request), allowed);
      const each = statements.map((one) => policyWith(one));
      assert.equal(identityAllows(each, request), allowed);
    });
  }

  it("allow nothing if there are none", () => {
    assert.equal(identityAllows([], request), false);
  });

  const odd: [string, object, RegExp][] = [
    ["NotAction", { NotAction: "sqs:*" }, /NotAction/],
    ["NotResource", { NotResource: "*" }, /NotResource/],
    ["a principal", { Principal: "*" }, /Principal/],
    ["a misspelt element", { Conditions: {} }, /Conditions/],
    ["another effect", { Effect: "allow" }, /Effect/],
    ["no action", { Action: [] }, /Action/],
    ["an action without its service", { Action: "SendMessage" }, /no action/],
    ["no resource", { Resource: undefined }, /Resource/],
    ["a variable", { Resource: "arn:aws:s3:::home/${aws:username}" }, /variables/],
    [
      "a variable in a condition",
      { Condition: { StringLike: { "aws:SourceArn": "${aws:username}" } } },
      /variables/,
    ],
    [
      "a set operator",
      { Condition: { "ForAnyValue:StringLike": { "aws:TagKeys": "1" } } },
      /ForAnyValue:StringLike is no known operator/,
    ],
    [
      "another operator",
      { Condition: { NumericLessThan: { "s3:max-keys": "1" } } },
      /NumericLessThan is no known operator/,
    ],
    [
      "an operator that there is not",
      { Condition: { NullIfExists: { "s3:max-keys": "true" } } },
      /NullIfExists is no known operator/,
    ],
    ["a number in a condition", { Condition: { StringEquals: { "s3:max-keys": 1 } } }, /max-keys/],
  ];
  for (const [title, element, message] of odd) {
    it(`are not guessed at: ${title}`, () => {
      assert.throws(() => identityAllows([policyWith(element)], request), message);
    });
  }

  it("are not guessed at: another version, whose variables are plain text", () => {
    const old = { ...policyWith({}), Version: "2008-10-17" };
    assert.throws(() => identityAllows([old], request), /Version/);
  });
});
