import { ServiceError } from "../serviceError";
import { cloneFormat } from "./actions/source";
import { actionType, type Count } from "./actionTypes";
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
  const { inputs, outputs } = type;
  if (!fits(inputArtifacts.length, inputs) || !fits(outputArtifacts.length, outputs)) {
    throw invalid(
      `Action '${name}' must have ${words(inputs)} input artifact(s) and ${words(outputs)} output artifact(s)`,
    );
  }
  checkValues(name, configuration);
}

function fits(count: number, { least, most }: Count): boolean {
  return count >= least && count <= most;
}

function words({ least, most }: Count): string {
  return least === most ? String(least) : `${least} to ${most}`;
}

function checkValues(name: string, configuration: Readonly<Record<string, string>>): void {
  const timeout = configuration["DeploymentTimeout"];
  if (timeout !== undefined && !(/^\d{1,2}$/.test(timeout) && +timeout >= 1 && +timeout <= 60)) {
    throw invalid(
      `DeploymentTimeout of action '${name}' must be a number of minutes from 1 to 60, got ${timeout}`,
    );
  }
  // AWS would poll: its default is true.
  const polls = "RepositoryName" in configuration || "S3Bucket" in configuration;
  if (polls && configuration["PollForSourceChanges"] !== "false") {
    throw invalid(
      `The CodePipeline of local AWS does not poll: PollForSourceChanges of action '${name}' must be false`,
    );
  }
  const format = configuration["OutputArtifactFormat"] ?? "CODE_ZIP";
  if (!["CODE_ZIP", cloneFormat].includes(format)) {
    throw invalid(
      `OutputArtifactFormat of action '${name}' must be CODE_ZIP or ${cloneFormat}, got ${format}`,
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
