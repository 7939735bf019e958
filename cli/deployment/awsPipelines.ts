import {
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
  type ActionExecutionDetail,
  type CodePipelineClient,
  type PipelineExecutionSummary,
} from "@aws-sdk/client-codepipeline";

import { isAnswer } from "../../aws/awsAnswer";
import { sourceAction } from "../../delivery/pipeline";
import {
  type ActionRun,
  type ExecutionStatus,
  type PipelineExecution,
  type Pipelines,
} from "./ports";

type Client = Pick<CodePipelineClient, "send">;

/** The newest execution almost always decides, so a page is small. */
const pageSize = 20;

/** The pipelines in CodePipeline. */
export function awsPipelines(client: Client): Pipelines {
  return {
    executions: (pipeline) => executions(client, pipeline),
    actions: async (pipelineName, pipelineExecutionId) => {
      const { actionExecutionDetails = [] } = await client.send(
        new ListActionExecutionsCommand({ pipelineName, filter: { pipelineExecutionId } }),
      );
      return actionExecutionDetails.map(actionOf);
    },
    start: async (name, commitId) => {
      const { pipelineExecutionId } = await client.send(
        new StartPipelineExecutionCommand({
          name,
          sourceRevisions: [
            { actionName: sourceAction, revisionType: "COMMIT_ID", revisionValue: commitId },
          ],
        }),
      );
      return pipelineExecutionId ?? "";
    },
    abandon: async (pipelineName, pipelineExecutionId, reason) => {
      try {
        await client.send(
          new StopPipelineExecutionCommand({
            pipelineName,
            pipelineExecutionId,
            abandon: true,
            // API StopPipelineExecution: at most 200 characters.
            reason: reason.slice(0, 200),
          }),
        );
      } catch (error) {
        // It ended, or somebody stopped it, between two calls: that is what was wanted.
        const ended = ["DuplicatedStopRequestException", "PipelineExecutionNotStoppableException"];
        if (!isAnswer(error, ...ended)) {
          throw error;
        }
      }
    },
  };
}

async function* executions(
  client: Client,
  pipelineName: string,
): AsyncGenerator<PipelineExecution> {
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new ListPipelineExecutionsCommand({ pipelineName, maxResults: pageSize, nextToken }),
    );
    for (const summary of page.pipelineExecutionSummaries ?? []) {
      yield executionOf(summary);
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

function executionOf(summary: PipelineExecutionSummary): PipelineExecution {
  const source = summary.sourceRevisions?.find(({ actionName }) => actionName === sourceAction);
  return {
    id: summary.pipelineExecutionId ?? "",
    commitId: source?.revisionId,
    status: statusOf(summary.status),
    summary: summary.stopTrigger?.reason ?? summary.statusSummary,
    startedAt: summary.startTime ?? new Date(0),
  };
}

const statuses: readonly ExecutionStatus[] = [
  "InProgress",
  "Succeeded",
  "Failed",
  "Superseded",
  "Stopped",
  "Stopping",
  "Cancelled",
];

/** A status that AWS adds later has not ended for all that is known here. */
function statusOf(status: string | undefined): ExecutionStatus {
  return statuses.find((known) => known === status) ?? "InProgress";
}

function actionOf(detail: ActionExecutionDetail): ActionRun {
  const result = detail.output?.executionResult;
  const error = result?.errorDetails;
  return {
    stage: detail.stageName ?? "",
    action: detail.actionName ?? "",
    status: detail.status ?? "InProgress",
    startedAt: detail.startTime ?? new Date(0),
    summary: result?.externalExecutionSummary,
    error:
      error?.message === undefined && error?.code === undefined
        ? undefined
        : { code: error.code ?? "", message: error.message ?? error.code ?? "" },
  };
}
