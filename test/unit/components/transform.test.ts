import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { transformed } from "../../../components/transform";

const args = (): aws.lb.TargetGroupArgs => ({ name: "web", port: 8080, protocol: "HTTP" });

describe("a transform of a resource", () => {
  it("changes nothing where there is none", () => {
    const opts = { protect: true };
    assert.deepEqual(transformed(undefined, "main-group", args(), opts), [
      "main-group",
      args(),
      opts,
    ]);
  });

  it("puts its properties in the place of the component's own", () => {
    const [, made] = transformed<aws.lb.TargetGroupArgs>(
      { port: 9090, slowStart: 30 },
      "main-group",
      args(),
      {},
    );
    assert.deepEqual(made, { ...args(), port: 9090, slowStart: 30 });
  });

  it("is given arguments, options and name, to change them", () => {
    const given = args();
    const [, made, opts] = transformed<aws.lb.TargetGroupArgs>(
      (changed, options, name) => {
        assert.equal(name, "main-group");
        changed.slowStart = 30;
        options.ignoreChanges = ["tags"];
      },
      "main-group",
      given,
      { protect: true },
    );
    assert.deepEqual(made, { ...args(), slowStart: 30 });
    assert.deepEqual(opts, { protect: true, ignoreChanges: ["tags"] });
    assert.deepEqual(given, args(), "a literal that several resources share stays as it is");
  });

  it("may not rename what others find by its name", () => {
    const renamed = new pulumi.RunError(
      'The transform of "main-group" changes its name, by which other resources and commands find it. Leave name out: names follow from the keys of the stack file.',
    );
    assert.throws(
      () => transformed<aws.lb.TargetGroupArgs>({ name: "mine" }, "main-group", args(), {}),
      {
        message: renamed.message,
      },
    );
    assert.throws(
      () =>
        transformed<aws.lb.TargetGroupArgs>(
          (changed) => {
            delete changed.name;
          },
          "main-group",
          args(),
          {},
        ),
      pulumi.RunError,
    );
  });

  it("may name what Pulumi would name", () => {
    const [, made] = transformed<aws.lb.TargetGroupArgs>({ name: "mine" }, "group", {}, {});
    assert.deepEqual(made, { name: "mine" });
  });
});
