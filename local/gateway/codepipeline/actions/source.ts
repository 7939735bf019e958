import { randomBytes } from "node:crypto";

import { type AwsCalls } from "../awsCalls";
import { type Artifact } from "../execution";
import { ActionFailure, setting, type Job, type Perform } from "./action";
import { type Commits } from "./commits";

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
      externalUrl: revisionUrl,
      summary: commit.message,
      revision: { revisionId: commitId, revisionSummary: commit.message, revisionUrl },
      artifacts: output === undefined ? {} : { [output.name]: artifact },
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
