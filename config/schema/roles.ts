import { z } from "zod";

import {
  bitbucketWorkspacePattern,
  gitHubEnvironmentPattern,
  gitHubRepositoryPattern,
  gitLabProjectPattern,
  hostedRepositoryPattern,
  jobBranchPattern,
  principalArnPattern,
  uuidPattern,
} from "../../aws/oidc";
import { anyText, mapping, named, oneOf, text } from "./fields";

const branch = text(
  jobBranchPattern,
  "must be a branch such as main, or the beginning of its name and a * such as release/*",
).describe("Branch whose pushes may take the role. `*` at the end stands for the rest of a name");

const uuid = (what: string) =>
  text(uuidPattern, "must be a UUID such as 0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d").describe(what);

const github = mapping({
  repository: text(
    gitHubRepositoryPattern,
    "must be <owner>/<repository>, or <owner>@<id>/<repository>@<id>",
  ).describe(
    "`acme/web`; of a repository made, renamed or moved after 15 July 2026 with the ids that its subjects have, `acme@1234/web@5678`",
  ),
  branch: branch.exactOptional(),
  environment: text(
    gitHubEnvironmentPattern,
    "must have letters, digits, spaces, dots, slashes, hyphens and underscores only",
  )
    .exactOptional()
    .describe(
      "Environment whose jobs may take the role, in place of a branch: the environment's own rules say which branches those are",
    ),
});

const gitlab = mapping({
  project: text(gitLabProjectPattern, "must be <group>/<project>").describe(
    "Project of gitlab.com, with its groups",
  ),
  branch,
});

const circleci = mapping({
  organizationId: uuid("Organization Settings, Overview"),
  projectId: uuid("Project Settings, Overview"),
  repository: text(
    hostedRepositoryPattern,
    "must be host and path such as github.com/acme/web",
  ).describe("Host and path of the repository, which tell it from a fork"),
  branch,
});

const bitbucket = mapping({
  workspace: text(
    bitbucketWorkspacePattern,
    "must have small letters, digits, hyphens and underscores",
  ).describe("Workspace, as in its address"),
  workspaceUuid: uuid("End of the audience that Repository settings, OpenID Connect shows"),
  repositoryUuid: uuid("Repository settings, OpenID Connect; without braces"),
  environmentUuid: uuid(
    "Deployment environment whose steps may take the role, from the same page: Bitbucket names no branch",
  ),
});

/** What a role may do, in the words of the commands. */
export const rights = ["read", "release", "rollback", "approve"] as const;

const role = mapping({
  github: github.exactOptional().describe("Jobs of GitHub Actions that may take the role"),
  gitlab: gitlab.exactOptional().describe("Jobs of GitLab CI that may take the role"),
  circleci: circleci.exactOptional().describe("Jobs of CircleCI that may take the role"),
  bitbucket: bitbucket.exactOptional().describe("Steps of Bitbucket Pipelines that may take it"),
  principals: z
    .array(
      text(
        principalArnPattern,
        "must be the ARN of a role or user such as arn:aws:iam::123456789012:role/<name>",
      ),
    )
    .min(1, { error: "needs at least one ARN" })
    .exactOptional()
    .describe("People: roles or users of IAM that may take the role, by ARN"),
  push: z
    .array(anyText())
    .default([])
    .describe("Images, by their keys in `slipway:images`, to whose repositories it may push"),
  allow: z
    .array(oneOf(rights))
    .default([])
    .describe(
      "What it may do: `read` is status, history, diff, logs and verify; `release` is release; `rollback` is rollback and cancel; `approve` is approve and reject",
    ),
});

/** 32 characters, as of all names. */
export const roles = named(32, role);
