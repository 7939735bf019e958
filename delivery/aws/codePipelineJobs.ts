import {
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
  type CodePipelineClient,
  type PutJobSuccessResultInput,
} from "@aws-sdk/client-codepipeline";

/** How a function answers a pipeline whose action it is; tests hand in literals. */
export interface PipelineJobs {
  succeeded(jobId: string, summary: string): Promise<void>;
  failed(jobId: string, message: string): Promise<void>;
}

/** The same for a function whose work outlives one call. */
export interface LongPipelineJobs extends PipelineJobs {
  /** Asks to be called again, with this text of at most 2048 characters. */
  goesOn(jobId: string, continuationToken: string): Promise<void>;
}

/** API ExecutionDetails and FailureDetails, in characters. */
const longest = { summary: 2048, message: 5000 } as const;

export function pipelineJobsAdapter(client: Pick<CodePipelineClient, "send">): LongPipelineJobs {
  const succeeded = async (answer: PutJobSuccessResultInput) => {
    await client.send(new PutJobSuccessResultCommand(answer));
  };
  return {
    goesOn: (jobId, continuationToken) => succeeded({ jobId, continuationToken }),
    succeeded: (jobId, summary) =>
      succeeded({ jobId, executionDetails: { summary: summary.slice(0, longest.summary) } }),
    failed: async (jobId, message) => {
      const failureDetails = {
        type: "JobFailed",
        message: message.slice(0, longest.message),
      } as const;
      await client.send(new PutJobFailureResultCommand({ jobId, failureDetails }));
    },
  };
}
