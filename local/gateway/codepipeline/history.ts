import { page } from "../pages";
import { ServiceError } from "../serviceError";
import { actionDetail } from "./actionDetail";
import { operation, seconds, wrongToken, type Operation } from "./call";
import { type Execution } from "./execution";
import { type Pipeline } from "./pipelines";

const largestPage = 100;

interface Paged {
  readonly pipelineName: string;
  readonly maxResults?: number;
  readonly nextToken?: string;
}

const getPipelineExecution = operation<{
  readonly pipelineName: string;
  readonly pipelineExecutionId: string;
}>((call, { pipelineName, pipelineExecutionId }) => {
  const execution = call.pipelines.get(pipelineName).execution(pipelineExecutionId);
  const { id, version, status, statusSummary, trigger, mode } = execution;
  return {
    pipelineExecution: {
      pipelineName,
      pipelineVersion: version,
      pipelineExecutionId: id,
      status,
      // Members that are undefined do not reach the wire.
      statusSummary,
      artifactRevisions: artifactRevisions(execution),
      variables: [],
      trigger,
      executionMode: mode,
      executionType: "STANDARD",
    },
  };
});

const listPipelineExecutions = operation<
  Paged & { readonly filter?: { readonly succeededInStage?: { readonly stageName?: string } } }
>((call, { pipelineName, maxResults = largestPage, nextToken, filter }) => {
  const pipeline = call.pipelines.get(pipelineName);
  const stage = filter?.succeededInStage?.stageName;
  const found = pipeline
    .executions()
    .filter(
      ({ stages }) =>
        stage === undefined ||
        stages.some(({ name, status }) => name === stage && status === "Succeeded"),
    );
  const { items, next } = page(found, ({ id }) => id, nextToken, maxResults, wrongToken);
  return { pipelineExecutionSummaries: items.map(summary), ...next };
});

interface ActionFilter {
  readonly pipelineExecutionId?: string;
  readonly latestInPipelineExecution?: { readonly pipelineExecutionId: string };
}

const listActionExecutions = operation<Paged & { readonly filter?: ActionFilter }>(
  (call, { pipelineName, maxResults = largestPage, nextToken, filter = {} }) => {
    const pipeline = call.pipelines.get(pipelineName);
    const id = filter.pipelineExecutionId ?? filter.latestInPipelineExecution?.pipelineExecutionId;
    const latest = filter.latestInPipelineExecution !== undefined;
    const details = executionsOf(pipeline, id).flatMap((execution) =>
      execution.actions
        .filter(({ putAside }) => !latest || putAside === undefined)
        .map((run) => ({ execution, run }))
        .reverse(),
    );
    const { items, next } = page(details, ({ run }) => run.id, nextToken, maxResults, wrongToken);
    return {
      actionExecutionDetails: items.map(({ execution, run }) =>
        actionDetail(call.place, pipeline, execution, run),
      ),
      ...next,
    };
  },
);

export const history: Readonly<Record<string, Operation>> = {
  GetPipelineExecution: getPipelineExecution,
  ListPipelineExecutions: listPipelineExecutions,
  ListActionExecutions: listActionExecutions,
};

function executionsOf(pipeline: Pipeline, id: string | undefined): readonly Execution[] {
  return id === undefined ? pipeline.executions() : [pipeline.execution(id)];
}

function summary(execution: Execution): object {
  const { id, status, statusSummary, startTime, lastUpdateTime, trigger, stopReason } = execution;
  return {
    pipelineExecutionId: id,
    status,
    statusSummary,
    startTime: seconds(startTime),
    lastUpdateTime: seconds(lastUpdateTime),
    sourceRevisions: execution.actions.flatMap(({ action, revision, putAside }) =>
      revision === undefined || putAside !== undefined ? [] : [{ actionName: action, ...revision }],
    ),
    trigger,
    ...(stopReason !== undefined && { stopTrigger: { reason: stopReason } }),
    executionMode: execution.mode,
    executionType: "STANDARD",
  };
}

function artifactRevisions({ artifacts, actions }: Execution): object[] {
  const ofSources = Object.entries(artifacts).filter(([, { commitId }]) => commitId !== undefined);
  return ofSources.map(([name, { commitId }]) => {
    const run = actions.find(({ revision }) => revision?.revisionId === commitId);
    if (run?.revision === undefined) {
      throw new ServiceError("InternalFailure", `The artifact ${name} has no source`);
    }
    return { name, ...run.revision, created: seconds(run.startTime) };
  });
}
