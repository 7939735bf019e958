import { randomUUID } from "node:crypto";

import { type Clock } from "../../clock";
import { type AwsCalls, AwsCallError } from "../awsCalls";
import { ActionFailure, setting, type Job, type Outcome, type Perform } from "./action";

/** What a function answered to its job. */
export type JobResult = Pick<Outcome, "succeeded" | "summary" | "externalId" | "error">;

/** Calls of functions, and those of them that wait for the function's answer. */
export interface FunctionJobs {
  readonly perform: Perform;
  /** False when no action waits for this job. */
  complete(jobId: string, result: JobResult): boolean;
}

/** User guide, "Quotas in AWS CodePipeline": the longest that a Lambda invoke action runs. */
const longestMinutes = 20;

/**
 * The Lambda invoke action: calls the function without waiting for its end, and ends when the function says so with
 * PutJobSuccessResult or PutJobFailureResult. After a restart it waits on, and calls no second time.
 */
export function functionJobs(clock: Clock, calls: Pick<AwsCalls, "invoke">): FunctionJobs {
  const waiting = new Map<string, (result: JobResult) => void>();
  return {
    complete: (jobId, result) => {
      const complete = waiting.get(jobId);
      complete?.(result);
      return waiting.delete(jobId);
    },
    perform: async (job) => {
      const jobId = String(job.run.progress?.["job"] ?? randomUUID());
      const minutes = job.definition.timeoutInMinutes ?? longestMinutes;
      const answered = new Promise<JobResult>((resolve) => waiting.set(jobId, resolve));
      const over = new AbortController();
      try {
        // Kept before the function can know the job.
        job.note({ progress: { ...job.run.progress, job: jobId } });
        if (job.run.progress?.["called"] === undefined) {
          await call(job, jobId, calls);
          job.note({ progress: { job: jobId, called: "yes" } });
        }
        const either = AbortSignal.any([job.signal, over.signal]);
        const rest = Math.max(0, job.run.startTime + minutes * 60_000 - clock.now());
        const expired = clock.wait(rest, either).then(() => undefined);
        const result = await Promise.race([answered, expired]);
        if (result === undefined) {
          throw new ActionFailure(
            "JobFailed",
            `The AWS Lambda function ${functionOf(job)} failed to return a result. Check the function to verify that it has permission to call the PutJobSuccessResult action and that it made a call to PutJobSuccessResult.`,
          );
        }
        return result;
      } finally {
        over.abort();
        waiting.delete(jobId);
      }
    },
  };
}

async function call(job: Job, jobId: string, calls: Pick<AwsCalls, "invoke">): Promise<void> {
  try {
    await calls.invoke(job.roleArn, functionOf(job), JSON.stringify(eventOf(job, jobId)));
  } catch (error) {
    if (!(error instanceof AwsCallError)) {
      throw error;
    }
    throw new ActionFailure(
      error.status >= 500 ? "SystemUnavailable" : "ConfigurationError",
      `The AWS Lambda function ${functionOf(job)} could not be invoked: ${error.message}`,
    );
  }
}

/** The event of CodePipeline (user guide, "JSON event example"), without credentials: artifacts stay in git here. */
function eventOf(job: Job, jobId: string): object {
  const UserParameters = setting(job, "UserParameters");
  const inputArtifacts = (job.definition.inputArtifacts ?? []).map(({ name }) => {
    const artifact = job.execution.artifacts[name];
    return {
      name,
      revision: artifact?.commitId ?? null,
      location: {
        type: "S3",
        s3Location: { bucketName: job.bucket, objectKey: artifact?.key ?? "" },
      },
    };
  });
  return {
    "CodePipeline.job": {
      id: jobId,
      accountId: job.account,
      data: {
        actionConfiguration: {
          configuration: {
            FunctionName: functionOf(job),
            ...(UserParameters !== undefined && { UserParameters }),
          },
        },
        inputArtifacts,
        outputArtifacts: [],
      },
    },
  };
}

function functionOf(job: Job): string {
  return setting(job, "FunctionName") ?? "";
}
