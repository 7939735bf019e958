import assert from "node:assert/strict";

import { kinds } from "../../../config/kinds";
import {
  describedApps,
  formatStackParameter,
  hasService,
  imageOrigins,
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
  clusters: {
    main: {
      name: "prod-main",
      apps: {
        worker: { "ghcr.io/acme/mailer": ["mailer"] },
        web: { "/hello": ["web", "api"] },
      },
      containers: { "/nginx": ["web/proxy"] },
    },
    jobs: { name: "j", apps: {} },
  },
};

describe("what a stack tells about itself", () => {
  it("is read as it was written, in an order that does not depend on the configuration's", () => {
    const text = formatStackParameter(parameter);
    assert.ok(
      text.endsWith(
        '"clusters":{"jobs":{"name":"j","apps":{}},"main":{"name":"prod-main","apps":{"web":{"/hello":["api","web"]},"worker":{"ghcr.io/acme/mailer":["mailer"]}},"containers":{"/nginx":["web/proxy"]}}}}',
      ),
    );
    const read = parseStackParameter("/slipway/prod", text);
    assert.deepEqual(
      describedApps(read).map(({ app }) => app),
      ["api", "web", "mailer"],
    );
    assert.equal(formatStackParameter(read), text);
  });

  it("says where the images of each container that delivery owns come from", () => {
    const of = (app: string) => [...imageOrigins(parameter, { cluster: "main", app }).repositories];
    assert.deepEqual(of("web"), [
      ["web", "000000000000.dkr.ecr.eu-west-1.amazonaws.com/slipway-prod/hello"],
      ["proxy", "000000000000.dkr.ecr.eu-west-1.amazonaws.com/slipway-prod/nginx"],
    ]);
    assert.deepEqual(of("mailer"), [["mailer", "ghcr.io/acme/mailer"]]);
    assert.deepEqual(of("unknown"), []);
  });

  it("has room for a hundred apps with long names", () => {
    const apps = Array.from({ length: 100 }, (_, index) => `${"a".repeat(60)}-${index}`);
    const text = formatStackParameter({
      ...parameter,
      clusters: { main: { name: "m", apps: { web: { hello: apps } } } },
    });
    assert.ok(Buffer.byteLength(text) <= maxParameterBytes, `${Buffer.byteLength(text)} bytes`);
  });

  it("has room for 500 apps of every kind on five clusters", () => {
    const keys = (cluster: number, kind: string) =>
      Array.from({ length: 20 }, (_, index) => `${kind.slice(0, 3)}-${cluster}-app-${index}`);
    const apps = (cluster: number) =>
      Object.fromEntries(
        Object.keys(kinds).map((kind) => [kind, { "/hello": keys(cluster, kind) }]),
      );
    const clusters = Object.fromEntries(
      [1, 2, 3, 4, 5].map((one) => [`c${one}`, { name: `prod-c${one}`, apps: apps(one) }]),
    );
    const described = { ...parameter, clusters };
    assert.equal(describedApps(described).length, 500);
    const bytes = Buffer.byteLength(formatStackParameter(described));
    assert.ok(bytes <= maxParameterBytes, `${bytes} bytes`);
  });

  it("says each app's kind, one that this version does not know included", () => {
    const clusters = {
      main: { name: "prod-main", apps: { web: { "/a": ["web"] }, batch: { "/b": ["report"] } } },
    };
    const read = parseStackParameter("/slipway/prod", JSON.stringify({ ...parameter, clusters }));
    assert.deepEqual(describedApps(read), [
      { cluster: "main", app: "web", kind: "web" },
      { cluster: "main", app: "report", kind: "batch" },
    ]);
    assert.equal(hasService("batch"), false);
  });

  it("knows of every kind in the stack file whether it is a service", () => {
    const withoutService = Object.keys(kinds).filter((kind) => !hasService(kind));
    assert.deepEqual(withoutService, ["scheduled"]);
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
