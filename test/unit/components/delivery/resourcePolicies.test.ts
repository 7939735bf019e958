import assert from "node:assert/strict";

import { queuePolicy } from "../../../../components/delivery/resourcePolicies";

describe("a queue", () => {
  it("takes messages from its own rules only", () => {
    const [statement] = [queuePolicy("arn:queue", ["arn:b", "arn:a"]).Statement].flat();
    assert.deepEqual(statement, {
      Sid: "TakeEvents",
      Effect: "Allow",
      Action: ["sqs:SendMessage"],
      Resource: ["arn:queue"],
      Principal: { Service: "events.amazonaws.com" },
      Condition: { ArnEquals: { "aws:SourceArn": ["arn:a", "arn:b"] } },
    });
  });
});
