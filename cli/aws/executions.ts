import {
  ListPipelineExecutionsCommand,
  type CodePipelineClient,
  type PipelineExecutionSummary,
} from "@aws-sdk/client-codepipeline";

import { isAnswer } from "../../aws/awsAnswer";
import { sourceAction } from "../../delivery/pipeline";

type Client = Pick<CodePipelineClient, "send">;

/** One run of an app's pipeline. */
export interface Execution {
  readonly id: string;
  /** As CodePipeline says it: InProgress, Succeeded, Failed, Superseded, Stopping, Stopped, Cancelled. */
  readonly status: string;
  /** Commit of the source; `undefined` until the source stage has told it. */
  readonly commitId: string | undefined;
  readonly startedAt: Date | undefined;
  readonly updatedAt: Date | undefined;
  /** Why, where CodePipeline says it. */
  readonly summary: string | undefined;
}

const pageSize = 100;

/** Executions of a pipeline, newest first; `undefined` where there is no such pipeline. */
export async function executionsOf(
  client: Client,
  pipelineName: string,
  limit: number,
): Promise<Execution[] | undefined> {
  const found: Execution[] = [];
  let nextToken: string | undefined;
  try {
    do {
      const page = await client.send(
        new ListPipelineExecutionsCommand({
          pipelineName,
          maxResults: Math.min(limit, pageSize),
          nextToken,
        }),
      );
      found.push(...(page.pipelineExecutionSummaries ?? []).map(executionOf));
      nextToken = page.nextToken;
    } while (nextToken !== undefined && found.length < limit);
  } catch (error) {
    if (isAnswer(error, "PipelineNotFoundException")) {
      return undefined;
    }
    throw error;
  }
  return found.slice(0, limit);
}

function executionOf(summary: PipelineExecutionSummary): Execution {
  const source = summary.sourceRevisions?.find(({ actionName }) => actionName === sourceAction);
  return {
    id: summary.pipelineExecutionId ?? "",
    status: summary.status ?? "InProgress",
    commitId: source?.revisionId,
    startedAt: summary.startTime,
    updatedAt: summary.lastUpdateTime,
    summary: summary.stopTrigger?.reason ?? summary.statusSummary,
  };
}
