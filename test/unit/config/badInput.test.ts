import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

import { kinds } from "../../../config/kinds";
import { type ParseContext } from "../../../config/parse";
import { unknownKeySentence } from "../../../config/suggest";
import { lines, parsed, withApp, withApps } from "./stack";

/** One wrong configuration of a table in badInput/. */
interface Row {
  readonly title: string;
  readonly values: Record<string, unknown>;
  /** Every line of the error. */
  readonly expected: readonly string[];
  readonly context?: Partial<ParseContext>;
}

const appKeys = Object.keys(kinds.web.schema.shape);

const folder = join(__dirname, "badInput");

describe("a configuration is refused", () => {
  for (const file of readdirSync(folder).sort()) {
    describe(`as badInput/${file} says:`, () => {
      for (const row of parse(readFileSync(join(folder, file), "utf8")) as readonly Row[]) {
        it(row.title, () => {
          assert.deepEqual(lines(row.values, row.context), [...row.expected].sort());
          assert.equal(parsed(row.values, row.context).config, undefined);
        });
      }
    });
  }

  it("with all its problems at once, those between keys too", () => {
    const values = parse(`
network: { cidr: 10.0.0.0/33 }
images: { hello: { contxt: . } }
clusters:
  main:
    capacity: { type: ec2, min: 9 }
    apps:
      web: { kind: web, image: helo, port: 70000, environment: { A: x }, secrets: { A: x } }
      api: { kind: wbe }
`) as Record<string, unknown>;
    assert.deepEqual(lines(values), [
      'clusters.main.apps.api.kind: must be "web", "tcp", "internal", "worker" or "scheduled" (got "wbe")',
      'clusters.main.apps.web.image: unknown image "helo"; did you mean "hello"?',
      'clusters.main.apps.web.kind: a web app needs a load balancer; add loadBalancer: {} to cluster "main"',
      'clusters.main.apps.web.port: must be 1–65535 (got "70000")',
      "clusters.main.apps.web.secrets.A: defined in both environment and secrets",
      "clusters.main.apps.web.secrets.A: not a Secrets Manager/SSM ARN in eu-west-1; it looks like arn:aws:secretsmanager:<region>:<account>:secret:<name> or arn:aws:ssm:<region>:<account>:parameter/<name>",
      'clusters.main.capacity.min: must not be greater than max, which is 4 (got "9")',
      "images.hello.context: is required; where builds elsewhere fill the repository, write initial: <reference> in its place",
      'images.hello.contxt: unknown key "contxt"; did you mean "context"?',
      'network.cidr: invalid CIDR; it looks like 10.20.0.0/16 (got "10.0.0.0/33")',
    ]);
  });

  it("without showing what may be a secret", () => {
    const values = {
      ...withApp({ secrets: { A: "hunter2" }, environment: { B: 12345678 } }),
      images: { a: { context: ".", args: { TOKEN: 87654321 } } },
    };
    const text = lines(values).join("\n");
    assert.match(text, /secrets\.A: not a Secrets Manager\/SSM ARN/);
    assert.match(text, /environment\.B: must be text/);
    assert.match(text, /args\.TOKEN: must be text/);
    assert.doesNotMatch(text, /hunter2|12345678|87654321/);
  });

  it("in lines that a terminal shows as they are, with what cannot be seen in them", () => {
    assert.deepEqual(lines({ ...withApp(), protect: "\u001b[2J\u202eyes" }), [
      'protect: must be true or false (got "\\u{001b}[2J\\u{202e}yes")',
    ]);
    assert.match(
      lines(withApps({ "a\u200bb": {} })).join("\n"),
      /^clusters\.main\.apps\["a\\u\{200b\}b"\]: [^]*must match/m,
    );
  });

  it("when an app is named __proto__, which would be left out without a word", () => {
    const values = JSON.parse(
      JSON.stringify(withApp()).replace('"web":', '"__proto__":'),
    ) as Record<string, unknown>;
    assert.deepEqual(lines(values), [
      "clusters.main.apps.__proto__: is not an allowed name; choose another",
    ]);
  });

  it("when it goes too deep", () => {
    const deep = Array.from({ length: 60 }).reduce<unknown>((inner) => ({ a: inner }), "x");
    assert.deepEqual(lines({ ...withApp(), tags: deep }), [
      "config too large: more than 50 levels deep",
    ]);
  });

  it("when it has more than a megabyte", () => {
    const [line = ""] = lines({ ...withApp(), tags: { a: "x".repeat(1024 * 1024) } });
    assert.match(line, /^config too large: \d+ bytes; max 1048576$/);
  });

  it("when the definition of a task is too large for ECS", () => {
    const [line = ""] = lines(withApp({ environment: { A: "x".repeat(64 * 1024) } }));
    assert.match(line, /apps\.web: task definition too large: \d+ bytes; max 65536$/);
  });

  it("when a task has ten sidecars", () => {
    const sidecars = Array.from({ length: 10 }, (_, index) => [
      `beside${index}`,
      { image: "x:1", memoryMiB: 6 },
    ]);
    assert.deepEqual(lines(withApp({ sidecars: Object.fromEntries(sidecars) })), [
      'clusters.main.apps.web.sidecars: 1–10 containers, at least one essential: a task has at most 9 sidecars and init containers (got "10")',
    ]);
  });

  it("when an app goes by a name that every object has", () => {
    const app = { kind: "web", image: "nginx:1.29", port: 80 };
    assert.deepEqual(lines(withApps({ constructor: app })), []);
    assert.deepEqual(lines(withApp({ environment: { toString: "x" }, constructor: 1 })), [
      `clusters.main.apps.web.constructor: ${unknownKeySentence("constructor", appKeys)}`,
    ]);
  });

  it("when the permissions of an app are too long for a role", () => {
    const permission = (index: number) => ({
      actions: ["dynamodb:GetItem"],
      resources: [`arn:aws:dynamodb:eu-west-1:123456789012:table/orders-${index}`],
    });
    const permissions = (count: number) => ({
      permissions: Array.from({ length: count }, (_, index) => permission(index)),
    });
    assert.deepEqual(lines(withApp(permissions(50))), []);
    assert.deepEqual(lines(withApp(permissions(80))), [
      "clusters.main.apps.web.permissions: too long for the policy of a role: 11299 characters; max 10240; use wildcards at the end of names, or a managed policy under policies",
    ]);
  });

  it("when a role would have too many managed policies", () => {
    const policies = Array.from({ length: 21 }, (_, index) => `arn:aws:iam::aws:policy/P${index}`);
    assert.deepEqual(lines(withApp({ policies })), [
      'clusters.main.apps.web.policies: a role has at most 20 managed policies (got "21"); put some together into one of your own',
    ]);
  });

  it("when a security group would have more rules than it takes, of all apps of the hosts", () => {
    const app = (count: number, from: number) => ({
      ...{ kind: "worker", image: "nginx:1.29", count: 1 },
      outbound: Array.from({ length: count }, (_, index) => ({
        ...{ port: from + index, to: "10.50.0.0/16", why: "legacy" },
      })),
    });
    assert.deepEqual(lines(withApps({ a: app(40, 1000), b: app(40, 1018) })), []);
    assert.deepEqual(lines(withApps({ a: app(40, 1000), b: app(40, 1040) })), [
      "clusters.main: has 80 outbound rules, and a security group takes 58 besides those of the network; put ranges together, or use a prefix list",
    ]);
    const { clusters } = withApps({ a: app(40, 1000), b: app(40, 1040) }) as {
      clusters: { main: object };
    };
    const onFargate = { ...clusters.main, capacity: { type: "fargate" } };
    assert.deepEqual(lines({ clusters: { main: onFargate } }), []);
  });

  it("when a load balancer has more apps than it takes", () => {
    const apps = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `app${index}`,
          {
            ...{ kind: "web", image: "nginx:1.29", port: 80, count: 1, memoryMiB: 6, cpuUnits: 1 },
            route: { paths: [`/${index}`] },
          },
        ]),
      );
    assert.deepEqual(lines(withApps(apps(100))), []);
    assert.deepEqual(lines(withApps(apps(103))), [
      "clusters.main: has 103 apps behind its load balancer, which takes at most 100 (100 target groups, 100 rules); move 3 or more of them to another cluster",
    ]);
    const { clusters } = withApps(apps(100)) as { clusters: { main: unknown } };
    assert.deepEqual(lines({ clusters: { ...clusters, other: clusters.main } }), []);
  });

  it("when there are more tags than fit", () => {
    const tags = Array.from({ length: 41 }, (_, index) => [`t${index}`, "x"]);
    assert.deepEqual(lines({ ...withApp(), tags: Object.fromEntries(tags) }), [
      'tags: must have at most 40 tags (got "41"); AWS allows 50 and the program adds its own',
    ]);
  });

  it("when a name is too long", () => {
    const name = "a".repeat(33);
    const app = { kind: "web", image: "nginx:1.29", port: 80 };
    assert.deepEqual(lines(withApps({ [name]: app })), [
      `clusters.main.apps.${name}: the name has 33 characters; max 32`,
    ]);
  });
});
