import {
  ListPipelineExecutionsCommand,
  StartPipelineExecutionCommand,
  type CodePipelineClient,
  type PipelineExecutionSummary,
} from "@aws-sdk/client-codepipeline";

import { isAnswer } from "../../aws/awsAnswer";
import { sourceAction } from "../../delivery/pipeline";
import { PipelineAbsentError, type Execution, type Pipelines } from "./ports";

type Client = Pick<CodePipelineClient, "send">;

/** The newest execution almost always decides, so a page is small. */
const pageSize = 10;

/** The pipelines in CodePipeline. Throttling is left to the client's own retries. */
export function codePipelines(client: Client): Pipelines {
  return {
    executions: (pipeline) => executions(client, pipeline),
    start: async (name, commitId, clientRequestToken) => {
      const { pipelineExecutionId } = await unlessNoPipeline(name, () =>
        client.send(
          new StartPipelineExecutionCommand({
            name,
            clientRequestToken,
            sourceRevisions: [
              { actionName: sourceAction, revisionType: "COMMIT_ID", revisionValue: commitId },
            ],
          }),
        ),
      );
      return pipelineExecutionId ?? "";
    },
  };
}

async function* executions(client: Client, pipelineName: string): AsyncGenerator<Execution> {
  let nextToken: string | undefined;
  do {
    const page = await unlessNoPipeline(pipelineName, () =>
      client.send(
        new ListPipelineExecutionsCommand({ pipelineName, maxResults: pageSize, nextToken }),
      ),
    );
    for (const summary of page.pipelineExecutionSummaries ?? []) {
      yield executionOf(summary);
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

function executionOf(summary: PipelineExecutionSummary): Execution {
  const source = summary.sourceRevisions?.find(({ actionName }) => actionName === sourceAction);
  return {
    id: summary.pipelineExecutionId ?? "",
    commitId: source?.revisionId,
    inProgress: summary.status === "InProgress",
    outcome: outcomeOf(summary.status),
    isRollback: summary.executionType === "ROLLBACK",
  };
}

function outcomeOf(status: PipelineExecutionSummary["status"]): Execution["outcome"] {
  switch (status) {
    case "Succeeded":
      return "succeeded";
    case "Failed":
    case "Stopped":
      return "failed";
    default:
      return "none";
  }
}

async function unlessNoPipeline<T>(pipeline: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (isAnswer(error, "PipelineNotFoundException")) {
      throw new PipelineAbsentError(pipeline);
    }
    throw error;
  }
}
