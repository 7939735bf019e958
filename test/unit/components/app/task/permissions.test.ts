import assert from "node:assert/strict";

import {
  executionPolicy,
  kindOf,
  taskPolicy,
  taskTrust,
} from "../../../../../components/app/task/permissions";
import { defaultKeyPolicy, roleMay } from "../../../../support/iam/simulate";

const account = { partition: "aws", region: "eu-west-1", accountId: "111122223333" };
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:111122223333:${rest}`;
const secret = arn("secretsmanager", "secret:web/database-AbCdEf");
const parameter = arn("ssm", "parameter/web/token");
const key = arn("kms", "key/0a1b2c3d-0000-0000-0000-000000000000");
const web = {
  account,
  repositoryArns: [arn("ecr", "repository/slipway-test/web")],
  logGroup: "/slipway/test/main/web",
  secretArns: [`${secret}:password::`, parameter],
  secretsKeyArn: key,
};

const { accountId } = account;
const keyPolicy = { accountId, policy: defaultKeyPolicy(accountId) };

const allowed = (
  policy: unknown,
  action: string,
  resource: string,
  context: Record<string, string> = {},
): Promise<boolean> =>
  roleMay(
    [policy],
    { action, resource, context },
    action.startsWith("kms:") ? keyPolicy : undefined,
  );

const stream = (app: string) =>
  arn("logs", `log-group:/slipway/test/main/${app}:log-stream:${app}/1`);
const viaSecrets = { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" };

/** The calls that ECS makes to start a task, on the app's own resources and on a neighbour's. */
const calls: [string, own: string, neighbour: string | undefined, Record<string, string>?][] = [
  ["ecr:GetAuthorizationToken", "*", undefined],
  [
    "ecr:BatchCheckLayerAvailability",
    arn("ecr", "repository/slipway-test/web"),
    arn("ecr", "repository/slipway-test/web2"),
  ],
  [
    "ecr:BatchGetImage",
    arn("ecr", "repository/slipway-test/web"),
    arn("ecr", "repository/slipway-prod/web"),
  ],
  [
    "ecr:GetDownloadUrlForLayer",
    arn("ecr", "repository/slipway-test/web"),
    arn("ecr", "repository/slipway-test/api"),
  ],
  [
    "logs:CreateLogStream",
    arn("logs", "log-group:/slipway/test/main/web:log-stream:web/1"),
    arn("logs", "log-group:/slipway/test/main/web2:log-stream:web/1"),
  ],
  ["logs:PutLogEvents", stream("web"), stream("api")],
  ["secretsmanager:GetSecretValue", secret, arn("secretsmanager", "secret:web/other-AbCdEf")],
  ["ssm:GetParameters", parameter, arn("ssm", "parameter/web/token2")],
  ["kms:Decrypt", key, arn("kms", "key/99999999-0000-0000-0000-000000000000"), viaSecrets],
];

describe("executionPolicy", () => {
  const policy = executionPolicy(web);
  for (const [action, own, neighbour, context] of calls) {
    it(`allows ${action} on what is the app's`, async () => {
      assert.equal(await allowed(policy, action, own, context), true);
    });
    if (neighbour !== undefined) {
      it(`denies ${action} on what is a neighbour's`, async () => {
        assert.equal(await allowed(policy, action, neighbour, context), false);
      });
    }
  }

  const never: [string, string][] = [
    ["logs:CreateLogGroup", arn("logs", "log-group:/slipway/test/main/web")],
    ["ecr:PutImage", arn("ecr", "repository/slipway-test/web")],
    ["secretsmanager:PutSecretValue", secret],
    ["ssm:PutParameter", parameter],
  ];
  for (const [action, resource] of never) {
    it(`denies ${action}`, async () => {
      assert.equal(await allowed(policy, action, resource), false);
    });
  }

  it("decrypts for the two services that keep secrets alone", async () => {
    assert.equal(
      await allowed(policy, "kms:Decrypt", key, { "kms:ViaService": "s3.eu-west-1.amazonaws.com" }),
      false,
    );
  });

  it("says nothing of registries, secrets and keys that the app does not use", () => {
    const bare = executionPolicy({ ...web, repositoryArns: [], secretArns: [] });
    assert.deepEqual(
      (bare.Statement as { Sid: string }[]).map(({ Sid }) => Sid),
      ["WriteLogs"],
    );
  });

  it("allows any random ending for a secret that is named without it", async () => {
    const named = executionPolicy({ ...web, secretArns: [arn("secretsmanager", "secret:web/db")] });
    const action = "secretsmanager:GetSecretValue";
    assert.equal(await allowed(named, action, arn("secretsmanager", "secret:web/db-XyZ123")), true);
    assert.equal(
      await allowed(named, action, arn("secretsmanager", "secret:web/db2-XyZ12")),
      false,
    );
  });

  it("allows both forms where a name ends like an ARN by itself", async () => {
    const named = executionPolicy({
      ...web,
      secretArns: [arn("secretsmanager", "secret:shop-master")],
    });
    const reads = (name: string) =>
      allowed(named, "secretsmanager:GetSecretValue", arn("secretsmanager", `secret:${name}`));
    assert.equal(await reads("shop-master-XyZ123"), true);
    assert.equal(await reads("shop-master"), true);
    assert.equal(await reads("shop-masters-XyZ12"), false);
    assert.equal(await reads("shop-XyZ123"), false);
  });

  it("stays in its partition", () => {
    const china = { ...account, partition: "aws-cn", region: "cn-north-1" };
    const text = JSON.stringify(executionPolicy({ ...web, account: china, repositoryArns: [] }));
    assert.match(text, /arn:aws-cn:logs:cn-north-1:/);
  });
});

describe("taskPolicy", () => {
  const uploads = "arn:aws:s3:::uploads/*";
  const orders = arn("sqs", "orders");
  const takes = ["sqs:ReceiveMessage", "sqs:DeleteMessage"];
  const permissions = [
    { actions: ["s3:PutObject"], resources: [uploads] },
    { actions: takes, resources: [orders] },
    { actions: ["xray:PutTraceSegments"], resources: ["*"], why: "traces have no resource" },
  ];
  const policy = taskPolicy({ account, permissions });
  const needed: [action: string, resource: string][] = [
    ["s3:PutObject", "arn:aws:s3:::uploads/2026/one.png"],
    ["sqs:ReceiveMessage", orders],
    ["sqs:DeleteMessage", orders],
    ["xray:PutTraceSegments", "*"],
  ];

  for (const [action, resource] of needed) {
    it(`allows ${action} as it is configured, and not without that line`, async () => {
      const fewer = permissions
        .map((one) => ({ ...one, actions: one.actions.filter((other) => other !== action) }))
        .filter(({ actions }) => actions.length > 0);
      assert.equal(await allowed(policy, action, resource), true);
      assert.equal(
        await allowed(taskPolicy({ account, permissions: fewer }), action, resource),
        false,
      );
    });
  }

  const never: [action: string, resource: string][] = [
    ["s3:GetObject", "arn:aws:s3:::uploads/2026/one.png"],
    ["s3:PutObject", "arn:aws:s3:::backups/one.png"],
    ["sqs:SendMessage", orders],
    ["sqs:ReceiveMessage", arn("sqs", "orders2")],
  ];
  for (const [action, resource] of never) {
    it(`denies ${action} on ${resource}`, async () => {
      assert.equal(await allowed(policy, action, resource), false);
    });
  }

  const logGroup = "/slipway/test/main--exec";
  const shells: [action: string, resource: string][] = [
    ["ssmmessages:CreateControlChannel", "*"],
    ["ssmmessages:CreateDataChannel", "*"],
    ["ssmmessages:OpenControlChannel", "*"],
    ["ssmmessages:OpenDataChannel", "*"],
    ["logs:DescribeLogGroups", "*"],
    ["logs:CreateLogStream", arn("logs", `log-group:${logGroup}:log-stream:a`)],
    ["logs:DescribeLogStreams", arn("logs", `log-group:${logGroup}`)],
    ["logs:PutLogEvents", arn("logs", `log-group:${logGroup}:log-stream:a`)],
  ];
  for (const [action, resource] of shells) {
    it(`allows ${action} for shells, and not without them`, async () => {
      const open = taskPolicy({ account, permissions, exec: { logGroup } });
      assert.equal(await allowed(open, action, resource), true);
      assert.equal(await allowed(policy, action, resource), false);
    });
  }

  const files = arn("elasticfilesystem", "file-system/fs-0a1b2c3d");
  const through = (id: string) => ({
    "elasticfilesystem:AccessPointArn": arn("elasticfilesystem", `access-point/${id}`),
  });
  const mounts = taskPolicy({
    account,
    fileSystems: [{ fileSystemId: "fs-0a1b2c3d", accessPointId: "fsap-0a1b2c3d", write: true }],
  });
  const reads = taskPolicy({
    account,
    fileSystems: [{ fileSystemId: "fs-0a1b2c3d", write: false }],
  });
  const [mount, write] = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"];
  const root = "elasticfilesystem:ClientRootAccess";
  const fileCalls: [string, policy: unknown, string, string, Record<string, string>, boolean][] = [
    ["mounts through its access point", mounts, mount, files, through("fsap-0a1b2c3d"), true],
    ["writes through its access point", mounts, write, files, through("fsap-0a1b2c3d"), true],
    ["mounts not through another's", mounts, mount, files, through("fsap-99999999"), false],
    ["mounts not the whole, either", mounts, mount, files, {}, false],
    ["mounts no other file system", mounts, mount, `${files}e`, through("fsap-0a1b2c3d"), false],
    ["is not root in it", mounts, root, files, through("fsap-0a1b2c3d"), false],
    ["mounts the whole to read", reads, mount, files, {}, true],
    ["writes nothing where it reads", reads, write, files, {}, false],
  ];
  for (const [title, document, action, resource, context, expected] of fileCalls) {
    it(`of an app with a file system: ${title}`, async () => {
      assert.equal(await allowed(document, action, resource, context), expected);
    });
  }

  it("says in the statement why every resource is meant", () => {
    assert.deepEqual(
      policy.Statement.map(({ Sid }) => Sid),
      ["Permission1", "Permission2", "Permission3TracesHaveNoResource"],
    );
  });
});

describe("taskTrust", () => {
  it("trusts ECS on behalf of this account and region alone", () => {
    assert.deepEqual(taskTrust(account), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "ecs-tasks.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": "111122223333" },
            ArnLike: { "aws:SourceArn": "arn:aws:ecs:eu-west-1:111122223333:*" },
          },
        },
      ],
    });
  });
});

describe("kindOf", () => {
  const table: [string, string | undefined][] = [
    [secret, "secret"],
    [parameter, "parameter"],
    [arn("s3", "bucket"), undefined],
    ["DATABASE_PASSWORD", undefined],
  ];
  for (const [value, kind] of table) {
    it(`takes ${value} for ${kind ?? "neither"}`, () => {
      assert.equal(kindOf(value), kind);
    });
  }
});
