import { randomBytes } from "node:crypto";

import { connectedName } from "../../connections";
import { type AwsCalls } from "../awsCalls";
import { type Artifact } from "../execution";
import { ActionFailure, setting, type Job, type Perform } from "./action";
import { type Commits } from "./commits";

/**
 * The source action of a connection, whose repository is one of git on this machine.
 *
 * @param calls note what the role must be allowed to.
 */
export function connectionSource(commits: Commits, calls: Pick<AwsCalls, "note">): Perform {
  return async (job) => {
    const arn = setting(job, "ConnectionArn") ?? "";
    const fullId = setting(job, "FullRepositoryId") ?? "";
    const branch = setting(job, "BranchName") ?? "";
    const key = artifactKey(job.pipeline, job.definition.outputArtifacts?.[0]?.name ?? "");
    calls.note(job.roleArn, arn.split(":")[2] ?? "", "UseConnection", arn);
    calls.note(job.roleArn, "s3", "PutObject", `arn:aws:s3:::${job.bucket}/${key}`);
    const repository = connectedName(fullId);
    if (!commits.exists(repository)) {
      throw new ActionFailure(
        "ConfigurationError",
        `[${fullId}] The repository is not there for the connection ${arn}: local AWS looks for a git repository in connections/${fullId} of its state folder`,
      );
    }
    const pinned = job.execution.overrides[job.definition.name];
    const commitId = pinned ?? (await commits.branch(repository, branch));
    const commit = commitId && (await commits.commit(repository, commitId));
    if (commitId === undefined || !commit) {
      throw new ActionFailure(
        "ConfigurationError",
        `[${fullId}] No Branch [${pinned ?? branch}] found for FullRepositoryName [${fullId}]`,
      );
    }
    const revisionUrl = `https://${job.region}.console.aws.amazon.com/codesuite/settings/connections/redirect?connectionArn=${arn}&referenceType=COMMIT&FullRepositoryId=${fullId}&Commit=${commitId}`;
    const revisionSummary = JSON.stringify({
      ProviderType: "GitHub",
      CommitMessage: commit.message,
    });
    return {
      ...fetched(job, { repository, commitId, key }),
      externalUrl: revisionUrl,
      summary: revisionSummary,
      revision: { revisionId: commitId, revisionSummary, revisionUrl },
      variables: {
        AuthorDate: isoDate(commit.author.date),
        AuthorDisplayName: commit.author.name,
        AuthorEmail: commit.author.email,
        BranchName: branch,
        CommitId: commitId,
        CommitMessage: commit.message,
        ConnectionArn: arn,
        FullRepositoryName: fullId,
      },
    };
  };
}

/** What both kinds of sources tell of the commit that they fetched. */
function fetched(
  job: Job,
  { repository, commitId, key }: { repository: string; commitId: string; key: string },
) {
  const [output] = job.definition.outputArtifacts ?? [];
  const artifact: Artifact = {
    repository,
    commitId,
    bucket: job.bucket,
    key,
    ...(setting(job, "OutputArtifactFormat") === cloneFormat && { clone: true }),
  };
  return {
    succeeded: true,
    externalId: commitId,
    artifacts: output === undefined ? {} : { [output.name]: artifact },
  };
}

/** The CodeCommit source action: the head of the branch, or the commit that the start asked for. */
export function codeCommitSource(commits: Commits, calls: Pick<AwsCalls, "note">): Perform {
  return async (job) => {
    const repository = setting(job, "RepositoryName") ?? "";
    const branch = setting(job, "BranchName") ?? "";
    const pinned = job.execution.overrides[job.definition.name];
    const [output] = job.definition.outputArtifacts ?? [];
    const key = artifactKey(job.pipeline, output?.name ?? "");
    noteCalls(job, repository, key, calls);
    if (!commits.exists(repository)) {
      throw absent(`no repository named ${repository}`, "", "name");
    }
    const where = ` in the selected AWS CodeCommit repository ${repository}`;
    const commitId = pinned ?? (await commits.branch(repository, branch));
    if (commitId === undefined) {
      throw absent(`no branch named ${branch}`, where, "branch name");
    }
    const commit = await commits.commit(repository, commitId);
    if (commit === undefined) {
      throw absent(`no commit named ${commitId}`, where, "commit ID");
    }

    const revisionUrl = `https://${job.region}.console.aws.amazon.com/codecommit/home#/repository/${repository}/commit/${commitId}`;
    return {
      ...fetched(job, { repository, commitId, key }),
      externalUrl: revisionUrl,
      summary: commit.message,
      revision: { revisionId: commitId, revisionSummary: commit.message, revisionUrl },
      variables: {
        AuthorDate: isoDate(commit.author.date),
        BranchName: branch,
        CommitId: commitId,
        CommitMessage: commit.message,
        CommitterDate: isoDate(commit.committer.date),
        RepositoryName: repository,
      },
    };
  };
}

/** What AWS calls for this action (user guide, "Add permissions to the CodePipeline service role"). */
function noteCalls(job: Job, repository: string, key: string, calls: Pick<AwsCalls, "note">): void {
  const arn = `arn:aws:codecommit:${job.region}:${job.account}:${repository}`;
  const own =
    setting(job, "OutputArtifactFormat") === cloneFormat
      ? ["GetRepository"]
      : ["UploadArchive", "GetUploadArchiveStatus"];
  for (const action of ["GetBranch", "GetCommit", ...own]) {
    calls.note(job.roleArn, "codecommit", action, arn);
  }
  calls.note(job.roleArn, "s3", "PutObject", `arn:aws:s3:::${job.bucket}/${key}`);
}

/** The artifact is a reference that a build clones by. */
export const cloneFormat = "CODEBUILD_CLONE_REF";

/** CodePipeline shortens both names, and ends the key with seven characters of its own. */
export function artifactKey(pipeline: string, artifact: string): string {
  const own = randomBytes(8).toString("base64url").replace(/[-_]/g, "0").slice(0, 7);
  return `${pipeline.slice(0, 20)}/${artifact.slice(0, 10)}/${own}`;
}

function absent(what: string, where: string, correct: string): ActionFailure {
  return new ActionFailure(
    "ConfigurationError",
    `The action failed because ${what} was found${where}. Make sure you are using the correct ${correct}, and then try again. Error: null`,
  );
}

/** Git's raw date, `1484167798 -0800`, as CodePipeline writes dates. */
function isoDate(raw: string): string {
  return new Date(Number(raw.split(" ")[0]) * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}
