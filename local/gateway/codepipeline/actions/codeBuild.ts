import { type Build } from "../../codebuild/build";
import { overridden } from "../../codebuild/building";
import { type Builds } from "../../codebuild/builds";
import { type EnvironmentVariable } from "../../codebuild/project";
import { type Projects } from "../../codebuild/projects";
import { type AwsCalls } from "../awsCalls";
import { ActionFailure, setting, type Job, type Outcome, type Perform } from "./action";
import { artifactKey } from "./source";

/** CodeBuild as the pipeline uses it. */
export interface BuildService {
  readonly projects: Pick<Projects, "find">;
  readonly builds: Pick<Builds, "start" | "stop" | "ended" | "find">;
}

/** The CodeBuild action: a build of the input artifact, whose exported variables become those of the action. */
export function codeBuildAction(service: BuildService, calls: Pick<AwsCalls, "note">): Perform {
  return async (job) => {
    const { externalId } = job.run;
    const id = externalId ?? start(service, calls, job);
    const externalUrl = `https://${job.region}.console.aws.amazon.com/codebuild/home?region=${job.region}#/builds/${id}/view/new`;
    job.note({ externalId: id, externalUrl });
    const build = await service.builds.ended(id, job.signal);
    if (job.signal.aborted) {
      await service.builds.stop(id);
      throw new ActionFailure("JobFailed", "The execution was abandoned");
    }
    return { ...outcomeOf(job, build), externalId: id, externalUrl };
  };
}

function start(
  { projects, builds }: BuildService,
  calls: Pick<AwsCalls, "note">,
  job: Job,
): string {
  const name = setting(job, "ProjectName") ?? "";
  const arn = `arn:aws:codebuild:${job.region}:${job.account}:project/${name}`;
  for (const action of ["StartBuild", "BatchGetBuilds"]) {
    calls.note(job.roleArn, "codebuild", action, arn);
  }
  const project = projects.find(name);
  if (project === undefined) {
    throw new ActionFailure(
      "ConfigurationError",
      `Error calling startBuild: Project cannot be found: ${arn}`,
    );
  }
  if (project.settings.source.type !== "CODEPIPELINE") {
    throw new ActionFailure(
      "ConfigurationError",
      `Error calling startBuild: The source of the project ${name} is not CODEPIPELINE`,
    );
  }
  const [input] = job.definition.inputArtifacts ?? [];
  const [output] = job.definition.outputArtifacts ?? [];
  const artifact = job.execution.artifacts[input?.name ?? ""];
  if (artifact === undefined) {
    throw new ActionFailure("ConfigurationError", `There is no artifact ${input?.name ?? ""}`);
  }
  const { repository, commitId, clone = false, bucket, key } = artifact;
  const { serviceRole } = project.settings;
  calls.note(serviceRole, "s3", "GetObject", `arn:aws:s3:::${bucket}/${key}`);
  if (clone && repository !== undefined && !repository.includes(":")) {
    const source = `arn:aws:codecommit:${job.region}:${job.account}:${repository}`;
    calls.note(serviceRole, "codecommit", "GitPull", source);
  }
  return builds.start({
    project,
    settings: overridden(project.settings, {
      environmentVariablesOverride: environmentVariables(job),
    }),
    source:
      repository === undefined || commitId === undefined
        ? { type: "object", bucket, key }
        : { type: "commit", repository, commitId, clone },
    target: output && { bucket: job.bucket, key: artifactKey(job.pipeline, output.name) },
    initiator: `codepipeline/${job.pipeline}`,
    sourceVersion: `arn:aws:s3:::${bucket}/${key}`,
    resolvedSourceVersion: commitId,
  }).id;
}

function environmentVariables(job: Job): readonly EnvironmentVariable[] {
  const text = setting(job, "EnvironmentVariables") ?? "[]";
  try {
    return JSON.parse(text) as readonly EnvironmentVariable[];
  } catch (error) {
    throw new ActionFailure(
      "ConfigurationError",
      `EnvironmentVariables of the action ${job.definition.name} is no JSON: ${String(error)}`,
    );
  }
}

function outcomeOf(job: Job, build: Build | undefined): Outcome {
  if (build?.status !== "SUCCEEDED") {
    throw new ActionFailure("JobFailed", failureOf(build));
  }
  const [output] = job.definition.outputArtifacts ?? [];
  const variables = Object.fromEntries(build.exported.map(({ name, value }) => [name, value]));
  return {
    succeeded: true,
    variables,
    ...(output !== undefined &&
      build.target !== undefined && { artifacts: { [output.name]: build.target } }),
  };
}

/** As AWS words it. */
function failureOf(build: Build | undefined): string {
  const failed = build?.phases.find(({ status }) => status !== undefined && status !== "SUCCEEDED");
  const { statusCode = "", message = "" } = failed?.context ?? {};
  const state = `Build terminated with state: ${build?.status ?? "FAULT"}`;
  return failed === undefined
    ? state
    : `${state}. Phase: ${failed.type}, Code: ${statusCode}, Message: ${message}`;
}
