import assert from "node:assert/strict";

import { converted, onlyApp, workspace } from "./copilotWorkspace";

const web = `name: web
type: Load Balanced Web Service
image: { build: web/Dockerfile, port: 8080 }
cpu: 256
memory: 512
`;

describe("a manifest of Copilot", () => {
  it("of a web service is a web app", () => {
    const { app, config, remarks } = onlyApp(`${web}http:
  path: /shop/
  healthcheck: { path: /healthz, interval: 10s, timeout: 5s, success_codes: '200,301', grace_period: 2m }
  deregistration_delay: 20s
exec: true
count: 3
`);
    assert.deepEqual(app, {
      kind: "web",
      image: "web",
      port: 8080,
      route: { paths: ["/shop", "/shop/*"] },
      healthCheck: {
        path: "/healthz",
        intervalSeconds: 10,
        timeoutSeconds: 5,
        graceSeconds: 120,
        matcher: "200,301",
      },
      deregistrationDelaySeconds: 20,
      cpuUnits: 256,
      memoryMiB: 512,
      count: 3,
      exec: true,
    });
    assert.deepEqual(config["slipway:images"], { web: { context: "./web" } });
    assert.deepEqual(remarks, []);
  });

  it("takes the paths of further rules that have nothing else", () => {
    const { app, remarks } = onlyApp(`${web}http:
  path: a
  additional_rules: [{ path: b }, { path: c, stickiness: true }]
`);
    assert.deepEqual(app["route"], { paths: ["/a", "/a/*", "/b", "/b/*"] });
    assert.deepEqual(
      remarks.map(({ key }) => key),
      ["http.additional_rules.1.path", "http.additional_rules.1.stickiness"],
    );
  });

  it("that takes every path has no route", () => {
    assert.equal(onlyApp(`${web}http: { path: '/' }\n`).app["route"], undefined);
  });

  for (const alias of [
    "'a.example.com, b.example.com'",
    "[a.example.com, b.example.com]",
    "[{ name: a.example.com }, { name: b.example.com }]",
  ]) {
    it(`names its hosts as ${alias}`, () => {
      const { app } = onlyApp(`${web}http: { path: '/', alias: ${alias} }\n`);
      assert.deepEqual(app["route"], { hosts: ["a.example.com", "b.example.com"] });
    });
  }

  it("without HTTP is a TCP app", () => {
    const { app } = onlyApp(`${web}http: false
nlb: { port: 443/tcp, target_port: 8443, healthcheck: { interval: 10s } }
`);
    assert.deepEqual(
      [app["kind"], app["port"], app["listenerPort"], app["healthCheck"]],
      ["tcp", 8443, 443, { intervalSeconds: 10 }],
    );
  });

  it("that listens to TLS keeps the listener for a person to decide", () => {
    const { app, remarks } = onlyApp(`${web}http: false\nnlb: { port: 443/tls }\n`);
    assert.equal(app["listenerPort"], undefined);
    assert.match(remarks[0]?.advice ?? "", /For TLS give an app of kind tcp a certificateArn/);
  });

  it("of a backend service is internal with a port, and a worker without", () => {
    const backend = (image: string) =>
      onlyApp(`name: api\ntype: Backend Service\nimage: ${image}\n`).app;
    assert.equal(backend("{ location: 'x:1', port: 90 }")["kind"], "internal");
    assert.deepEqual(backend("{ location: 'x:1' }"), { kind: "worker", image: "x:1" });
  });

  it("of a job runs by the clock", () => {
    const { app, remarks } = onlyApp(`name: nightly
type: Scheduled Job
image: { location: 'x:1' }
on: { schedule: '@daily' }
retries: 3
timeout: 1h
`);
    assert.deepEqual(app, { kind: "scheduled", image: "x:1", schedule: "cron(0 0 * * ? *)" });
    assert.deepEqual(
      remarks.map(({ key }) => key),
      ["retries", "timeout"],
    );
  });

  it("gives secrets their ARNs", () => {
    const secrets = `${web}secrets:
  A: /copilot/\${COPILOT_APPLICATION_NAME}/\${COPILOT_ENVIRONMENT_NAME}/secrets/A
  B: b
  C: arn:aws:ssm:eu-west-1:123456789012:parameter/c
  D: { secretsmanager: 'db:password::' }
`;
    assert.deepEqual(onlyApp(secrets).app["secrets"], {
      A: "arn:aws:ssm:eu-west-1:123456789012:parameter/copilot/shop/staging/secrets/A",
      B: "arn:aws:ssm:eu-west-1:123456789012:parameter/b",
      C: "arn:aws:ssm:eu-west-1:123456789012:parameter/c",
      D: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db:password::",
    });
    const { app, remarks } = onlyApp(secrets, { account: undefined });
    assert.deepEqual(Object.keys(app["secrets"] as object), ["C"]);
    assert.deepEqual(
      remarks.map(({ key, advice }) => [key, advice]),
      ["secrets.A", "secrets.B", "secrets.D.secretsmanager"].map((key) => [
        key,
        "Give --account, or write the ARN of the secret or parameter.",
      ]),
    );
  });

  it("scales by what it holds", () => {
    const { app } = onlyApp(`${web}count:
  range: 2-8
  cpu_percentage: 70
  memory_percentage: { value: 80, cooldown: { in: 1m } }
  requests: 1000
`);
    assert.deepEqual(app["scaling"], {
      min: 2,
      max: 8,
      cpuPercent: 70,
      memoryPercent: 80,
      requestsPerTarget: 1000,
    });
    assert.equal(onlyApp(`${web}count: { range: { min: 2, max: 8 } }\n`).app["count"], 2);
  });

  it("says what a queue's delay is in messages", () => {
    const { remarks } = onlyApp(`name: w
type: Worker Service
image: { location: 'x:1' }
count:
  range: 1-5
  queue_delay: { acceptable_latency: 10m, msg_processing_time: 250ms }
`);
    assert.deepEqual(
      remarks.map(({ key, advice }) => [key, /messagesPerTask: 2400/.test(advice)]),
      [
        ["count.range", false],
        ["count.queue_delay.acceptable_latency", true],
        ["count.queue_delay.msg_processing_time", true],
      ],
    );
  });

  it("keeps sidecars, their volumes and their order", () => {
    const { app, config, remarks } = onlyApp(`${web}storage:
  readonly_fs: true
  volumes:
    userData: { path: /data, read_only: false, efs: { id: fs-0a1b2c3d4e5f60718, auth: { iam: true, access_point_id: fsap-0a1b2c3d4e5f60718 } } }
    scratch: { path: /tmp }
sidecars:
  log:
    image: { build: { dockerfile: log/Dockerfile.log, context: log, args: { A: b } } }
    essential: false
    depends_on: { web: start }
    healthcheck: { command: [CMD-SHELL, curl -f localhost || exit 1], interval: 10s, retries: 2 }
    mount_points: [{ source_volume: userData, path: /in }]
`);
    assert.deepEqual(app["volumes"], {
      "user-data": {
        efs: { fileSystemId: "fs-0a1b2c3d4e5f60718", accessPointId: "fsap-0a1b2c3d4e5f60718" },
      },
      scratch: {},
    });
    assert.deepEqual(app["mounts"], {
      "user-data": { path: "/data" },
      scratch: { path: "/tmp", readOnly: true },
    });
    assert.deepEqual(app["sidecars"], {
      log: {
        image: "web-log",
        containerHealthCheck: {
          command: ["sh", "-c", "curl -f localhost || exit 1"],
          intervalSeconds: 10,
          retries: 2,
        },
        dependsOn: { web: "START" },
        memoryMiB: 128,
        essential: false,
        mounts: { "user-data": { path: "/in", readOnly: true } },
      },
    });
    assert.deepEqual(config["slipway:images"], {
      web: { context: "./web" },
      "web-log": { context: "./log", dockerfile: "Dockerfile.log", args: { A: "b" } },
    });
    assert.deepEqual(
      remarks.map(({ key }) => key),
      ["sidecars.log"],
    );
  });

  it("says that a Dockerfile outside its context must move", () => {
    const { remarks } = onlyApp(
      web.replace("web/Dockerfile", "{ dockerfile: d/Dockerfile, context: src }"),
    );
    assert.match(remarks[0]?.advice ?? "", /move it into src/);
  });

  it("finds the build from where the stack files are", () => {
    const { config } = onlyApp(web, { workspacePath: "../shop" });
    assert.deepEqual(config["slipway:images"], { web: { context: "../shop/web" } });
  });

  it("takes variables of the shell, and says which are missing", () => {
    const text = web.replace("build: web/Dockerfile", "location: 'x:${TAG}'");
    assert.equal(onlyApp(text, { env: { TAG: "7" } }).app["image"], "x:7");
    const { remarks } = onlyApp(text);
    assert.match(remarks[0]?.advice ?? "", /took TAG from the shell/);
    const escaped = `${web}variables: { A: '\\\${HOME}' }\n`;
    assert.deepEqual(onlyApp(escaped).app["environment"], { A: "${HOME}" });
  });

  it("of a type that is no container is remarked on, whole", () => {
    const { app, remarks } = onlyApp("name: site\ntype: Static Site\nfiles: [{ source: dist }]\n");
    assert.deepEqual(app, {});
    assert.deepEqual(
      remarks.map(({ key }) => key),
      ["name", "type", "files.0.source"],
    );
  });

  it("has a step for everything that Slipway has no key for", () => {
    const { remarks } = onlyApp(`${web}http: { path: '/', stickiness: true }
publish: { topics: [{ name: orders }] }
taskdef_overrides: [{ path: Cpu, value: 1 }]
env_file: web.env
unheard: of
`);
    assert.deepEqual(
      remarks.map(({ key, advice }) => [key, /no key for it/.test(advice)]),
      [
        ["http.stickiness", false],
        ["publish.topics.0.name", false],
        ["taskdef_overrides.0.path", false],
        ["taskdef_overrides.0.value", false],
        ["env_file", false],
        ["unheard", true],
      ],
    );
  });
});

describe("environments of Copilot", () => {
  it("are stacks with what the environment overrides", () => {
    const { stacks } = converted(
      workspace({
        web: `${web}count: { range: 1-3, cpu_percentage: 50 }
variables: { A: '1', B: '2' }
environments:
  prod: { count: { spot: 4 }, variables: { B: '3' }, image: { location: 'x:1' } }
`,
      }),
      { environment: "prod" },
    );
    const clusters = stacks[0]?.config["slipway:clusters"];
    assert.deepEqual(clusters, {
      main: {
        capacity: { type: "fargate", spotPercent: 100 },
        loadBalancer: {},
        apps: {
          web: {
            kind: "web",
            image: "x:1",
            environment: { A: "1", B: "3" },
            port: 8080,
            cpuUnits: 256,
            memoryMiB: 512,
            count: 4,
          },
        },
      },
    });
    assert.equal(stacks[0]?.config["slipway:images"], undefined);
  });

  it("of one account share the repository of the first", () => {
    const { stacks } = converted(workspace({}, { prod: "name: prod", test: "name: test" }));
    assert.deepEqual(
      stacks.map(({ name, config }) => [name, config["slipway:deployment"]]),
      [
        ["prod", { createRepository: true }],
        ["test", { createRepository: false }],
      ],
    );
    assert.match(stacks[1]?.comments[1] ?? "", /^Stack prod makes the repository/);
  });

  it("keep their VPC, certificate and insights", () => {
    const { stacks, remarks } = converted(
      workspace(
        { web: `${web}http: { path: '/', alias: a.example.com }\n` },
        {
          prod: `name: prod
type: Environment
network:
  vpc:
    id: vpc-0a1b2c3d4e5f60718
    subnets: { public: [{ id: subnet-0a1b2c3d4e5f60718 }], private: [{ id: subnet-1a1b2c3d4e5f60718 }] }
observability: { container_insights: true }
http: { public: { certificates: ['arn:aws:acm:eu-west-1:123456789012:certificate/1', other] } }
`,
        },
      ),
    );
    const [prod] = stacks;
    assert.deepEqual(prod?.config["slipway:network"], {
      vpc: "vpc-0a1b2c3d4e5f60718",
      subnets: { public: ["subnet-0a1b2c3d4e5f60718"], private: ["subnet-1a1b2c3d4e5f60718"] },
      publicAddresses: true,
    });
    const { main } = prod.config["slipway:clusters"] as { main: Record<string, unknown> };
    assert.deepEqual(
      [main["containerInsights"], main["loadBalancer"]],
      [
        "enabled",
        {
          certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/1",
          domain: "a.example.com",
        },
      ],
    );
    assert.deepEqual(
      remarks.map(({ value }) => value),
      ["other"],
    );
  });

  it("run all tasks in private subnets as soon as one app wants it", () => {
    const place = (text: string) => `${text}network: { vpc: { placement: private } }\n`;
    const { stacks, remarks } = converted(
      workspace({ web: place(web), other: web.replaceAll("web", "other") }),
    );
    assert.equal(stacks[0]?.config["slipway:network"], undefined);
    assert.match(remarks[0]?.advice ?? "", /now run in private subnets/);
    const alone = converted(workspace({ web }));
    assert.deepEqual(alone.stacks[0]?.config["slipway:network"], {
      publicAddresses: true,
      natGateways: 0,
    });
  });

  it("put apps for another processor into a cluster of their own", () => {
    const { stacks } = converted(
      workspace({ web, arm: `${web.replaceAll("web", "arm")}platform: linux/arm64\n` }),
    );
    const clusters = stacks[0]?.config["slipway:clusters"] as Record<string, object>;
    assert.deepEqual(Object.keys(clusters).sort(), ["arm64", "main"]);
  });

  it("keep logs as long as the app that keeps them longest", () => {
    const days = (text: string, count: number) => `${text}logging: { retention: ${count} }\n`;
    const { stacks, remarks } = converted(
      workspace({ web: days(web, 7), other: days(web.replaceAll("web", "other"), 30) }),
    );
    assert.equal(stacks[0]?.config["slipway:logRetentionDays"], 30);
    assert.deepEqual(
      remarks.map(({ value }) => value),
      ["7"],
    );
  });
});
