import {
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  PutApprovalResultCommand,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
  type ActionExecutionDetail,
  type CodePipelineClient,
  type PipelineExecutionSummary,
  type StageState,
} from "@aws-sdk/client-codepipeline";

import { isAnswer, unlessAbsent } from "../../aws/awsAnswer";
import { approval, deploy, sourceAction } from "../pipeline";
import { required } from "./answer";
import { collect, pagesOf } from "./pages";

type Client = Pick<CodePipelineClient, "send">;

const executionStatuses = [
  "InProgress",
  "Succeeded",
  "Failed",
  "Superseded",
  "Stopped",
  "Stopping",
  "Cancelled",
] as const;

export type ExecutionStatus = (typeof executionStatuses)[number];

/** One execution in a pipeline's own history. */
export interface PipelineExecution {
  readonly id: string;
  /** Commit of the source; undefined until the source stage has reported it. */
  readonly commitId: string | undefined;
  readonly status: ExecutionStatus;
  /** Why it was stopped, in the words of the person or program that stopped it. */
  readonly summary: string | undefined;
  readonly startedAt: Date;
  readonly updatedAt: Date | undefined;
  /** Whether the pipeline went back by itself to an earlier execution. */
  readonly isRollback: boolean;
}

/** One execution of an action. */
export interface ActionExecution {
  readonly stage: string;
  readonly action: string;
  readonly status: "InProgress" | "Succeeded" | "Failed" | "Abandoned";
  readonly startedAt: Date;
  /** What the action reports; of an approval, what the person wrote. */
  readonly summary: string | undefined;
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

/** An execution that waits for a person. */
export interface WaitingApproval {
  readonly executionId: string;
  /** Stands for this one request: with it nothing else can be approved by mistake. */
  readonly token: string;
}

/** What following a commit asks of pipelines; tests hand in literals. */
export interface Pipelines {
  /**
   * Executions, newest first, fetched as far as they are read. A pipeline that does not exist is an error.
   *
   * @param limit most that are read. @default - all of them
   */
  executions(pipeline: string, limit?: number): AsyncIterable<PipelineExecution>;
  /** Newest first. */
  actions(pipeline: string, executionId: string): Promise<readonly ActionExecution[]>;
  /**
   * Starts the pipeline at a commit.
   *
   * @param token the same one twice is one execution. @default - each call starts one
   */
  start(pipeline: string, commitId: string, token?: string): Promise<string>;
  /**
   * Ends an execution where it stands; what its actions began goes on by itself. False when it has
   * ended, or is being ended, already.
   */
  abandon(pipeline: string, executionId: string, reason: string): Promise<boolean>;
}

export interface CodePipeline extends Pipelines {
  /** What waits at the approval; undefined when nothing does, or there is no such pipeline. */
  waitingApproval(pipeline: string): Promise<WaitingApproval | undefined>;
  /** The execution in the deploy stage; undefined when nothing is deployed, or there is no such pipeline. */
  deployingExecution(pipeline: string): Promise<string | undefined>;
  /** Decides; CodePipeline refuses a token that is not that of the request which waits now. */
  decide(pipeline: string, token: string, decision: Decision): Promise<void>;
}

export interface Decision {
  readonly status: "Approved" | "Rejected";
  readonly summary: string;
}

/** The newest execution almost always decides, so a page is small; API ListPipelineExecutions: 100 at most. */
const pageSize = { default: 20, most: 100 } as const;
/** API StopPipelineExecution and ApprovalResult, in characters. */
const longest = { reason: 200, summary: 512 } as const;

/** CodePipeline. Throttling is left to the client's own retries. */
export function codePipelineAdapter(client: Client): CodePipeline {
  return {
    executions: (pipeline, limit) => executions(client, pipeline, limit),
    actions: async (pipelineName, pipelineExecutionId) => {
      const request = { pipelineName, filter: { pipelineExecutionId } };
      const pages = pagesOf(
        (nextToken) => client.send(new ListActionExecutionsCommand({ ...request, nextToken })),
        (page) => page.nextToken,
      );
      const details = (await collect(pages)).flatMap((page) => page.actionExecutionDetails ?? []);
      return details.map(actionFrom);
    },
    start: async (name, commitId, clientRequestToken) => {
      const { pipelineExecutionId } = await client.send(
        new StartPipelineExecutionCommand({
          name,
          ...(clientRequestToken !== undefined && { clientRequestToken }),
          sourceRevisions: [
            { actionName: sourceAction, revisionType: "COMMIT_ID", revisionValue: commitId },
          ],
        }),
      );
      return required(pipelineExecutionId, "CodePipeline", "execution ID");
    },
    abandon: (pipeline, executionId, reason) => abandon(client, pipeline, executionId, reason),
    waitingApproval: async (pipeline) => {
      const stage = await stageState(client, pipeline, approval);
      const action = stage?.actionStates?.find(({ actionName }) => actionName === approval);
      const { status, token } = action?.latestExecution ?? {};
      const executionId = stage?.latestExecution?.pipelineExecutionId;
      return status === "InProgress" && token !== undefined && executionId !== undefined
        ? { executionId, token }
        : undefined;
    },
    deployingExecution: async (pipeline) => {
      const stage = await stageState(client, pipeline, deploy);
      const { pipelineExecutionId, status } = stage?.latestExecution ?? {};
      return status === "InProgress" ? pipelineExecutionId : undefined;
    },
    decide: async (pipelineName, token, { status, summary }) => {
      await client.send(
        new PutApprovalResultCommand({
          pipelineName,
          stageName: approval,
          actionName: approval,
          token,
          result: { status, summary: summary.slice(0, longest.summary) },
        }),
      );
    },
  };
}

async function* executions(
  client: Client,
  pipelineName: string,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<PipelineExecution> {
  const maxResults = limit <= pageSize.most ? limit : pageSize.default;
  const pages = pagesOf(
    (nextToken) =>
      client.send(new ListPipelineExecutionsCommand({ pipelineName, maxResults, nextToken })),
    (page) => page.nextToken,
  );
  let left = limit;
  for await (const { pipelineExecutionSummaries = [] } of pages) {
    for (const summary of pipelineExecutionSummaries) {
      yield executionFrom(summary);
      if (--left <= 0) {
        return;
      }
    }
  }
}

async function abandon(
  client: Client,
  pipelineName: string,
  pipelineExecutionId: string,
  why: string,
): Promise<boolean> {
  const reason = why.slice(0, longest.reason);
  const request = { pipelineName, pipelineExecutionId, abandon: true, reason };
  try {
    await client.send(new StopPipelineExecutionCommand(request));
    return true;
  } catch (error) {
    // It ended or was stopped between two calls: that is what was wanted.
    const ended = ["DuplicatedStopRequestException", "PipelineExecutionNotStoppableException"];
    if (isAnswer(error, ...ended)) {
      return false;
    }
    throw error;
  }
}

async function stageState(
  client: Client,
  name: string,
  stage: string,
): Promise<StageState | undefined> {
  const state = await unlessAbsent(
    () => client.send(new GetPipelineStateCommand({ name })),
    "PipelineNotFoundException",
  );
  return state?.stageStates?.find(({ stageName }) => stageName === stage);
}

function executionFrom(summary: PipelineExecutionSummary): PipelineExecution {
  const source = summary.sourceRevisions?.find(({ actionName }) => actionName === sourceAction);
  return {
    id: summary.pipelineExecutionId ?? "",
    commitId: source?.revisionId,
    // A status that AWS adds later has not ended, as far as is known here.
    status: executionStatuses.find((known) => known === summary.status) ?? "InProgress",
    summary: summary.stopTrigger?.reason ?? summary.statusSummary,
    startedAt: summary.startTime ?? new Date(0),
    updatedAt: summary.lastUpdateTime,
    isRollback: summary.executionType === "ROLLBACK",
  };
}

function actionFrom(detail: ActionExecutionDetail): ActionExecution {
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
