import {
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  StopPipelineExecutionCommand,
  type CodePipelineClient,
} from "@aws-sdk/client-codepipeline";

import { isAnswer, unlessAbsent } from "../../aws/awsAnswer";
import { deploy } from "../../delivery/pipeline";
import { type Pipelines } from "./ports";

type Client = Pick<CodePipelineClient, "send">;

/** What CodePipeline answers about an execution that somebody else stopped or that came to its end. */
const over = ["DuplicatedStopRequestException", "PipelineExecutionNotStoppableException"];

/** The pipelines in CodePipeline. Throttling is left to the client's own retries. */
export function codePipelines(client: Client): Pipelines {
  return {
    deployRun: async (pipelineName) => {
      const state = await unlessAbsent(
        () => client.send(new GetPipelineStateCommand({ name: pipelineName })),
        "PipelineNotFoundException",
      );
      const stage = state?.stageStates?.find(({ stageName }) => stageName === deploy);
      const { pipelineExecutionId, status } = stage?.latestExecution ?? {};
      if (pipelineExecutionId === undefined || status !== "InProgress") {
        return undefined;
      }
      // The state tells when an action's status changed last; only the history tells when it began.
      const { actionExecutionDetails = [] } = await client.send(
        new ListActionExecutionsCommand({ pipelineName, filter: { pipelineExecutionId } }),
      );
      const run = actionExecutionDetails.find(
        ({ stageName, actionName, status }) =>
          stageName === deploy && actionName === deploy && status === "InProgress",
      );
      return run?.startTime && { executionId: pipelineExecutionId, startedAt: run.startTime };
    },
    abandon: async (pipelineName, pipelineExecutionId, reason) => {
      try {
        await client.send(
          new StopPipelineExecutionCommand({
            pipelineName,
            pipelineExecutionId,
            abandon: true,
            reason,
          }),
        );
        return true;
      } catch (error) {
        if (isAnswer(error, ...over)) {
          return false;
        }
        throw error;
      }
    },
  };
}
