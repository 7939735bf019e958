import {
  GetPipelineStateCommand,
  PutApprovalResultCommand,
  type CodePipelineClient,
} from "@aws-sdk/client-codepipeline";

import { unlessAbsent } from "../../aws/awsAnswer";
import { approval } from "../../delivery/pipeline";

type Client = Pick<CodePipelineClient, "send">;

/** An execution that waits for a person. */
export interface WaitingApproval {
  readonly executionId: string;
  /** Stands for this one request: with it nothing else can be approved by mistake. */
  readonly token: string;
  readonly since: Date | undefined;
}

/** What waits at the approval of a pipeline; `undefined` when nothing does. */
export async function waitingApproval(
  client: Client,
  pipeline: string,
): Promise<WaitingApproval | undefined> {
  const state = await unlessAbsent(
    () => client.send(new GetPipelineStateCommand({ name: pipeline })),
    "PipelineNotFoundException",
  );
  const stage = state?.stageStates?.find(({ stageName }) => stageName === approval);
  const action = stage?.actionStates?.find(({ actionName }) => actionName === approval);
  const { status, token, lastStatusChange } = action?.latestExecution ?? {};
  const executionId = stage?.latestExecution?.pipelineExecutionId;
  return status === "InProgress" && token !== undefined && executionId !== undefined
    ? { executionId, token, since: lastStatusChange }
    : undefined;
}

/** Decides; CodePipeline refuses a token that is not that of the request which waits now. */
export async function decide(
  client: Client,
  pipeline: string,
  token: string,
  decision: { readonly status: "Approved" | "Rejected"; readonly summary: string },
): Promise<void> {
  await client.send(
    new PutApprovalResultCommand({
      pipelineName: pipeline,
      stageName: approval,
      actionName: approval,
      token,
      result: { ...decision, summary: decision.summary.slice(0, longestSummary) },
    }),
  );
}

/** API ApprovalResult: 512 characters. */
const longestSummary = 512;
