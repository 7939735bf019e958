import { type EventFacts } from "../events/awsEvent";
import { type Definition, bucketOf } from "./definition";
import { type ActionRun, type Artifact, type Execution } from "./execution";
import { definitionOf, type Pipeline } from "./pipelines";

/** Where a pipeline is. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

export function pipelineArn({ account, region }: Place, name: string): string {
  return `arn:aws:codepipeline:${region}:${account}:${name}`;
}

export type PipelineState =
  "STARTED" | "RESUMED" | "STOPPING" | "STOPPED" | "SUCCEEDED" | "SUPERSEDED" | "FAILED";

/** "CodePipeline Pipeline Execution State Change". */
export function pipelineEvent(
  place: Place,
  pipeline: Pipeline,
  execution: Execution,
  state: PipelineState,
): EventFacts {
  const { trigger, stopReason } = execution;
  return event(place, pipeline, "Pipeline", {
    pipeline: pipeline.name,
    ...common(execution),
    ...(state === "STARTED" && {
      "execution-trigger": {
        "trigger-type": trigger.triggerType,
        "trigger-detail": trigger.triggerDetail,
      },
    }),
    state,
    ...(state === "STOPPING" &&
      stopReason !== undefined && { "stop-execution-comments": stopReason }),
  });
}

export type StageState = "STARTED" | "RESUMED" | "STOPPING" | "STOPPED" | "SUCCEEDED" | "FAILED";

/** "CodePipeline Stage Execution State Change". */
export function stageEvent(
  place: Place,
  pipeline: Pipeline,
  execution: Execution,
  stage: string,
  state: StageState,
): EventFacts {
  const detail = { pipeline: pipeline.name, ...common(execution), stage, state };
  return event(place, pipeline, "Stage", detail);
}

/** "CodePipeline Action Execution State Change", in the state that the run is in. */
export function actionEvent(
  place: Place,
  pipeline: Pipeline,
  execution: Execution,
  run: ActionRun,
): EventFacts {
  const definition = definitionOf(pipeline.facts, execution.version);
  const action = definition.stages
    .find(({ name }) => name === run.stage)
    ?.actions.find(({ name }) => name === run.action);
  const inputs = locations(definition, execution, action?.inputArtifacts);
  const outputs = locations(definition, execution, action?.outputArtifacts);
  const state = run.status === "InProgress" ? "STARTED" : run.status.toUpperCase();
  return event(place, pipeline, "Action", {
    pipeline: pipeline.name,
    ...common(execution),
    stage: run.stage,
    ...(run.status !== "InProgress" && executionResult(run)),
    ...(state === "STARTED" && inputs.length > 0 && { "input-artifacts": inputs }),
    ...(state === "SUCCEEDED" && outputs.length > 0 && { "output-artifacts": outputs }),
    "action-execution-id": run.id,
    action: run.action,
    state,
    region: place.region,
    type: action?.actionTypeId,
  });
}

function executionResult(run: ActionRun): object {
  const { externalUrl, externalId, summary, error } = run;
  const result = {
    ...(externalUrl !== undefined && { "external-execution-url": externalUrl }),
    ...((error?.message ?? summary) !== undefined && {
      "external-execution-summary": error?.message ?? summary,
    }),
    ...(externalId !== undefined && { "external-execution-id": externalId }),
    ...(error !== undefined && { "error-code": error.code }),
  };
  return Object.keys(result).length === 0 ? {} : { "execution-result": result };
}

/** Where artifacts lie, in the words of API and events. */
export function locations(
  definition: Definition,
  execution: Execution,
  artifacts: readonly { readonly name: string }[] = [],
): { name: string; s3location: { bucket: string; key: string } }[] {
  return artifacts.flatMap(({ name }) => {
    const found: Artifact | undefined = execution.artifacts[name];
    const bucket = found?.bucket ?? bucketOf(definition);
    return found === undefined ? [] : [{ name, s3location: { bucket, key: found.key } }];
  });
}

function common({ id, startTime, version, attempt }: Execution): object {
  return {
    "execution-id": id,
    "start-time": new Date(startTime).toISOString(),
    version,
    "pipeline-execution-attempt": attempt,
  };
}

function event(
  place: Place,
  pipeline: Pipeline,
  level: "Pipeline" | "Stage" | "Action",
  detail: Readonly<Record<string, unknown>>,
): EventFacts {
  return {
    source: "aws.codepipeline",
    detailType: `CodePipeline ${level} Execution State Change`,
    account: place.account,
    region: place.region,
    resources: [pipelineArn(place, pipeline.name)],
    detail,
  };
}
