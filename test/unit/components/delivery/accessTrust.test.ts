import assert from "node:assert/strict";

import { type Jobs, jobTokenOf, providerArnOf } from "../../../../aws/oidc";
import { jobTrust, principalTrust } from "../../../../components/delivery/access/trust";
import { principalMayTake, type SignIn, tokenMayTake } from "../../../support/iam/simulate";

const accountId = "111122223333";
const [organizationId, projectId, other] = ["a", "b", "c"].map((digit) =>
  ["00000000", "0000", "4000", "8000", "000000000000"].join("-").replaceAll("0", digit),
) as [string, string, string];
const user = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";

interface Service {
  readonly jobs: Jobs;
  /** What its tokens say, with the part that tells one job from another. */
  readonly signIn: (subject: string, claims?: SignIn["claims"]) => SignIn;
  readonly taken: readonly string[];
  readonly refused: Readonly<Record<string, string>>;
}

const token =
  (issuer: string, aud: string, more: SignIn["claims"] = {}): Service["signIn"] =>
  (sub, claims = {}) => ({ issuer, claims: { aud, sub, ...more, ...claims } });

const github = token("token.actions.githubusercontent.com", "sts.amazonaws.com");
const gitlab = token("gitlab.com", "https://gitlab.com", { pipeline_source: "push" });
const circleci = token(`oidc.circleci.com/org/${organizationId}`, organizationId);
const circleSubject = (
  origin: string,
  ref: string,
  { organization = organizationId, project = projectId } = {},
) =>
  `org/${organization}/project/${project}/user/${user}/vcs-origin/${origin}/vcs-ref/refs/heads/${ref}`;
const bitbucket = token(
  "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
  `ari:cloud:bitbucket::workspace/${organizationId}`,
);

const services: Readonly<Record<string, Service>> = {
  "a branch of GitHub": {
    jobs: { github: { repository: "acme/web", branch: "main" } },
    signIn: github,
    taken: ["repo:acme/web:ref:refs/heads/main"],
    refused: {
      "another branch": "repo:acme/web:ref:refs/heads/mainly",
      "a tag": "repo:acme/web:ref:refs/tags/main",
      "a pull request, of a fork too": "repo:acme/web:pull_request",
      "an environment": "repo:acme/web:environment:main",
      "a fork": "repo:eve/web:ref:refs/heads/main",
      "a repository named alike": "repo:acme/web2:ref:refs/heads/main",
      "the same name with ids": "repo:acme@1/web@2:ref:refs/heads/main",
    },
  },
  "branches of GitHub that begin alike": {
    jobs: { github: { repository: "acme@1/web@2", branch: "release/*" } },
    signIn: github,
    taken: [
      "repo:acme@1/web@2:ref:refs/heads/release/1",
      "repo:acme@1/web@2:ref:refs/heads/release/1/a",
    ],
    refused: {
      "another branch": "repo:acme@1/web@2:ref:refs/heads/main",
      "the name in another place": "repo:acme@1/web@2:ref:refs/heads/x/release/1",
      "a repository that took over the name": "repo:acme@1/web@3:ref:refs/heads/release/1",
      "a pull request": "repo:acme@1/web@2:pull_request",
    },
  },
  "an environment of GitHub": {
    jobs: { github: { repository: "acme/web", environment: "production" } },
    signIn: github,
    taken: ["repo:acme/web:environment:production"],
    refused: {
      "another environment": "repo:acme/web:environment:production2",
      "a branch of its name": "repo:acme/web:ref:refs/heads/production",
      "a fork": "repo:eve/web:environment:production",
    },
  },
  "a branch of GitLab": {
    jobs: { gitlab: { project: "acme/shop/web", branch: "main" } },
    signIn: gitlab,
    taken: ["project_path:acme/shop/web:ref_type:branch:ref:main"],
    refused: {
      "another branch": "project_path:acme/shop/web:ref_type:branch:ref:dev",
      "a tag": "project_path:acme/shop/web:ref_type:tag:ref:main",
      "a fork": "project_path:eve/web:ref_type:branch:ref:main",
      "a project above it": "project_path:acme/shop:ref_type:branch:ref:main",
    },
  },
  "a branch of CircleCI": {
    jobs: {
      circleci: { organizationId, projectId, repository: "github.com/acme/web", branch: "main" },
    },
    signIn: circleci,
    taken: [circleSubject("github.com/acme/web", "main")],
    refused: {
      "another branch": circleSubject("github.com/acme/web", "dev"),
      "a fork": circleSubject("github.com/eve/web", "main"),
      "a fork with a branch named after the rest of the subject": circleSubject(
        "github.com/eve/web",
        "x/vcs-origin/github.com/acme/web/vcs-ref/refs/heads/main",
      ),
      "another project": circleSubject("github.com/acme/web", "main", { project: other }),
      "another organization": circleSubject("github.com/acme/web", "main", { organization: other }),
      "the first form of the token": `org/${organizationId}/project/${projectId}/user/${user}`,
    },
  },
  "an environment of Bitbucket": {
    jobs: {
      bitbucket: {
        workspace: "acme",
        workspaceUuid: organizationId,
        repositoryUuid: projectId,
        environmentUuid: user,
      },
    },
    signIn: bitbucket,
    taken: [`{${projectId}}:{${user}}:{${other}}`],
    refused: {
      "another environment": `{${projectId}}:{${other}}:{${user}}`,
      "no environment": `{${projectId}}:{${other}}`,
      "another repository, a fork too": `{${other}}:{${user}}:{${projectId}}`,
    },
  },
};

function trustOf(jobs: Jobs) {
  const said = jobTokenOf(jobs);
  assert.ok(said !== undefined);
  return jobTrust(said, providerArnOf("aws", accountId, said.issuer));
}

describe("the trust of a role", () => {
  for (const [title, { jobs, signIn, taken, refused }] of Object.entries(services)) {
    const takes = (token: SignIn) => tokenMayTake(trustOf(jobs), accountId, token);

    it(`for ${title} lets its jobs in`, () => {
      assert.deepEqual(
        taken.filter((subject) => !takes(signIn(subject))),
        [],
      );
    });

    it(`for ${title} wants the audience and the issuer, too`, () => {
      const [subject = ""] = taken;
      assert.ok(!takes(signIn(subject, { aud: "another" })));
      const { claims } = signIn(subject);
      assert.ok(!takes({ issuer: "ci.example.com", claims }));
    });

    for (const [what, subject] of Object.entries(refused)) {
      it(`for ${title} refuses ${what}`, () => {
        assert.ok(!takes(signIn(subject)), subject);
      });
    }
  }

  it("for GitLab refuses merge requests, whose branch may be a fork's, and their children", () => {
    const { jobs, taken } = services["a branch of GitLab"] ?? assert.fail();
    const [subject = ""] = taken;
    for (const source of [
      "merge_request_event",
      "external_pull_request_event",
      "parent_pipeline",
    ]) {
      const signIn = gitlab(subject, { pipeline_source: source });
      assert.ok(!tokenMayTake(trustOf(jobs), accountId, signIn), source);
    }
  });

  it("for people lets in whom it names", () => {
    const alice = `arn:aws:iam::${accountId}:role/developers`;
    const trust = principalTrust([alice]);
    assert.ok(principalMayTake(trust, alice));
    assert.ok(!principalMayTake(trust, `arn:aws:iam::${accountId}:role/developers2`));
    assert.ok(!principalMayTake(trust, `arn:aws:iam::999999999999:role/developers`));
  });
});
