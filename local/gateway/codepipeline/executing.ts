import { ServiceError } from "../serviceError";
import { operation, type Operation } from "./call";
import { isActive, type Execution } from "./execution";
import { type Pipeline } from "./pipelines";
import { checkSourceRevisions, type SourceRevisionOverride } from "./sourceRevisions";

/** AWS's limit of executions that are under way in one pipeline that queues them. */
const maxQueued = 50;

interface Start {
  readonly name: string;
  readonly variables?: readonly unknown[];
  readonly clientRequestToken?: string;
  readonly sourceRevisions?: readonly SourceRevisionOverride[];
}

const startPipelineExecution = operation<Start>((call, input) => {
  const { name, variables = [], clientRequestToken, sourceRevisions = [] } = input;
  const pipeline = call.pipelines.get(name);
  if (variables.length > 0) {
    throw new ServiceError("ValidationException", `The pipeline '${name}' declares no variables`);
  }
  checkSourceRevisions(pipeline.definition, sourceRevisions);
  const earlier = pipeline
    .executions()
    .find((execution) => clientRequestToken && execution.clientRequestToken === clientRequestToken);
  if (earlier !== undefined) {
    return { pipelineExecutionId: earlier.id };
  }
  const { executionMode } = pipeline.definition;
  if (executionMode === "QUEUED" && pipeline.executions().filter(isActive).length >= maxQueued) {
    throw new ServiceError(
      "ConcurrentPipelineExecutionsLimitExceededException",
      `The pipeline '${name}' has ${maxQueued} executions under way`,
    );
  }
  const { id } = call.engine.begin(pipeline, {
    trigger: { triggerType: "StartPipelineExecution", triggerDetail: call.caller.arn },
    overrides: Object.fromEntries(
      sourceRevisions.map(({ actionName, revisionValue }) => [actionName, revisionValue]),
    ),
    ...(clientRequestToken !== undefined && { clientRequestToken }),
  });
  return { pipelineExecutionId: id };
});

interface OneExecution {
  readonly pipelineName: string;
  readonly pipelineExecutionId: string;
}

const stopPipelineExecution = operation<
  OneExecution & { readonly abandon?: boolean; readonly reason?: string }
>((call, { pipelineName, pipelineExecutionId, abandon = false, reason }) => {
  const pipeline = call.pipelines.get(pipelineName);
  const execution = stoppable(pipeline, pipelineExecutionId);
  if (execution.status === "Stopping" && !abandon) {
    throw new ServiceError(
      "DuplicatedStopRequestException",
      `The execution '${pipelineExecutionId}' is being stopped already`,
    );
  }
  call.engine.stop(pipeline, pipelineExecutionId, abandon, reason);
  return { pipelineExecutionId };
});

function stoppable(pipeline: Pipeline, id: string): Execution {
  const found = pipeline.executions().find((execution) => execution.id === id);
  if (found === undefined || !isActive(found)) {
    throw new ServiceError(
      "PipelineExecutionNotStoppableException",
      `The execution '${id}' of the pipeline '${pipeline.name}' is not in progress`,
    );
  }
  return found;
}

interface Retry extends OneExecution {
  readonly stageName: string;
  readonly retryMode: "FAILED_ACTIONS" | "ALL_ACTIONS";
}

const retryStageExecution = operation<Retry>((call, input) => {
  const { pipelineName, pipelineExecutionId, stageName, retryMode } = input;
  const pipeline = call.pipelines.get(pipelineName);
  checkStage(pipeline, stageName);
  const inStage = pipeline
    .executions()
    .filter(({ stages }) => stages.some(({ name }) => name === stageName));
  const execution = inStage.find(({ id }) => id === pipelineExecutionId);
  const run = execution?.stages.find(({ name }) => name === stageName);
  if (
    execution === undefined ||
    (run?.status !== "Failed" && run?.status !== "Stopped") ||
    isActive(execution)
  ) {
    throw new ServiceError(
      "StageNotRetryableException",
      `The stage '${stageName}' of the execution '${pipelineExecutionId}' has nothing to retry`,
    );
  }
  if (inStage.some(({ number }) => number > execution.number)) {
    throw new ServiceError(
      "NotLatestPipelineExecutionException",
      `A newer execution than '${pipelineExecutionId}' has entered the stage '${stageName}'`,
    );
  }
  call.engine.retry(pipeline, execution, stageName, retryMode === "ALL_ACTIONS");
  return { pipelineExecutionId };
});

/** @throws ServiceError StageNotFoundException */
export function checkStage({ name, definition }: Pipeline, stage: string): void {
  if (!definition.stages.some((other) => other.name === stage)) {
    throw new ServiceError(
      "StageNotFoundException",
      `The pipeline '${name}' has no stage with the name '${stage}'`,
    );
  }
}

export const executing: Readonly<Record<string, Operation>> = {
  StartPipelineExecution: startPipelineExecution,
  StopPipelineExecution: stopPipelineExecution,
  RetryStageExecution: retryStageExecution,
};
