import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { graphOf, valueOf } from "../../support/graph";

describe("graph recorder, where something is wrong", () => {
  it("refuses a call that has no mock", async () => {
    await assert.rejects(
      graphOf(() => aws.getCallerIdentityOutput().accountId.apply(() => undefined)),
      /no mock for call "aws:index\/getCallerIdentity:getCallerIdentity"/,
    );
  });

  it("passes on the sentence of a mocked call that fails", async () => {
    const calls = {
      "aws:index/getRegion:getRegion": () => {
        throw new Error("AccessDenied: no");
      },
    };
    await assert.rejects(
      graphOf(() => new aws.sns.Topic("t", { name: aws.getRegionOutput().region }), { calls }),
      /AccessDenied: no/,
    );
  });

  it("rejects with the error that the program throws", async () => {
    await assert.rejects(
      graphOf(() => {
        new aws.sns.Topic("t", {});
        throw new pulumi.RunError("wrong key");
      }),
      (error) => pulumi.RunError.isInstance(error) && error.message === "wrong key",
    );
  });

  it("rejects with the error of a component and of an output", async () => {
    await assert.rejects(
      graphOf(() => {
        const pair = new pulumi.ComponentResource("test:pair:Pair", "p");
        throw new pulumi.ResourceError("size must be 2", pair);
      }),
      /size must be 2/,
    );
    await assert.rejects(
      graphOf(() => {
        const broken = pulumi.output("x").apply((): string => {
          throw new Error("broken output");
        });
        return new aws.sns.Topic("t", { name: broken });
      }),
      /broken output/,
    );
    assert.equal((await graphOf(() => new aws.sns.Topic("t", {}))).nodes.length, 1);
  });

  it("shows what a program registered before it failed", async () => {
    const seen: string[] = [];
    const failing = graphOf(
      async () => {
        await valueOf(new aws.sns.Topic("t", {}).arn);
        throw new Error("too late");
      },
      { onNode: ({ name }) => seen.push(name) },
    );
    await assert.rejects(failing, /too late/);
    assert.deepEqual(seen, ["t"]);
  });

  it("refuses two resources with one URN, as the engine does", async () => {
    await assert.rejects(
      graphOf(() => [new aws.sns.Topic("t", {}), new aws.sns.Topic("t", {})]),
      /duplicate resource URN ".*Topic::t"/,
    );
  });

  it("gives up a program that never settles", async () => {
    const never = () => new Promise(() => undefined);
    await assert.rejects(graphOf(never, { limitSeconds: 0.05 }), /did not settle within 0\.05 s/);
  });

  it("lists what exists when a node is missing", async () => {
    const graph = await graphOf(() => new aws.sns.Topic("t", {}));
    assert.throws(
      () => graph.node("aws:sns/topic:Topic", "u"),
      /no aws:sns\/topic:Topic named "u"; there are:\n {2}aws:sns\/topic:Topic t/,
    );
  });

  it("rejects when asked for the value of an output that failed", async () => {
    const broken = pulumi.output(Promise.reject<string>(new Error("no value")));
    await assert.rejects(valueOf(broken), /no value/);
  });
});
