import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { inspect } from "node:util";

import { resourceError } from "../../../components/resourceError";

describe("an error of a resource", () => {
  const program = { inspected: "the whole program" };
  const resource = program as unknown as pulumi.Resource;
  const error = resourceError('App "web": port must be 1 or more', resource);

  it("is shown with its resource, and without a stack trace", () => {
    assert.ok(pulumi.ResourceError.isInstance(error));
    assert.equal(error.resource, resource);
    assert.equal(error.hideStack, true);
  });

  it("is inspected without what the program and the SDK hang on it", () => {
    const text = inspect(Object.assign(error, { promise: program }));
    assert.doesNotMatch(text, /the whole program/);
    assert.match(text, /port must be 1 or more/);
  });
});
