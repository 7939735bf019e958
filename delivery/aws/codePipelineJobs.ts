import {
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
  type CodePipelineClient,
} from "@aws-sdk/client-codepipeline";

/** How a function answers a pipeline whose action it is; tests hand in literals. */
export interface PipelineJobs {
  succeeded(jobId: string, summary: string): Promise<void>;
  failed(jobId: string, message: string): Promise<void>;
}

/** API ExecutionDetails and FailureDetails, in characters. */
const longest = { summary: 2048, message: 5000 } as const;

export function pipelineJobsAdapter(client: Pick<CodePipelineClient, "send">): PipelineJobs {
  return {
    succeeded: async (jobId, summary) => {
      const executionDetails = { summary: summary.slice(0, longest.summary) };
      await client.send(new PutJobSuccessResultCommand({ jobId, executionDetails }));
    },
    failed: async (jobId, message) => {
      const failureDetails = {
        type: "JobFailed",
        message: message.slice(0, longest.message),
      } as const;
      await client.send(new PutJobFailureResultCommand({ jobId, failureDetails }));
    },
  };
}
