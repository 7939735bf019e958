import assert from "node:assert/strict";

import { invariants, protectedStackInvariants } from "../support/invariants/index";
import { everyRole } from "../support/roleChanges";
import { graphOfStack, stackConfig, programTimeout } from "../support/stackProgram";

/** Other shapes that a stack file can give the program. Each must be as sound as the shipped ones. */

type Settings = Record<string, unknown>;

const staging = stackConfig("staging");
const web = { kind: "web", image: "hello", port: 8080 };
const worker = {
  kind: "worker",
  image: "hello",
  containerHealthCheck: { command: ["node", "healthy.js"] },
};
const echo = { kind: "tcp", image: "hello", port: 8080, listenerPort: 7 };
const prices = { kind: "internal", image: "hello", port: 8080 };
const job = { kind: "scheduled", image: "hello", schedule: "cron(0 6 ? * MON-FRI *)" };
const access = {
  permissions: [
    {
      actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
      resources: ["arn:aws:sqs:eu-west-1:000000000000:mails"],
    },
  ],
  policies: ["arn:aws:iam::000000000000:policy/mail"],
  permissionsBoundary: "arn:aws:iam::000000000000:policy/boundary",
  outbound: [{ port: 587, to: "192.0.2.0/24", why: "mail server" }],
};
const hosts = { type: "ec2", instanceType: "t3.small" };

function clusters(value: Settings): Record<string, string> {
  return { "slipway:clusters": JSON.stringify(value) };
}

function network(value: Settings): Record<string, string> {
  return { "slipway:network": JSON.stringify(value) };
}

const longestName = "b".repeat(32);

const manyApps = Object.fromEntries(
  Array.from({ length: 100 }, (_, place) => [
    `app-${place}`,
    { ...web, route: { hosts: [`app-${place}.example.com`] } },
  ]),
);

/** Apps whose rules are equally specific. */
function alike(count: number): Settings {
  return Object.fromEntries(
    Array.from({ length: count }, (_, place) => [
      `app-${place}`,
      { ...web, route: { paths: [`/app-${10 + place}/*`] } },
    ]),
  );
}

const variants: Readonly<Record<string, Record<string, string>>> = {
  "on Fargate": clusters({
    main: {
      capacity: { type: "fargate", spotPercent: 50 },
      loadBalancer: {},
      apps: { one: { ...web, cpuUnits: 256, memoryMiB: 512 } },
    },
  }),
  "on Fargate with requests that move to new tasks": clusters({
    main: {
      capacity: { type: "fargate" },
      loadBalancer: {},
      apps: { one: { ...web, deploy: { strategy: "canary", canaryPercent: 10 } } },
    },
  }),
  "on Fargate with public addresses": {
    ...network({ natGateways: 0, publicAddresses: true }),
    ...clusters({
      main: { capacity: { type: "fargate" }, loadBalancer: {}, apps: { one: web } },
    }),
  },
  "with TCP apps behind one network load balancer": clusters({
    main: {
      capacity: hosts,
      loadBalancer: {},
      networkLoadBalancer: {},
      apps: { one: web, echo, other: { ...echo, listenerPort: 8 } },
    },
    tasks: {
      capacity: { type: "fargate" },
      networkLoadBalancer: { internetFacing: false },
      apps: { echo: { ...echo, cpuUnits: 256, memoryMiB: 512 } },
    },
  }),
  "with internal apps that others call by name": clusters({
    main: {
      capacity: hosts,
      loadBalancer: {},
      apps: { one: { ...web, connectsTo: ["prices"] }, prices },
    },
    tasks: {
      capacity: { type: "fargate" },
      apps: {
        worker: { ...worker, connectsTo: ["stock", "prices"] },
        stock: { ...prices, protocol: "tcp", connectsTo: ["prices"] },
        prices: { ...prices, requestTimeoutSeconds: 60 },
      },
    },
  }),
  "with endpoints in place of NAT gateways": network({ natGateways: 0, endpoints: true }),
  "with public addresses in place of NAT gateways": network({
    natGateways: 0,
    publicAddresses: true,
  }),
  "with a certificate of its own": clusters({
    main: {
      capacity: hosts,
      loadBalancer: { domain: "app.example.com", zone: "example.com" },
      apps: { one: web },
    },
  }),
  "with two clusters, one of them inside the network only": clusters({
    front: { capacity: hosts, loadBalancer: {}, apps: { one: web } },
    back: {
      capacity: { ...hosts, instanceType: "m7i.large" },
      loadBalancer: { internetFacing: false },
      apps: { one: web, two: { ...web, route: { paths: ["/two/*"] } } },
    },
  }),
  "with a worker beside a web app": clusters({
    main: { capacity: hosts, loadBalancer: {}, apps: { one: web, job: worker } },
  }),
  "with workers alone, on hosts and on Fargate, and no load balancer": clusters({
    main: { capacity: hosts, apps: { job: worker } },
    serverless: {
      capacity: { type: "fargate" },
      apps: { job: { ...worker, cpuUnits: 256, memoryMiB: 512 } },
    },
  }),
  "with scheduled apps, alone on Fargate and beside a worker": clusters({
    main: { capacity: hosts, apps: { job, mailer: worker } },
    serverless: {
      capacity: { type: "fargate" },
      apps: { job: { ...job, ...access, deploy: { approval: true } } },
    },
  }),
  "with apps that may call AWS and leave the network, on hosts and on Fargate": clusters({
    main: { capacity: hosts, apps: { job: { ...worker, ...access } } },
    serverless: {
      capacity: { type: "fargate" },
      apps: { job: { ...worker, ...access, exec: true, cpuUnits: 256, memoryMiB: 512 } },
    },
  }),
  "with apps that the load scales": clusters({
    main: {
      capacity: hosts,
      loadBalancer: {},
      apps: {
        one: { ...web, scaling: { min: 2, max: 4, cpuPercent: 60, requestsPerTarget: 900 } },
        job: {
          ...worker,
          scaling: {
            ...{ min: 0, max: 4 },
            queue: { arn: "arn:aws:sqs:eu-west-1:000000000000:mails", messagesPerTask: 9 },
            schedule: [{ at: "cron(0 7 ? * MON-FRI *)", min: 1 }],
          },
        },
      },
    },
  }),
  "with an init container, a sidecar that is waited for, and limits": clusters({
    main: {
      capacity: hosts,
      loadBalancer: {},
      apps: {
        one: {
          ...web,
          ...{ init: true, ulimits: { nofile: { soft: 4096, hard: 4096 } } },
          ...{ logs: { mode: "blocking" }, dependsOn: { proxy: "HEALTHY" } },
          sidecars: {
            proxy: {
              ...{ image: "busybox:1.36", memoryMiB: 32 },
              containerHealthCheck: { command: ["true"] },
            },
          },
          initContainers: {
            setup: { image: "hello", memoryMiB: 32, dependsOn: { proxy: "HEALTHY" } },
          },
        },
      },
    },
  }),
  "with an external image, a sidecar and secrets": clusters({
    main: {
      capacity: hosts,
      loadBalancer: {},
      apps: {
        one: {
          ...web,
          image: "nginx:1.27",
          secrets: { DATABASE_URL: "arn:aws:ssm:eu-west-1:000000000000:parameter/one/url" },
          sidecars: { agent: { image: "busybox:1.36", memoryMiB: 32 } },
        },
      },
    },
  }),
  "with pipelines that build, of all sources": {
    "slipway:images": JSON.stringify({
      ...{ hello: { context: "examples/hello" }, web: { initial: "nginx:1.27" } },
      ...{ api: { initial: "nginx:1.27" }, [longestName]: { initial: "nginx:1.27" } },
      spare: { initial: "nginx:1.27" },
    }),
    ...clusters({
      main: { capacity: hosts, loadBalancer: {}, apps: { one: { ...web, image: "spare" } } },
    }),
    "slipway:builds": JSON.stringify({
      web: {
        image: "web",
        source: {
          connection: {
            arn: "arn:aws:codeconnections:eu-west-1:000000000000:connection/0a1b",
            repository: "acme/shop",
          },
          paths: ["web/**"],
        },
        test: { command: ["npm", "test"], reports: "/reports" },
        dockerHub: "arn:aws:secretsmanager:eu-west-1:000000000000:secret:hub",
      },
      api: { image: "api", source: { codecommit: "shop" } },
      hello: { image: "spare", source: { codecommit: "hello" }, release: ["main/one"] },
      [longestName]: { image: longestName, source: { s3: { bucket: "sources", key: "a.zip" } } },
    }),
  },
  "with roles for CI and for people": { "slipway:deployment": JSON.stringify(everyRole) },
  "with the longest keys": clusters({
    ["c".repeat(32)]: {
      capacity: hosts,
      loadBalancer: { domain: "app.example.com", zone: "example.com" },
      apps: { ["a".repeat(32)]: web },
    },
    ["f".repeat(32)]: {
      capacity: { type: "fargate" },
      loadBalancer: {},
      apps: { ["a".repeat(32)]: web },
    },
  }),
  "with a hundred apps": clusters({
    main: { capacity: { ...hosts, max: 60 }, loadBalancer: {}, apps: manyApps },
  }),
  // More equally specific rules than one listener has numbers for: each listener has its own.
  "with more than a hundred apps on two clusters": clusters({
    one: { capacity: { ...hosts, max: 60 }, loadBalancer: {}, apps: alike(70) },
    two: { capacity: { ...hosts, max: 60 }, loadBalancer: {}, apps: alike(70) },
  }),
};

describe("a stack", function () {
  this.timeout(programTimeout);

  for (const [name, config] of Object.entries(variants)) {
    it(`is sound ${name}`, async () => {
      const graph = await graphOfStack("staging", { config: { ...staging, ...config } });
      assert.ok(graph.ofType("aws:ecs/service:Service").length > 0);
      const problems = [...invariants, ...protectedStackInvariants].flatMap((invariant) =>
        invariant.problems(graph),
      );
      assert.deepEqual(problems, []);
    });
  }
});
