import { operation, seconds, type Operation } from "./call";
import { type ActionDefinition, type StageDefinition } from "./definition";
import { currentRuns, isActive, type ActionRun, type Execution } from "./execution";
import { definitionOf, type Pipeline } from "./pipelines";

const getPipelineState = operation<{ readonly name: string }>((call, { name }) => {
  const pipeline = call.pipelines.get(name);
  const { facts, definition } = pipeline;
  return {
    pipelineName: name,
    pipelineVersion: facts.versions.length,
    stageStates: definition.stages.map((stage) => stageState(pipeline, stage)),
    created: seconds(facts.created),
    updated: seconds(facts.updated),
  };
});

export const state: Readonly<Record<string, Operation>> = { GetPipelineState: getPipelineState };

function stageState(pipeline: Pipeline, stage: StageDefinition): object {
  const inbound = pipeline
    .executions()
    .filter((execution) => isActive(execution) && waitsFor(pipeline, execution) === stage.name)
    .map(({ id }) => ({ pipelineExecutionId: id, status: "InProgress", type: "STANDARD" }));
  const latest = latestIn(pipeline, stage.name);
  return {
    stageName: stage.name,
    ...(inbound[0] !== undefined && { inboundExecution: inbound[0] }),
    inboundExecutions: inbound,
    inboundTransitionState: transitionState(pipeline, stage.name),
    actionStates: stage.actions.map((action) => actionState(action, latest?.execution, stage.name)),
    ...(latest !== undefined && {
      latestExecution: {
        pipelineExecutionId: latest.execution.id,
        status: latest.status,
        type: "STANDARD",
      },
    }),
  };
}

function waitsFor(pipeline: Pipeline, execution: Execution): string | undefined {
  if (execution.entered) {
    return undefined;
  }
  return definitionOf(pipeline.facts, execution.version).stages[execution.stage]?.name;
}

/** The execution that entered the stage last. */
function latestIn(
  pipeline: Pipeline,
  stage: string,
): { readonly execution: Execution; readonly status: string } | undefined {
  const entries = pipeline
    .executions()
    .flatMap((execution) =>
      execution.stages
        .filter(({ name }) => name === stage)
        .map(({ status, enteredAt }) => ({ execution, status, enteredAt })),
    );
  // Newest first: a sort keeps the newer of two that entered in the same millisecond in front.
  return entries.sort((one, other) => other.enteredAt - one.enteredAt)[0];
}

function transitionState({ facts }: Pipeline, stage: string): object {
  const disabled = facts.disabled[stage];
  if (disabled === undefined) {
    return { enabled: true };
  }
  return {
    enabled: false,
    lastChangedBy: disabled.by,
    lastChangedAt: seconds(disabled.at),
    disabledReason: disabled.reason,
  };
}

function actionState(
  { name, configuration = {} }: ActionDefinition,
  execution: Execution | undefined,
  stage: string,
): object {
  const run = execution && currentRuns(execution, stage).get(name);
  const repository = configuration["RepositoryName"];
  const entityUrl = run?.revision?.revisionUrl.replace(/\/commit\/.*$/, "");
  return {
    actionName: name,
    ...(run?.revision !== undefined && {
      currentRevision: { revisionId: run.revision.revisionId },
      revisionUrl: run.revision.revisionUrl,
    }),
    ...(run !== undefined && { latestExecution: latestRun(run) }),
    ...(repository !== undefined && entityUrl !== undefined && { entityUrl }),
  };
}

function latestRun(run: ActionRun): object {
  const token = run.progress?.["token"];
  return {
    actionExecutionId: run.id,
    status: run.status,
    // Members that are undefined do not reach the wire.
    summary: run.summary === "" ? undefined : run.summary,
    lastStatusChange: seconds(run.lastUpdateTime),
    token: run.status === "InProgress" ? token : undefined,
    lastUpdatedBy: run.updatedBy,
    externalExecutionId: run.externalId,
    externalExecutionUrl: run.externalUrl,
    errorDetails: run.error,
  };
}
