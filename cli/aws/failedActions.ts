import { ListActionExecutionsCommand, type CodePipelineClient } from "@aws-sdk/client-codepipeline";

/** The action at which an execution failed. */
export interface FailedAction {
  readonly action: string;
  /** What the action says: its error, or the words of the person who rejected. */
  readonly summary: string;
}

/** @returns `undefined` when no action of the execution failed. */
export async function failedAction(
  client: Pick<CodePipelineClient, "send">,
  pipelineName: string,
  pipelineExecutionId: string,
): Promise<FailedAction | undefined> {
  const answer = await client.send(
    new ListActionExecutionsCommand({ pipelineName, filter: { pipelineExecutionId } }),
  );
  const failed = (answer.actionExecutionDetails ?? []).find(({ status }) => status === "Failed");
  if (failed === undefined) {
    return undefined;
  }
  const { externalExecutionSummary, errorDetails } = failed.output?.executionResult ?? {};
  return {
    action: failed.actionName ?? "",
    summary: errorDetails?.message ?? externalExecutionSummary ?? "",
  };
}
