import { page } from "../pages";
import { ServiceError } from "../serviceError";
import { buildShape, type Build, type BuildSource } from "./build";
import { invalidInput, operation, type Call, type Operation } from "./call";
import { type Environment, type EnvironmentVariable, type ProjectSettings } from "./project";

const largestPage = 100;

/** What StartBuild may change; any other override is refused. */
export interface Overrides {
  readonly sourceVersion?: string;
  readonly buildspecOverride?: string;
  readonly environmentVariablesOverride?: readonly EnvironmentVariable[];
  readonly imageOverride?: string;
  readonly privilegedModeOverride?: boolean;
  readonly timeoutInMinutesOverride?: number;
}

const overridable = [
  ...["projectName", "idempotencyToken", "sourceVersion", "buildspecOverride", "imageOverride"],
  ...["environmentVariablesOverride", "privilegedModeOverride", "timeoutInMinutesOverride"],
];

const startBuild = operation<Overrides & { readonly projectName: string }>(async (call, input) => {
  const unknown = Object.keys(input).find((name) => !overridable.includes(name));
  if (unknown !== undefined) {
    throw invalid(`The CodeBuild of local AWS does not serve ${unknown} of StartBuild`);
  }
  const project = call.projects.get(input.projectName);
  const settings = overridden(project.settings, input);
  const source = await sourceOf(call, settings, input.sourceVersion);
  const build = call.builds.start({
    project,
    settings,
    source,
    target: targetOf(settings),
    initiator: call.caller.name,
    sourceVersion: input.sourceVersion ?? settings.sourceVersion,
    resolvedSourceVersion: source.type === "commit" ? source.commitId : undefined,
  });
  return { build: buildShape(call.place, build) };
});

/** A project's settings with what one start changes. */
export function overridden(settings: ProjectSettings, change: Overrides): ProjectSettings {
  const { source, environment } = settings;
  const own = change.environmentVariablesOverride ?? [];
  const kept = (environment.environmentVariables ?? []).filter(
    ({ name }) => !own.some((other) => other.name === name),
  );
  const changed: Environment = {
    ...environment,
    image: change.imageOverride ?? environment.image,
    privilegedMode: change.privilegedModeOverride ?? environment.privilegedMode ?? false,
    environmentVariables: [...kept, ...own],
  };
  return {
    ...settings,
    source: { ...source, ...(change.buildspecOverride && { buildspec: change.buildspecOverride }) },
    environment: changed,
    timeoutInMinutes: change.timeoutInMinutesOverride ?? settings.timeoutInMinutes ?? 60,
  };
}

async function sourceOf(
  call: Call,
  settings: ProjectSettings,
  version: string | undefined,
): Promise<BuildSource> {
  const { source } = settings;
  const { location = "" } = source;
  if (source.type === "NO_SOURCE") {
    return { type: "none" };
  }
  if (source.type === "S3") {
    const [bucket = "", ...key] = location.replace(/^arn:aws:s3:::/, "").split("/");
    return { type: "object", bucket, key: key.join("/") };
  }
  if (source.type !== "CODECOMMIT") {
    throw invalid("A project whose source is CODEPIPELINE is started by its pipeline alone");
  }
  const repository = location.slice(location.lastIndexOf("/") + 1);
  const commitId = await call.commitOf(repository, version ?? settings.sourceVersion);
  if (commitId === undefined) {
    throw invalid(`${location} has no ${version ?? settings.sourceVersion ?? "commit"}`);
  }
  return { type: "commit", repository, commitId, clone: true };
}

function targetOf({ name, artifacts }: ProjectSettings) {
  const { type, location = "", path = "", packaging } = artifacts;
  if (type !== "S3") {
    return undefined;
  }
  if (packaging !== "ZIP") {
    throw invalid("The CodeBuild of local AWS serves artifacts in S3 with the packaging ZIP only");
  }
  return {
    bucket: location,
    key: [path, artifacts.name ?? name].filter((part) => part !== "").join("/"),
  };
}

const batchGetBuilds = operation<{ readonly ids: readonly string[] }>(
  ({ place, builds }, { ids }) => {
    const asked = ids.map((id) => ({ id, build: builds.find(idOf(id)) }));
    return {
      builds: asked.flatMap(({ build }) => (build === undefined ? [] : [buildShape(place, build)])),
      buildsNotFound: asked.flatMap(({ id, build }) => (build === undefined ? [id] : [])),
    };
  },
);

const stopBuild = operation<{ readonly id: string }>(async ({ place, builds }, { id }) => {
  const { id: known } = buildOf(builds.find(idOf(id)), id);
  await builds.stop(known);
  return { build: buildShape(place, buildOf(builds.find(known), id)) };
});

type Listing = { readonly nextToken?: string; readonly sortOrder?: "ASCENDING" | "DESCENDING" };

const listBuilds = operation<Listing>(({ builds }, input) => listed(builds.all(), input));

const listBuildsForProject = operation<Listing & { readonly projectName: string }>(
  ({ builds, projects }, input) => {
    const { settings } = projects.get(input.projectName);
    return listed(
      builds.all().filter((build) => build.settings.name === settings.name),
      input,
    );
  },
);

function listed(
  builds: readonly Build[],
  { nextToken, sortOrder = "DESCENDING" }: Listing,
): object {
  const ids = builds.map(({ id }) => id);
  const all = sortOrder === "DESCENDING" ? ids : ids.reverse();
  const { items, next } = page(all, (id) => id, nextToken, largestPage, invalidInput);
  return { ids: items, ...next };
}

const batchDeleteBuilds = operation<{ readonly ids: readonly string[] }>(({ builds }, { ids }) => {
  const over = ids.filter(
    (id) => (builds.find(idOf(id))?.status ?? "IN_PROGRESS") !== "IN_PROGRESS",
  );
  for (const id of over) {
    builds.delete(idOf(id));
  }
  return {
    buildsDeleted: over,
    buildsNotDeleted: ids
      .filter((id) => !over.includes(id))
      .map((id) => ({
        id,
        statusCode: builds.find(idOf(id)) === undefined ? "NOT_FOUND" : "BUILD_IN_PROGRESS",
      })),
  };
});

export const building: Readonly<Record<string, Operation>> = {
  StartBuild: startBuild,
  BatchGetBuilds: batchGetBuilds,
  StopBuild: stopBuild,
  ListBuilds: listBuilds,
  ListBuildsForProject: listBuildsForProject,
  BatchDeleteBuilds: batchDeleteBuilds,
};

/** Builds are found by ID and by ARN. */
function idOf(asked: string): string {
  return asked.startsWith("arn:") ? asked.slice(asked.indexOf("/") + 1) : asked;
}

function buildOf(build: Build | undefined, id: string): Build {
  if (build === undefined) {
    throw new ServiceError("ResourceNotFoundException", `Build cannot be found: ${id}`);
  }
  return build;
}

function invalid(message: string): ServiceError {
  return new ServiceError(invalidInput, message);
}
