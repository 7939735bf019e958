import assert from "node:assert/strict";

import { awsEvent } from "../../gateway/events/awsEvent";
import { targetInput, valueAt } from "../../gateway/events/targetInput";

const rule = { Name: "commits", Arn: "arn:aws:events:eu-west-1:000000000000:rule/commits" };
const target = { Id: "t", Arn: "arn:aws:sqs:eu-west-1:000000000000:q" };
const event = awsEvent(
  {
    source: "aws.codecommit",
    detailType: "CodeCommit Repository State Change",
    account: "000000000000",
    region: "eu-west-1",
    resources: ["arn:aws:codecommit:eu-west-1:000000000000:deployment"],
    detail: { referenceName: 'a "quoted" name', commitId: "abc", count: 2 },
  },
  new Date("2026-01-02T03:04:05.678Z"),
);

describe("the input of an event's target", () => {
  it("is the event", () => {
    assert.deepEqual(JSON.parse(targetInput(target, rule, event)), event);
    assert.equal(event.time, "2026-01-02T03:04:05Z");
  });

  it("is a constant, or a part of the event, where the target says so", () => {
    assert.equal(targetInput({ ...target, Input: '{"a":1}' }, rule, event), '{"a":1}');
    assert.equal(targetInput({ ...target, InputPath: "$.detail.commitId" }, rule, event), '"abc"');
    assert.equal(
      targetInput({ ...target, InputPath: "$.resources[0]" }, rule, event),
      JSON.stringify(event.resources[0]),
    );
  });

  it("is made from a template, quoted where it stands in a text", () => {
    const input = targetInput(
      {
        ...target,
        InputTransformer: {
          InputPathsMap: {
            branch: "$.detail.referenceName",
            n: "$.detail.count",
            no: "$.detail.no",
          },
          InputTemplate:
            '{"text": "<branch> by <aws.events.rule-name>: <no>", "branch": <branch>, "n": <n>, "no": <no>, "x": "<unknown>"}',
        },
      },
      rule,
      event,
    );
    assert.deepEqual(JSON.parse(input), {
      text: 'a "quoted" name by commits: ',
      branch: 'a "quoted" name',
      n: 2,
      no: "",
      x: "<unknown>",
    });
  });

  it("can hold the whole event", () => {
    const transformer = { InputTemplate: '{"event": <aws.events.event.json>}' };
    const input = targetInput({ ...target, InputTransformer: transformer }, rule, event);
    assert.deepEqual(JSON.parse(input), { event });
  });

  it("follows the paths that EventBridge takes, and refuses others", () => {
    assert.equal(valueAt({ a: { "b c": [1, 2] } }, "$.a['b c'][1]"), 2);
    assert.equal(valueAt({ a: 1 }, "$.a.b"), undefined);
    assert.throws(() => valueAt({}, "detail"), /must begin with "\$"/);
  });
});
