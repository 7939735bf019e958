import { ServiceError } from "../serviceError";
import { actionType } from "./actionTypes";
import { type ActionDefinition, type StageDefinition } from "./definition";

/** @throws ServiceError InvalidActionDeclarationException */
export function checkAction(action: ActionDefinition): void {
  const { name, actionTypeId, configuration = {} } = action;
  const type = actionType(actionTypeId);
  if (type === undefined) {
    const { category, owner, provider, version } = actionTypeId;
    throw invalid(
      `The CodePipeline of local AWS does not serve ActionType (Category: '${category}', Provider: '${provider}', Owner: '${owner}', Version: '${version}') of action '${name}'`,
    );
  }
  const keys = Object.keys(configuration);
  const missing = type.required.find((key) => !keys.includes(key));
  if (missing !== undefined) {
    throw invalid(
      `Action configuration for action '${name}' is missing required configuration '${missing}'`,
    );
  }
  const unknown = keys.find((key) => ![...type.required, ...type.optional].includes(key));
  if (unknown !== undefined) {
    throw invalid(
      `Action configuration for action '${name}' contains unknown configuration '${unknown}'`,
    );
  }
  const { inputArtifacts = [], outputArtifacts = [] } = action;
  if (inputArtifacts.length !== type.inputs || outputArtifacts.length !== type.outputs) {
    throw invalid(
      `Action '${name}' must have ${type.inputs} input artifact(s) and ${type.outputs} output artifact(s)`,
    );
  }
  checkValues(name, configuration);
}

function checkValues(name: string, configuration: Readonly<Record<string, string>>): void {
  const timeout = configuration["DeploymentTimeout"];
  if (timeout !== undefined && !(/^\d{1,2}$/.test(timeout) && +timeout >= 1 && +timeout <= 60)) {
    throw invalid(
      `DeploymentTimeout of action '${name}' must be a number of minutes from 1 to 60, got ${timeout}`,
    );
  }
  // AWS would poll: its default is true.
  if ("RepositoryName" in configuration && configuration["PollForSourceChanges"] !== "false") {
    throw invalid(
      `The CodePipeline of local AWS does not poll: PollForSourceChanges of action '${name}' must be false`,
    );
  }
  if ((configuration["OutputArtifactFormat"] ?? "CODE_ZIP") !== "CODE_ZIP") {
    throw invalid(
      `The CodePipeline of local AWS serves the OutputArtifactFormat CODE_ZIP only, which action '${name}' does not have`,
    );
  }
}

/** Every artifact has one origin, and it comes before it is used. */
export function checkArtifacts(stages: readonly StageDefinition[]): void {
  const known = new Set<string>();
  for (const { actions } of stages) {
    const orders = [...new Set(actions.map(({ runOrder = 1 }) => runOrder))].sort((a, b) => a - b);
    for (const order of orders) {
      const group = actions.filter(({ runOrder = 1 }) => runOrder === order);
      for (const { name, inputArtifacts = [] } of group) {
        const missing = inputArtifacts.find((artifact) => !known.has(artifact.name));
        if (missing !== undefined) {
          throw invalid(
            `Input Artifact Bundle ${missing.name} in action ${name} is not declared as Output Artifact Bundle in any of the preceding actions`,
          );
        }
      }
      for (const artifact of group.flatMap(({ outputArtifacts = [] }) => outputArtifacts)) {
        if (known.has(artifact.name)) {
          throw invalid(
            `Output Artifact Bundle name must be unique within the pipeline. ${artifact.name} has been used more than once.`,
          );
        }
        known.add(artifact.name);
      }
    }
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidActionDeclarationException", message);
}
