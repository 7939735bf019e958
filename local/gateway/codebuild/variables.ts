import { buildArn, uuidOf, type Build } from "./build";
import { type Place, projectArn } from "./place";

/** User guide, "Environment variables in build environments": what every build is told. */
export function ownVariables(
  place: Place,
  build: Build,
  sourceFolder: string,
): Readonly<Record<string, string>> {
  const { id, settings, number, startTime, initiator } = build;
  const { source, environment } = settings;
  const console = `https://${place.region}.console.aws.amazon.com/codesuite/codebuild`;
  return {
    AWS_REGION: place.region,
    AWS_DEFAULT_REGION: place.region,
    CODEBUILD_BUILD_ARN: buildArn(place, id),
    CODEBUILD_BUILD_ID: id,
    CODEBUILD_BUILD_IMAGE: environment.image,
    CODEBUILD_BUILD_NUMBER: String(number),
    CODEBUILD_BUILD_SUCCEEDING: "1",
    CODEBUILD_BUILD_URL: `${console}/${place.account}/projects/${settings.name}/build/${encodeURIComponent(id)}`,
    CODEBUILD_CI: "true",
    CODEBUILD_INITIATOR: initiator,
    CODEBUILD_KMS_KEY_ID: settings.encryptionKey ?? "",
    CODEBUILD_LOG_PATH: uuidOf(build),
    CODEBUILD_PROJECT_ARN: projectArn(place, settings.name),
    ...given("CODEBUILD_RESOLVED_SOURCE_VERSION", build.resolvedSourceVersion),
    // A pipeline's source has no address.
    ...given("CODEBUILD_SOURCE_REPO_URL", source.type === "CODEPIPELINE" ? "" : source.location),
    ...given("CODEBUILD_SOURCE_VERSION", build.sourceVersion),
    CODEBUILD_SRC_DIR: sourceFolder,
    CODEBUILD_START_TIME: String(startTime),
  };
}

function given(name: string, value: string | undefined): Readonly<Record<string, string>> {
  return value === undefined || value === "" ? {} : { [name]: value };
}

/** `export` lines that give a shell these variables, whatever is in their values. */
export function exportLines(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
    .join("");
}

/** A text as one word of a shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
