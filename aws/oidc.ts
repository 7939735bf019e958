/**
 * Jobs of CI services, as the tokens that they sign in with name them: issuer, audience and subject, each in the words
 * of its service. None of the subjects is that of a fork's pull request.
 */

/** docs.github.com, "OpenID Connect reference". */
export interface GitHubJobs {
  /** `acme/web`; of a repository made after 15 July 2026 with its ids, `acme@1234/web@5678`. */
  readonly repository: string;
  /** Jobs of pushes to it; may end in a wildcard. */
  readonly branch?: string | undefined;
  /** Jobs that name it, in place of a branch. */
  readonly environment?: string | undefined;
}

/** docs.gitlab.com, "OpenID Connect (OIDC) Authentication Using ID Tokens". */
export interface GitLabJobs {
  /** `group/project`. */
  readonly project: string;
  /** May end in a wildcard. */
  readonly branch: string;
}

/** circleci.com/docs, "Using OpenID Connect tokens in jobs". */
export interface CircleCiJobs {
  readonly organizationId: string;
  readonly projectId: string;
  /** Host and path, such as `github.com/acme/web`: a fork has another. */
  readonly repository: string;
  /** May end in a wildcard. */
  readonly branch: string;
}

/** support.atlassian.com, "Deploy on AWS using Bitbucket Pipelines OpenID Connect". */
export interface BitbucketJobs {
  /** As addresses have it. */
  readonly workspace: string;
  readonly workspaceUuid: string;
  readonly repositoryUuid: string;
  /** The deployment environment: the subject knows no branch. */
  readonly environmentUuid: string;
}

/** Jobs of one service. */
export interface Jobs {
  readonly github?: GitHubJobs | undefined;
  readonly gitlab?: GitLabJobs | undefined;
  readonly circleci?: CircleCiJobs | undefined;
  readonly bitbucket?: BitbucketJobs | undefined;
}

/** What a token of a job says. */
export interface JobToken {
  /** Without `https://`, as IAM names it. */
  readonly issuer: string;
  readonly audience: string;
  /** `*` stands for any text, `?` for one character. */
  readonly subject: string;
  /** What else it must say: one of the values of each claim. @default - nothing */
  readonly claims?: Readonly<Record<string, readonly string[]>>;
}

export const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const gitHubRepositoryPattern =
  /^[A-Za-z0-9][\w-]{0,38}(?:\/[\w.-]{1,100}|@\d+\/[\w.-]{1,100}@\d+)$/;
export const gitHubEnvironmentPattern = /^[\w./ -]{1,255}$/;
export const gitLabProjectPattern = /^\w[\w.-]*(?:\/\w[\w.-]*)+$/;
export const hostedRepositoryPattern = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[\w.-]+){2,}$/;
export const bitbucketWorkspacePattern = /^[a-z0-9_-]+$/;
/** One branch, or all that begin alike; never all there are. */
export const jobBranchPattern = /^[\w./-]{1,255}\*?$/;

/** IAM API, CreateOpenIDConnectProvider: the ARN of a provider ends with its address. */
export const providerArnPattern =
  /^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/[\w.-]+(?:\/[\w.-]+)*$/;

/** Roles and users of IAM, those of IAM Identity Center too. */
export const principalArnPattern = /^arn:aws[a-z-]*:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]+$/;

const anyUuid = [8, 4, 4, 4, 12].map((length) => "?".repeat(length)).join("-");

/**
 * Pipelines of pushes, by hand, by schedule and by call. Those of a merge request, which may be a fork's, bear the name
 * of its branch, too, and so do their children.
 */
const gitLabSources = ["push", "web", "schedule", "api", "trigger"];

/** Issuers, without `https://`. */
export const issuers = {
  github: "token.actions.githubusercontent.com",
  gitlab: "gitlab.com",
  circleci: (organizationId: string) => `oidc.circleci.com/org/${organizationId}`,
  bitbucket: (workspace: string) =>
    `api.bitbucket.org/2.0/workspaces/${workspace}/pipelines-config/identity/oidc`,
};

/** What the tokens of jobs say; nothing where no jobs are named. */
export function jobTokenOf({ github, gitlab, circleci, bitbucket }: Jobs): JobToken | undefined {
  if (github !== undefined) {
    const { repository, branch = "", environment } = github;
    const place =
      environment === undefined ? `ref:refs/heads/${branch}` : `environment:${environment}`;
    return {
      issuer: issuers.github,
      // What aws-actions/configure-aws-credentials asks for.
      audience: "sts.amazonaws.com",
      subject: `repo:${repository}:${place}`,
    };
  }
  if (gitlab !== undefined) {
    return {
      issuer: issuers.gitlab,
      audience: "https://gitlab.com",
      subject: `project_path:${gitlab.project}:ref_type:branch:ref:${gitlab.branch}`,
      claims: { pipeline_source: gitLabSources },
    };
  }
  if (circleci !== undefined) {
    const { organizationId, projectId, repository, branch } = circleci;
    return {
      issuer: issuers.circleci(organizationId),
      audience: organizationId,
      // A user is a UUID. A wildcard for any text would accept a fork whose branch is named after all of the rest.
      subject: `org/${organizationId}/project/${projectId}/user/${anyUuid}/vcs-origin/${repository}/vcs-ref/refs/heads/${branch}`,
    };
  }
  if (bitbucket !== undefined) {
    const { workspace, workspaceUuid, repositoryUuid, environmentUuid } = bitbucket;
    return {
      issuer: issuers.bitbucket(workspace),
      audience: `ari:cloud:bitbucket::workspace/${workspaceUuid}`,
      // The last part is the step's, new in each run.
      subject: `{${repositoryUuid}}:{${environmentUuid}}:*`,
    };
  }
  return undefined;
}

/** ARN of the provider of an issuer; an account has one for each. */
export function providerArnOf(partition: string, accountId: string, issuer: string): string {
  return `arn:${partition}:iam::${accountId}:oidc-provider/${issuer}`;
}

/** The issuer of a provider, by its ARN. */
export function issuerOf(providerArn: string): string {
  return providerArn.replace(/^.*:oidc-provider\//, "");
}
