import assert from "node:assert/strict";

import { lines, parsed, withApp } from "./stack";

/** What people write who come from another tool: keys of a web app, and what is said of them. */
const keys: readonly (readonly [
  title: string,
  app: Record<string, unknown>,
  expected: string[],
])[] = [
  [
    "the words of Copilot, compose and CDK for a health check",
    {
      healthCheck: { interval: 5, timeout: 2, startPeriod: 3, retries: 2, successCodes: "200" },
    },
    [
      'healthCheck.interval: unknown key "interval"; did you mean "intervalSeconds"?',
      'healthCheck.retries: unknown key "retries"; did you mean "unhealthyThreshold"?',
      'healthCheck.startPeriod: unknown key "startPeriod"; did you mean "graceSeconds"?',
      'healthCheck.successCodes: unknown key "successCodes"; did you mean "matcher"?',
      'healthCheck.timeout: unknown key "timeout"; did you mean "timeoutSeconds"?',
    ],
  ],
  [
    "keys that belong one level deeper",
    {
      minimumHealthyPercent: 50,
      healthCheckGracePeriodSeconds: 5,
      hosts: ["a.example.com"],
      paths: ["/"],
      healthCheckPath: "/up",
    },
    [
      'healthCheckGracePeriodSeconds: unknown key "healthCheckGracePeriodSeconds"; did you mean "healthCheck.graceSeconds"?',
      'healthCheckPath: unknown key "healthCheckPath"; did you mean "healthCheck.path"?',
      'hosts: unknown key "hosts"; did you mean "route.hosts"?',
      'minimumHealthyPercent: unknown key "minimumHealthyPercent"; did you mean "deploy.minimumHealthyPercent"?',
      'paths: unknown key "paths"; did you mean "route.paths"?',
    ],
  ],
  [
    "the words of ECS for shells in containers",
    { enableExecuteCommand: true, execute_command: true },
    [
      'enableExecuteCommand: unknown key "enableExecuteCommand"; did you mean "exec"?',
      'execute_command: unknown key "execute_command"; did you mean "exec"?',
    ],
  ],
  [
    "roles and policies for the app's code",
    { iam: {}, taskRolePolicies: [], taskRoleArn: "arn" },
    [
      'iam: unknown key "iam"; did you mean "permissions"?',
      'taskRoleArn: unknown key "taskRoleArn"; each app has roles of its own; what its code may do is written in permissions and policies',
      'taskRolePolicies: unknown key "taskRolePolicies"; did you mean "policies"?',
    ],
  ],
  [
    "a container that takes the requests before the app's own",
    {
      targetContainer: "nginx",
      sidecars: { nginx: { image: "nginx:1.29", memoryMiB: 64, port: 80 } },
    },
    ["sidecars.nginx.port", "targetContainer"].map(
      (path) =>
        `${path}: unknown key "${path.split(".").at(-1) ?? ""}"; requests go to the app's own container alone, which has the app's port; what stands before it is the app, and what is behind that its sidecar`,
    ),
  ],
  [
    "an order of containers, in the word of compose",
    { depends_on: ["migrate"], migrations: {} },
    [
      'depends_on: unknown key "depends_on"; did you mean "dependsOn"?',
      'migrations: unknown key "migrations"; did you mean "initContainers"?',
    ],
  ],
  [
    "shared memory, a process 1 and limits",
    { shmSize: 64, initProcessEnabled: true, ulimit: {}, privileged: true },
    [
      'initProcessEnabled: unknown key "initProcessEnabled"; did you mean "init"?',
      'privileged: unknown key "privileged"; no container gets power over its host, where tasks of other apps run',
      'shmSize: unknown key "shmSize"; shared memory is a volume on EC2: volumes: { shm: { tmpfs: { sizeMiB: … } } }, mounted at /dev/shm',
      'ulimit: unknown key "ulimit"; did you mean "ulimits"?',
    ],
  ],
  [
    "more disk on Fargate",
    { ephemeralStorage: 50 },
    [
      'ephemeralStorage: unknown key "ephemeralStorage"; a Fargate task has the 20 GiB of disk that AWS gives it; keep files in a volume with efs, or take EC2 hosts, whose capacity has diskGiB',
    ],
  ],
  [
    "sessions that stay with a task",
    { sticky: true, stickinessCookieDuration: 3600, sessionAffinity: "ClientIP" },
    [
      'sessionAffinity: unknown key "sessionAffinity"; did you mean "stickiness"?',
      'stickinessCookieDuration: unknown key "stickinessCookieDuration"; did you mean "stickiness.seconds"?',
      'sticky: unknown key "sticky"; did you mean "stickiness"?',
    ],
  ],
];

/** Values that other tools take, or print. */
const values: readonly (readonly [
  title: string,
  app: Record<string, unknown>,
  expected: string[],
])[] = [
  [
    "an image's name with capitals",
    { image: "ghcr.io/Acme/Web:1.4.2" },
    [
      'image: must be lower case behind the host, such as ghcr.io/acme/web:1.4.2 (got "ghcr.io/Acme/Web:1.4.2")',
    ],
  ],
  [
    "a variable that nobody replaced",
    { image: "${AWS_ACCOUNT_ID}.dkr.ecr.eu-west-1.amazonaws.com/web:1" },
    [
      'image: has a variable that nobody replaced, ${AWS_ACCOUNT_ID}: the stack file is read as it is; write the value (got "${AWS_ACCOUNT_ID}.dkr.ecr.eu-west-1.amazonaws.com/web:1")',
    ],
  ],
  [
    "a variable of a shell that nobody replaced",
    { image: "$REPOSITORY_URI:$IMAGE_TAG" },
    [
      'image: has a variable that nobody replaced, $REPOSITORY_URI: the stack file is read as it is; write the value (got "$REPOSITORY_URI:$IMAGE_TAG")',
    ],
  ],
  [
    "a key of a secret without the colons behind it",
    {
      secrets: {
        A: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf:password",
        B: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf:password:",
      },
    },
    ["A", "B"].map(
      (name) =>
        `secrets.${name}: lacks colons at its end: a key of a secret is read with <ARN>:<key>::, behind which stage and version may stand`,
    ),
  ],
  [
    "a key of another region",
    { secretsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/1" },
    [
      'secretsKeyArn: must be a key of eu-west-1, where the secrets are read (got "arn:aws:kms:us-east-1:123456789012:key/1")',
    ],
  ],
];

describe("what other tools call otherwise", () => {
  for (const [title, app, expected] of [...keys, ...values]) {
    it(`is told its place, or why there is none: ${title}`, () => {
      assert.deepEqual(
        lines(withApp(app)),
        expected.map((line) => `clusters.main.apps.web.${line}`),
      );
    });
  }

  it("is told of images for another processor by what the cluster is", () => {
    const stack = (capacity: object) => ({
      images: { a: { context: ".", platform: "linux/arm64" } },
      clusters: {
        main: {
          capacity,
          loadBalancer: {},
          apps: { web: { kind: "web", image: "a", port: 80 } },
        },
      },
    });
    assert.deepEqual(lines(stack({ type: "fargate" })), [
      'images.a.platform: arm64 image on x86_64 Fargate tasks of cluster "main" (got "linux/arm64"); leave platform out, or set architecture: ARM64 in its capacity',
    ]);
  });

  it("is no problem where a service that manages secrets put an exclamation mark into their names", () => {
    const password =
      "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-5f2c-AbCdEf:password::";
    assert.deepEqual(parsed(withApp({ secrets: { PGPASSWORD: password } })).problems, []);
  });
});
