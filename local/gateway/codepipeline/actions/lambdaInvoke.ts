import { randomUUID } from "node:crypto";

import { type Clock } from "../../clock";
import { type AwsCalls, AwsCallError } from "../awsCalls";
import { ActionFailure, setting, type Job, type Outcome, type Perform } from "./action";

/** What a function answered to its job. */
export interface JobResult extends Pick<Outcome, "succeeded" | "summary" | "externalId" | "error"> {
  /** The function is not done yet, and is to be called again with this. */
  readonly continuationToken?: string;
}

/** Calls of functions, and those of them that wait for the function's answer. */
export interface FunctionJobs {
  readonly perform: Perform;
  /** False when no action waits for this job. */
  complete(jobId: string, result: JobResult): boolean;
}

/** User guide, "Quotas in AWS CodePipeline": the longest that a Lambda invoke action waits for an answer. */
const longestMinutes = 20;

/** AWS calls a function again that is not done about half a minute later. */
const pauseMs = 2_000;

/**
 * The Lambda invoke action: calls the function without waiting for its end, and ends when the function says so with
 * PutJobSuccessResult or PutJobFailureResult. After a restart it waits on, and calls no second time.
 */
export function functionJobs(clock: Clock, calls: Pick<AwsCalls, "invoke">): FunctionJobs {
  const waiting = new Map<string, (result: JobResult) => void>();
  /** Calls the function, unless that was done before a restart, and waits for its answer. */
  const answerTo = async (job: Job): Promise<JobResult> => {
    const { job: known, called, token, since = job.run.startTime } = job.run.progress ?? {};
    const jobId = String(known ?? randomUUID());
    const minutes = job.definition.timeoutInMinutes ?? longestMinutes;
    const answered = new Promise<JobResult>((resolve) => waiting.set(jobId, resolve));
    const over = new AbortController();
    try {
      const progress = { ...job.run.progress, job: jobId };
      // Kept before the function can know the job.
      job.note({ progress });
      if (called === undefined) {
        await call(job, jobId, token, calls);
        job.note({ progress: { ...progress, called: "yes" } });
      }
      const either = AbortSignal.any([job.signal, over.signal]);
      const rest = Math.max(0, Number(since) + minutes * 60_000 - clock.now());
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
  };
  return {
    complete: (jobId, result) => {
      const complete = waiting.get(jobId);
      complete?.(result);
      return waiting.delete(jobId);
    },
    perform: async (job) => {
      let { run } = job;
      for (;;) {
        const { continuationToken, ...result } = await answerTo({ ...job, run });
        if (continuationToken === undefined) {
          return result;
        }
        // Another job, which a restart begins where this one ended.
        const progress = { token: continuationToken, since: clock.now() };
        job.note({ progress });
        run = { ...run, progress };
        await clock.wait(pauseMs, job.signal);
      }
    },
  };
}

async function call(
  job: Job,
  jobId: string,
  token: unknown,
  calls: Pick<AwsCalls, "invoke">,
): Promise<void> {
  try {
    await calls.invoke(job.roleArn, functionOf(job), JSON.stringify(eventOf(job, jobId, token)));
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
function eventOf(job: Job, jobId: string, token: unknown): object {
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
        // Members that are undefined are left out.
        continuationToken: token,
      },
    },
  };
}

function functionOf(job: Job): string {
  return setting(job, "FunctionName") ?? "";
}
