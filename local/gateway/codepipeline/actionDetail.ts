import { givenVariables, withVariables } from "./actionVariables";
import { seconds } from "./call";
import { type ActionDefinition, type Definition } from "./definition";
import { type ActionRun, type Execution } from "./execution";
import { definitionOf, type Pipeline } from "./pipelines";
import { locations, type Place } from "./stateEvents";

/** One run of an action, as ListActionExecutions describes it. */
export function actionDetail(
  { region }: Place,
  pipeline: Pipeline,
  execution: Execution,
  run: ActionRun,
): object {
  const definition = definitionOf(pipeline.facts, execution.version);
  const action = definition.stages
    .find(({ name }) => name === run.stage)
    ?.actions.find(({ name }) => name === run.action);
  return {
    pipelineExecutionId: execution.id,
    actionExecutionId: run.id,
    pipelineVersion: execution.version,
    stageName: run.stage,
    actionName: run.action,
    startTime: seconds(run.startTime),
    lastUpdateTime: seconds(run.lastUpdateTime),
    // Members that are undefined do not reach the wire.
    updatedBy: run.updatedBy,
    status: run.status,
    input: {
      actionTypeId: action?.actionTypeId,
      configuration: action?.configuration,
      resolvedConfiguration: action && resolved(action, definition, execution),
      roleArn: action?.roleArn,
      region,
      inputArtifacts: locations(definition, execution, action?.inputArtifacts),
      namespace: action?.namespace,
    },
    output: {
      outputArtifacts: locations(definition, execution, action?.outputArtifacts),
      executionResult: {
        externalExecutionId: run.externalId,
        externalExecutionSummary: run.summary ?? run.error?.message,
        externalExecutionUrl: run.externalUrl,
        errorDetails: run.error,
      },
      outputVariables: run.variables ?? {},
    },
  };
}

/** What was meant as long as a variable has no value. */
function resolved(
  action: ActionDefinition,
  definition: Definition,
  execution: Execution,
): ActionDefinition["configuration"] {
  try {
    return withVariables(action, execution, givenVariables(definition, execution)).configuration;
  } catch {
    return action.configuration;
  }
}
