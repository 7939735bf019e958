import fc from "fast-check";
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";

import { convert } from "../../../../cli/import/compose/importCompose";
import { parseSource, scalarsOf } from "../../../../cli/import/yamlSource";
import { MemoryIo, typed } from "../../../support/cli";

function converted(services: object, env: Record<string, string> = {}) {
  const source = parseSource("compose.yaml", stringify({ services }));
  const { stack, remarks } = convert(source, {
    ...{ name: "staging", region: "eu-west-1", folder: "../shop", env },
  });
  const clusters = stack.config["slipway:clusters"] as Record<string, Record<string, object>>;
  return {
    source,
    config: stack.config,
    clusters,
    apps: clusters["main"]?.["apps"] as Record<string, Record<string, unknown>>,
    remarks: remarks.map(({ place: { path }, advice }) => `${path.slice(1).join(".")}: ${advice}`),
  };
}

/** A service, and the keys of the app that it becomes besides `kind` and `image`. */
const services: readonly (readonly [string, object, object])[] = [
  ["a worker", {}, {}],
  ["a command as words", { command: ["a", "b c"] }, { command: ["a", "b c"] }],
  ["a command as one text", { command: "a 'b c'" }, { command: ["a", "b c"] }],
  ["an entrypoint", { entrypoint: "/up" }, { entryPoint: ["/up"] }],
  ["an environment as a mapping", { environment: { A: 1 } }, { environment: { A: "1" } }],
  ["an environment as a list", { environment: ["A=b=c"] }, { environment: { A: "b=c" } }],
  [
    "a variable of the shell",
    { environment: ["SHELL_SAYS"] },
    { environment: { SHELL_SAYS: "x" } },
  ],
  [
    "interpolation",
    {
      environment: {
        A: "$SHELL_SAYS",
        B: "${NONE:-b}",
        C: "${NONE-}",
        D: "$${E}",
        E: "${SHELL_SAYS:+set}",
      },
    },
    { environment: { A: "x", B: "b", C: "", D: "${E}", E: "set" } },
  ],
  ["a user", { user: "1000:1000" }, { user: "1000:1000" }],
  ["a read-only root", { read_only: true }, { readonlyRootFilesystem: true }],
  ["a grace period", { stop_grace_period: "1m30s" }, { stopTimeoutSeconds: 90 }],
  ["an init process", { init: true }, { init: true }],
  [
    "open files",
    { ulimits: { nofile: 1024 } },
    { ulimits: { nofile: { soft: 1024, hard: 1024 } } },
  ],
  [
    "folders in memory and anonymous volumes",
    { tmpfs: ["/tmp:size=64m"], volumes: ["/cache"] },
    {
      mounts: { "scratch-1": { path: "/tmp" }, "scratch-2": { path: "/cache" } },
      volumes: { "scratch-1": {}, "scratch-2": {} },
    },
  ],
  ["replicas", { deploy: { replicas: 3 } }, { count: 3 }],
  ["a size of Fargate", { cpus: 0.5, mem_limit: "1g" }, { cpuUnits: 512, memoryMiB: 1024 }],
  [
    "the next size of Fargate",
    { deploy: { resources: { limits: { cpus: "1.5", memory: "700M" } } } },
    { cpuUnits: 2048, memoryMiB: 4096 },
  ],
  [
    "a health check",
    { healthcheck: { test: "up", interval: "30s", timeout: "5s", retries: 2, start_period: "1m" } },
    {
      containerHealthCheck: {
        command: ["sh", "-c", "up"],
        ...{ intervalSeconds: 30, timeoutSeconds: 5, retries: 2, startPeriodSeconds: 60 },
      },
    },
  ],
  ["a health check that is off", { healthcheck: { test: ["NONE"], interval: "1s" } }, {}],
];

describe("a service of a compose file as an app", () => {
  for (const [title, service, app] of services) {
    it(title, () => {
      const { apps } = converted({ one: { image: "x:1", ...service } }, { SHELL_SAYS: "x" });
      assert.deepEqual(apps["one"], { kind: "worker", image: "x:1", ...app });
    });
  }

  it("is a web app with a published port, internal with an exposed one", () => {
    const { apps, config } = converted({
      api: { image: "x:1", ports: ["127.0.0.1:80:8080/tcp", "9229:9229"], expose: ["8080"] },
      web: {
        image: "x:1",
        ports: [{ target: 3000, published: "80", protocol: "tcp" }],
        healthcheck: { test: ["CMD", "curl", "http://localhost:3000/up"] },
      },
      inside: { image: "x:1", expose: [8080] },
      dns: { image: "x:1", ports: ["53:53/udp", "3000-3005"] },
    });
    assert.deepEqual(apps, {
      api: { kind: "web", image: "x:1", port: 8080, route: { paths: ["/api", "/api/*"] } },
      web: { kind: "web", image: "x:1", port: 3000, healthCheck: { path: "/up" } },
      inside: { kind: "internal", image: "x:1", port: 8080 },
      dns: { kind: "worker", image: "x:1" },
    });
    assert.deepEqual(
      (config["slipway:clusters"] as Record<string, Record<string, unknown>>)["main"]?.[
        "loadBalancer"
      ],
      {},
    );
  });

  it("builds its image from the folder of the compose file", () => {
    const { config, apps } = converted({
      Web_App: {
        image: "shop/web:dev",
        build: { context: "web", dockerfile: "prod.Dockerfile", target: "t", args: ["V=1"] },
      },
      plain: { build: "." },
    });
    assert.deepEqual(config["slipway:images"], {
      "web-app": {
        ...{ context: "../shop/web", dockerfile: "prod.Dockerfile", target: "t", args: { V: "1" } },
      },
      plain: { context: "../shop" },
    });
    assert.equal(apps["web-app"]?.["image"], "web-app");
  });

  it("has a cluster of its own for another processor", () => {
    const { clusters } = converted({
      x86: { image: "x:1" },
      arm: { image: "x:1", platform: "linux/arm64" },
    });
    assert.deepEqual(Object.keys(clusters), ["main", "arm64"]);
    assert.equal(clusters["arm64"]?.["architecture"], "ARM64");
  });

  it("is left out where it keeps data, and says where that belongs", () => {
    const { apps, remarks } = converted({
      api: { image: "acme/postgres-client:1", environment: { DB: "postgres://u@db:5432/shop" } },
      db: { image: "docker.io/library/postgres:16@sha256:aa", environment: { PASSWORD: "x" } },
    });
    assert.deepEqual(Object.keys(apps), ["api"]);
    assert.deepEqual(remarks, [
      "api.environment.DB: It names the service db: write the address that it has on AWS.",
      "db: Left out: data does not survive the task that it is in. Run it as RDS or Aurora, and give the apps its address under environment and its password under secrets.",
    ]);
  });

  it("says what became of variables that nobody set", () => {
    const { apps, remarks } = converted({
      one: { image: "x:${TAG:?needed}", environment: { A: null } },
    });
    assert.equal(apps["one"]?.["image"], "x:${TAG:?needed}");
    assert.deepEqual(remarks, [
      "one.image: Compose takes TAG from the shell or .env: set it and import again, or write its value.",
      "one.environment.A: Compose takes A from the shell: set it and import again, or write its value.",
    ]);
  });
});

/** A value that no other one has, as a service may have it. */
const word = fc.constant("word");
const some = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { requiredKeys: [] });
const anything = fc.oneof(word, fc.array(word, { maxLength: 2 }), some({ a: word, b: word }));
const service = some({
  image: word,
  build: fc.oneof(
    word,
    some({ context: word, dockerfile: word, target: word, args: anything, ssh: word }),
  ),
  command: anything,
  entrypoint: anything,
  environment: anything,
  env_file: anything,
  ports: fc.array(fc.oneof(word, some({ target: word, published: word, mode: word })), {
    maxLength: 2,
  }),
  expose: anything,
  volumes: anything,
  tmpfs: anything,
  depends_on: anything,
  healthcheck: some({ test: anything, interval: word, retries: word, start_interval: word }),
  deploy: some({ replicas: word, resources: some({ limits: some({ cpus: word, pids: word }) }) }),
  ulimits: some({ nofile: some({ soft: word, hard: word }), nproc: word }),
  platform: word,
  labels: anything,
  networks: anything,
  unheard: anything,
});

describe("a compose file of any shape", () => {
  it("has each value in the stack file or in the list", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("one", "two"), service, { minKeys: 1 }), (made) => {
        let id = 0;
        const numbered = JSON.parse(JSON.stringify(made), (_, value: unknown) =>
          value === "word" ? `word${++id}x` : value,
        ) as object;
        const { source, config, remarks } = converted(numbered);
        const output = JSON.stringify(config);
        const listed = remarks.map((line) => line.split(": ")[0]);
        for (const { text, place } of scalarsOf(source)) {
          // The name that a built image gets is Slipway's choice.
          const isBuilt = place.path[2] === "image" && "build" in reach(numbered, place.path[1]);
          const path = place.path.slice(1).join(".");
          assert.ok(
            isBuilt || output.includes(text) || listed.includes(path),
            `${path}: ${text} is lost`,
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});

function reach(services: object, name = ""): object {
  return (services as Record<string, object>)[name] ?? {};
}

describe("slipway import compose", () => {
  let cwd = "";
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), "slipway-compose-"));
  });
  afterEach(() => {
    rmSync(cwd, { recursive: true });
  });
  const run = (line: string) =>
    typed(`import compose ${line}`, {}, new MemoryIo({ AWS_REGION: "eu-west-1" }, cwd));

  it("takes the file that Compose would, and follows anchors", async () => {
    writeFileSync(
      join(cwd, "docker-compose.yml"),
      `version: "3.8"
x-common: &common { restart: always, environment: { A: b } }
services:
  mailer: { <<: *common, image: "acme/mailer:1" }
`,
    );
    const { code, stdout } = await run("");
    assert.equal(stdout, "Wrote Pulumi.staging.yaml: 1 app\n");
    assert.equal(code, 0);
    assert.deepEqual(parse(readFileSync(join(cwd, "Pulumi.staging.yaml"), "utf8")), {
      config: {
        "aws:region": "eu-west-1",
        "slipway:clusters": {
          main: {
            capacity: { type: "fargate" },
            apps: { mailer: { kind: "worker", image: "acme/mailer:1", environment: { A: "b" } } },
          },
        },
      },
    });
  });

  /** Text of compose.yaml, what is typed, and the sentence that it ends with. */
  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ["", "none.yaml", /There is no file none\.yaml\./],
    ["", "folder", /There is no file folder\./],
    ["", "compose.yaml", /compose\.yaml:1:1: the file is empty/],
    ["a: [", "compose.yaml", /compose\.yaml:1:5: Flow sequence/],
    ["services:\n\tweb: {}\n", "", /compose\.yaml:2:1: .*[Tt]ab/],
    ["a: 1\n---\nb: 2\n", "", /compose\.yaml:2:1: a second document begins here/],
    ["web: { image: x }\n", "", /compose\.yaml:1:1: no compose file: it has no services/],
    ["services: none\n", "", /no compose file: it has no services/],
    ["- services\n", "", /no compose file: it has no services/],
    ["services: { a: { <<: *none } }\n", "", /there is no anchor "none"|[Uu]nresolved alias/],
    [
      "services: { a_b: { image: x }, a-b: { image: x } }\n",
      "",
      /Two of the services would be the app "a-b"\./,
    ],
    ["services: { a: { image: x } }\n", "--stack a/b", /The name of a stack has .* got "a\/b"/],
    ["services: { a: { image: x } }\n", "--output nowhere", /There is no folder \S+nowhere\./],
    ["services: { a: { image: x } }\n", "--account 1", /12 digits of an account, got "1"/],
    ["services: { a: 5, b: [x], c: }\n", "", /Edit Pulumi\.staging\.yaml before its first preview/],
    ["services: { __proto__: { image: x } }\n", "", /Wrote Pulumi\.staging\.yaml|Edit/],
    [
      `a: &a [x]\n${deep(12)}services: { a: { image: x, labels: *a11 } }\n`,
      "",
      /more than 50000 values/,
    ],
  ];
  for (const [text, line, sentence] of wrong) {
    it(`answers ${JSON.stringify(text.slice(0, 60))} "${line}" with a sentence`, async () => {
      mkdirSync(join(cwd, "folder"));
      writeFileSync(join(cwd, "compose.yaml"), text);
      const { stdout, stderr } = await run(line);
      assert.match(stdout + stderr, sentence);
      assert.doesNotMatch(stdout + stderr, /\n {4}at |defect of slipway/);
    });
  }
});

/** Few lines to many values. */
function deep(levels: number): string {
  const line = (index: number) => {
    const above = index === 0 ? "a" : `a${index - 1}`;
    return `a${index}: &a${index} [${Array.from({ length: 6 }, () => `*${above}`).join(", ")}]\n`;
  };
  return Array.from({ length: levels }, (_, index) => line(index)).join("");
}
