import { ServiceError } from "../serviceError";
import { checkAction, checkArtifacts } from "./checkActions";
import { type Definition, type StageDefinition } from "./definition";

/**
 * Checks what the service's model leaves open.
 *
 * @throws ServiceError by AWS's rules, or because this machine does not serve what the pipeline asks for: a
 * pipeline that runs here otherwise than on AWS would prove nothing.
 */
export function checkDefinition(definition: Definition): void {
  const { stages, artifactStore, artifactStores } = definition;
  if ((artifactStore === undefined) === (artifactStores === undefined)) {
    throw structure("Specify exactly one of artifactStore and artifactStores");
  }
  if (stages.length < 2) {
    throw structure(
      `Pipeline has ${stages.length} stage(s). There should be a minimum of 2 stages in a pipeline`,
    );
  }
  const taken = twice(stages.map(({ name }) => name));
  if (taken !== undefined) {
    throw structure(`Stage name must be unique, got ${taken} twice`);
  }
  checkMode(definition);
  if ((definition.variables ?? []).length > 0) {
    throw notServed("variables of a pipeline");
  }
  checkTriggers(definition);
  stages.forEach(checkStage);
  checkArtifacts(stages);
}

/** They are kept, and nothing here hears of pushes to a connection. */
function checkTriggers({ triggers = [], pipelineType, stages }: Definition): void {
  if (triggers.length > 0 && pipelineType !== "V2") {
    throw structure("Triggers require a pipeline of type V2");
  }
  const sources = stages[0]?.actions ?? [];
  for (const { gitConfiguration } of triggers) {
    const { sourceActionName } = gitConfiguration;
    if (!sources.some(({ name }) => name === sourceActionName)) {
      throw structure(`The trigger names ${sourceActionName}, which is no source action`);
    }
  }
}

function checkMode({ executionMode = "SUPERSEDED", pipelineType = "V1" }: Definition): void {
  if (executionMode === "PARALLEL") {
    throw notServed("the execution mode PARALLEL");
  }
  if (executionMode === "QUEUED" && pipelineType === "V1") {
    throw structure("The execution mode QUEUED requires a pipeline of type V2");
  }
}

function checkStage(stage: StageDefinition, index: number): void {
  const { name, actions } = stage;
  if (actions.length === 0) {
    throw new ServiceError(
      "InvalidStageDeclarationException",
      `Stage ${name} must contain at least one action`,
    );
  }
  const taken = twice(actions.map((action) => action.name));
  if (taken !== undefined) {
    throw new ServiceError(
      "InvalidActionDeclarationException",
      `Action name must be unique in stage ${name}, got ${taken} twice`,
    );
  }
  if ((stage.blockers ?? []).length > 0) {
    throw notServed("blockers");
  }
  for (const condition of ["beforeEntry", "onFailure", "onSuccess"] as const) {
    if (stage[condition] !== undefined) {
      throw notServed(`${condition} of a stage`);
    }
  }
  for (const action of actions) {
    const source = action.actionTypeId.category === "Source";
    if (source !== (index === 0)) {
      throw structure(
        index === 0
          ? `The first stage must contain source actions only, got ${action.name}`
          : `Source actions belong in the first stage, got ${action.name} in stage ${name}`,
      );
    }
    checkAction(action);
  }
}

function structure(message: string): ServiceError {
  return new ServiceError("InvalidStructureException", message);
}

function notServed(what: string): ServiceError {
  return structure(`The CodePipeline of local AWS does not serve ${what}`);
}

function twice(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}
