import { ServiceError } from "../serviceError";
import { invalidInput } from "./call";
import { type ProjectSettings } from "./project";

/**
 * Checks what the service's model leaves open.
 *
 * @throws ServiceError by AWS's rules, or because this machine does not serve what the project asks for.
 */
export function checkProject(settings: ProjectSettings): void {
  const { source, artifacts, environment, tags = [] } = settings;
  if ((source.type === "CODEPIPELINE") !== (artifacts.type === "CODEPIPELINE")) {
    throw invalid("Invalid project source or artifacts: both must be CODEPIPELINE, or neither");
  }
  if (source.type === "NO_SOURCE" && (source.buildspec ?? "") === "") {
    throw invalid(
      "Invalid project source: no source with no inline buildspec: a buildspec is required",
    );
  }
  if (!sources.includes(source.type)) {
    throw notServed(`the source type ${source.type}`, sources);
  }
  if (["CODECOMMIT", "S3"].includes(source.type) && (source.location ?? "") === "") {
    throw invalid(`Invalid project source: location must be valid for source type ${source.type}`);
  }
  if (artifacts.type === "S3" && (artifacts.location ?? "") === "") {
    throw invalid("Invalid artifacts: location must be a valid S3 bucket");
  }
  if (!environments.includes(environment.type)) {
    throw notServed(`the environment type ${environment.type}`, environments);
  }
  for (const [name, more] of Object.entries({
    "secondary sources": settings.secondarySources,
    "secondary artifacts": settings.secondaryArtifacts,
  })) {
    if ((more ?? []).length > 0) {
      throw invalid(`The CodeBuild of local AWS does not serve ${name}`);
    }
  }
  if (tags.some(({ key }) => key.toLowerCase().startsWith("aws:"))) {
    throw invalid('Invalid tag: keys of tags must not begin with "aws:"');
  }
}

const sources = ["CODEPIPELINE", "CODECOMMIT", "S3", "NO_SOURCE"];
const environments = ["LINUX_CONTAINER", "ARM_CONTAINER"];

function notServed(what: string, served: readonly string[]): ServiceError {
  return invalid(
    `The CodeBuild of local AWS does not serve ${what}; it serves ${served.join(", ")}`,
  );
}

function invalid(message: string): ServiceError {
  return new ServiceError(invalidInput, message);
}
