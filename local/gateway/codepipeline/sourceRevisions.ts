import { commitIdPattern } from "../codecommit/references";
import { ServiceError } from "../serviceError";
import { type Definition } from "./definition";

/** What a start asks a source action to fetch instead of the branch's head. */
export interface SourceRevisionOverride {
  readonly actionName: string;
  readonly revisionType: string;
  readonly revisionValue: string;
}

/** @throws ServiceError ValidationException for what the pipeline's sources cannot fetch */
export function checkSourceRevisions(
  { name, pipelineType, stages }: Definition,
  overrides: readonly SourceRevisionOverride[],
): void {
  if (overrides.length > 0 && pipelineType !== "V2") {
    throw invalid(`Source revisions need a pipeline of type V2, which '${name}' is not`);
  }
  const sources = stages[0]?.actions ?? [];
  for (const { actionName, revisionType, revisionValue } of overrides) {
    if (!sources.some((action) => action.name === actionName)) {
      throw invalid(`The pipeline '${name}' has no source action with the name '${actionName}'`);
    }
    if (revisionType !== "COMMIT_ID") {
      throw invalid(`The revision of '${actionName}' must be a COMMIT_ID, got ${revisionType}`);
    }
    if (!commitIdPattern.test(revisionValue)) {
      throw invalid(`The revision of '${actionName}' is no full commit ID: ${revisionValue}`);
    }
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}
