import assert from "node:assert/strict";

import {
  formatStackParameter,
  maxParameterBytes,
  parseStackParameter,
  type StackParameter,
} from "../../../delivery/stackParameter";

const parameter: StackParameter = {
  project: "slipway",
  stack: "prod",
  region: "eu-west-1",
  repository: "deployment",
  branch: "prod",
  imageRepositories: "slipway-prod/",
  topicArn: "arn:aws:sns:eu-west-1:000000000000:deployments",
  clusters: { main: { name: "prod-main", apps: ["web", "api"] }, jobs: { name: "j", apps: [] } },
};

describe("what a stack tells about itself", () => {
  it("is read as it was written, in an order that does not depend on the configuration's", () => {
    const text = formatStackParameter(parameter);
    assert.ok(
      text.endsWith(
        '"clusters":{"jobs":{"name":"j","apps":[]},"main":{"name":"prod-main","apps":["api","web"]}}}',
      ),
    );
    const read = parseStackParameter("/slipway/prod", text);
    assert.deepEqual(read.clusters["main"]?.apps, ["api", "web"]);
    assert.equal(formatStackParameter(read), text);
  });

  it("has room for a hundred apps with long names", () => {
    const apps = Array.from({ length: 100 }, (_, index) => `${"a".repeat(60)}-${index}`);
    const text = formatStackParameter({ ...parameter, clusters: { main: { name: "m", apps } } });
    assert.ok(Buffer.byteLength(text) <= maxParameterBytes, `${Buffer.byteLength(text)} bytes`);
  });

  it("is refused with its name, the field and what to do when it is something else", () => {
    const rest = { ...parameter, branch: undefined };
    assert.throws(
      () => parseStackParameter("/slipway/prod", JSON.stringify(rest)),
      /"\/slipway\/prod" does not describe a stack:[^]*branch[^]*Run pulumi up/,
    );
    assert.throws(() => parseStackParameter("/slipway/prod", ""), /does not describe a stack/);
  });
});
