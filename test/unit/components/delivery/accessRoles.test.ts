import assert from "node:assert/strict";

import { AccessRoles } from "../../../../components/delivery/access/accessRoles";
import {
  accessPolicy,
  type AccessRights,
} from "../../../../components/delivery/access/permissions";
import { commandNeeds } from "../../../../delivery/permissions/commands";
import { findsStack } from "../../../../delivery/permissions/needs";
import { policyFor } from "../../../../delivery/permissions/policy";
import { shop } from "../../../support/cli";
import { graphOf } from "../../../support/graph";
import { type Call } from "../../../support/iam/evaluate";
import { roleMay } from "../../../support/iam/simulate";
import { jsonOf } from "../../../support/invariants/read";
import { deliveryOf } from "./deliveryFixture";

const scope = { ...shop, partition: "aws", accountId: "111122223333" };
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:111122223333:${rest}`;
const call = (action: string, resource: string, context: Call["context"] = {}): Call => ({
  action,
  resource,
  context,
});
const commitTo = (branch: string) =>
  call("codecommit:CreateCommit", arn("codecommit", "deployment"), {
    "codecommit:References": `refs/heads/${branch}`,
  });
const pipeline = arn("codepipeline", "deployment-staging-main-web");
const service = arn("ecs", "service/staging-main/web");
const login = call("ecr:GetAuthorizationToken", "*");
const pushTo = (repository: string) =>
  [
    "BatchCheckLayerAvailability",
    "BatchGetImage",
    "CompleteLayerUpload",
    "GetDownloadUrlForLayer",
    "InitiateLayerUpload",
    "PutImage",
    "UploadLayerPart",
  ].map((action) => call(`ecr:${action}`, arn("ecr", `repository/${repository}`)));
const commit = commitTo("staging");
const start = call("codepipeline:StartPipelineExecution", pipeline);
const decide = call("codepipeline:PutApprovalResult", `${pipeline}/Approval/Approval`);
const stop = call("ecs:StopServiceDeployment", arn("ecs", "service-deployment/staging-main/web/1"));
const look = call("ecs:DescribeServices", service);
const readLogs = call("logs:FilterLogEvents", arn("logs", "log-group:/slipway/staging/main/web"));
/** What no role may. */
const never: readonly Call[] = [
  commitTo("prod"),
  call("codecommit:DeleteBranch", arn("codecommit", "deployment"), {
    "codecommit:References": "refs/heads/staging",
  }),
  call("codecommit:GetBranch", arn("codecommit", "source")),
  call("codepipeline:StartPipelineExecution", arn("codepipeline", "deployment-prod-main-web")),
  call("ecs:UpdateService", service),
  call("ecs:RegisterTaskDefinition", arn("ecs", "task-definition/staging-main-web:*")),
  call("ecs:ExecuteCommand", arn("ecs", "cluster/staging-main")),
  call("ecs:RunTask", arn("ecs", "task-definition/staging-main-web:1")),
  call("iam:PassRole", "arn:aws:iam::111122223333:role/staging-main-web-eu-west-1-task"),
  call("secretsmanager:GetSecretValue", arn("secretsmanager", "secret:db-AbCdEf")),
  call("ecr:PutImage", arn("ecr", "repository/shop-staging/api")),
  call("ecr:PutImage", arn("ecr", "repository/shop-prod/web")),
  call("ecr:DeleteRepository", arn("ecr", "repository/shop-staging/web")),
  call("ecr:BatchDeleteImage", arn("ecr", "repository/shop-staging/web")),
];

const push = [login, ...pushTo("shop-staging/web")];
const cases: Readonly<
  Record<string, { rights: Partial<AccessRights>; may: readonly Call[]; mayNot: readonly Call[] }>
> = {
  "that only pushes": {
    rights: { push: ["web"] },
    may: push,
    mayNot: [commit, start, decide, stop, look, readLogs],
  },
  "of CI": {
    rights: { push: ["web"], allow: ["release"] },
    may: [...push, commit, start, look],
    mayNot: [decide, stop, readLogs],
  },
  "that reads": {
    rights: { allow: ["read"] },
    may: [look, readLogs],
    mayNot: [commit, start, decide, stop, login, ...pushTo("shop-staging/web").slice(-1)],
  },
  "that approves": {
    rights: { allow: ["approve"] },
    may: [decide],
    mayNot: [commit, start, stop, readLogs, login],
  },
  "that goes back": {
    rights: { allow: ["rollback"] },
    may: [commit, stop, look],
    mayNot: [decide, readLogs, login],
  },
};

const policyOf = ({ push: images = [], allow = [] }: Partial<AccessRights>) =>
  accessPolicy(scope, { push: images, allow });

describe("a role", () => {
  for (const [title, { rights, may, mayNot }] of Object.entries(cases)) {
    const allows = (one: Call) => roleMay([policyOf(rights)], one);

    it(`${title} may what it is for`, async () => {
      for (const one of may) {
        assert.ok(await allows(one), JSON.stringify(one));
      }
    });

    it(`${title} may nothing else`, async () => {
      for (const one of [...mayNot, ...never]) {
        assert.ok(!(await allows(one)), JSON.stringify(one));
      }
    });
  }

  it("has the permissions of its commands, which tests hold against their calls", () => {
    assert.deepEqual(
      policyOf({ allow: ["release", "approve"] }),
      policyFor(
        [...findsStack, ...commandNeeds.release, ...commandNeeds.approve, ...commandNeeds.reject],
        shop,
      ),
    );
  });
});

describe("the roles of a stack", () => {
  const branch = (name: string) => ({ github: { repository: "acme/web", branch: name } });
  const rights = { push: [], allow: ["release"] } as const;
  const types = {
    role: "aws:iam/role:Role",
    policy: "aws:iam/rolePolicy:RolePolicy",
    provider: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  };

  it("share one provider an issuer, and come after it", async () => {
    const graph = await deliveryOf({
      roles: {
        web: { ...branch("main"), ...rights },
        api: { ...branch("release/*"), ...rights, push: ["api"] },
        people: { principals: ["arn:aws:iam::000000000000:role/people"], ...rights },
      },
    });
    const providers = graph.ofType(types.provider);
    assert.deepEqual(
      providers.map(({ inputs }) => [inputs.url, inputs.clientIdLists]),
      [["https://token.actions.githubusercontent.com", ["sts.amazonaws.com"]]],
    );
    const role = graph.node(types.role, "delivery-access-web-role");
    assert.equal(role.inputs.name, "prod-web-eu-west-1-access");
    assert.ok(role.dependencies.includes(providers[0]?.urn ?? ""));
    assert.deepEqual(jsonOf(role.inputs.assumeRolePolicy), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: {
            Federated:
              "arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com",
          },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              "token.actions.githubusercontent.com:aud": ["sts.amazonaws.com"],
              "token.actions.githubusercontent.com:sub": ["repo:acme/web:ref:refs/heads/main"],
            },
          },
        },
      ],
    });
    const { inputs } = graph.node(types.policy, "delivery-access-api-policy");
    assert.match(JSON.stringify(inputs.policy), /repository\/slipway-prod\/api/);
  });

  it("use the providers that the account has", async () => {
    const host = "token.actions.githubusercontent.com";
    const graph = await deliveryOf({
      roles: { web: { ...branch("main"), ...rights } },
      oidcProviders: [`arn:aws:iam::000000000000:oidc-provider/${host}`],
    });
    assert.deepEqual(graph.ofType(types.provider), []);
    assert.equal(graph.ofType(types.role).filter(({ name }) => /access/.test(name)).length, 1);
  });

  it("are none where none are asked for", async () => {
    const graph = await deliveryOf();
    assert.deepEqual(graph.ofType("slipway:delivery:AccessRoles"), []);
  });

  it("are refused when a policy is longer than IAM takes", async () => {
    const clusters = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `cluster-${index}`,
        { name: `staging-cluster-${index}` },
      ]),
    );
    const roles = { web: { ...branch("main"), ...rights } };
    await assert.rejects(
      graphOf(() => {
        new AccessRoles("access", { scope: { ...scope, clusters }, roles, oidcProviders: [] });
      }),
      /Role "web": its policy has \d+ characters; max 10240\. Give it fewer words under allow/,
    );
  });
});
