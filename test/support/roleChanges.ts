import { type Change } from "./keyChanges";

/** Another value for every key of a role for CI or for people. */

const uuid = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
const otherUuid = "1a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
const role = "slipway:deployment.roles.ci";

const trusts = {
  github: { repository: "acme/web", branch: "main" },
  gitlab: { project: "acme/web", branch: "main" },
  circleci: {
    organizationId: uuid,
    projectId: uuid,
    repository: "github.com/acme/web",
    branch: "main",
  },
  bitbucket: {
    workspace: "acme",
    workspaceUuid: uuid,
    repositoryUuid: uuid,
    environmentUuid: uuid,
  },
};
const other: Readonly<Record<string, string>> = {
  repository: "github.com/acme/other",
  project: "acme/other",
  branch: "release/*",
  workspace: "other",
};

/** A role for each way to be trusted, one of them with the longest key. */
export const everyRole = {
  roles: {
    github: { github: trusts.github, push: ["hello"] },
    gitlab: { gitlab: { ...trusts.gitlab, branch: "release/*" }, allow: ["release"] },
    circleci: {
      circleci: trusts.circleci,
      push: ["hello"],
      allow: ["read", "release", "rollback", "approve"],
    },
    ["b".repeat(32)]: { bitbucket: trusts.bitbucket, allow: ["approve"] },
    people: { principals: ["arn:aws:iam::000000000000:role/people"], allow: ["read"] },
  },
  oidcProviders: ["arn:aws:iam::000000000000:oidc-provider/gitlab.com"],
};

function changesOf(way: keyof typeof trusts): [string, Change][] {
  const given = { [role]: { [way]: trusts[way], allow: ["release"] } };
  return Object.keys(trusts[way]).map((key) => [
    `${role}.${way}.${key}`,
    { to: other[key] ?? otherUuid, given },
  ]);
}

const people = {
  [role]: { principals: ["arn:aws:iam::000000000000:role/one"], allow: ["read"] },
};

export const roleChanges: Readonly<Record<string, Change>> = {
  ...Object.fromEntries((["gitlab", "circleci", "bitbucket"] as const).flatMap(changesOf)),
  ...Object.fromEntries(changesOf("github")),
  [`${role}.github.repository`]: {
    to: "acme@1/web@2",
    given: { [role]: { github: trusts.github, allow: ["release"] } },
  },
  [`${role}.github.environment`]: {
    to: "production",
    given: {
      [role]: { github: { repository: "acme/web", environment: "staging" }, allow: ["read"] },
    },
  },
  [`${role}.principals`]: { to: ["arn:aws:iam::000000000000:role/two"], given: people },
  [`${role}.push`]: { to: ["own"], given: people },
  [`${role}.allow`]: { to: ["read", "approve"], given: people },
  "slipway:deployment.oidcProviders": {
    to: ["arn:aws:iam::000000000000:oidc-provider/gitlab.com"],
    given: { [role]: { gitlab: trusts.gitlab, allow: ["release"] } },
  },
};
