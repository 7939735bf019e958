import { ServiceError } from "../serviceError";
import { type JobResult } from "./actions/lambdaInvoke";
import { type Call, operation, type Operation } from "./call";

interface Success {
  readonly jobId: string;
  readonly continuationToken?: string;
  readonly executionDetails?: {
    readonly summary?: string;
    readonly externalExecutionId?: string;
  };
}

interface Failure {
  readonly jobId: string;
  readonly failureDetails: {
    readonly type: string;
    readonly message: string;
    readonly externalExecutionId?: string;
  };
}

const putJobSuccessResult = operation<Success>((call, input) => {
  const { jobId, continuationToken, executionDetails = {} } = input;
  const { summary, externalExecutionId: externalId } = executionDetails;
  return complete(call, jobId, {
    succeeded: true,
    ...(continuationToken !== undefined && { continuationToken }),
    ...(summary !== undefined && { summary }),
    ...(externalId !== undefined && { externalId }),
  });
});

const putJobFailureResult = operation<Failure>((call, { jobId, failureDetails }) => {
  const { type, message, externalExecutionId: externalId } = failureDetails;
  return complete(call, jobId, {
    succeeded: false,
    error: { code: type, message },
    ...(externalId !== undefined && { externalId }),
  });
});

function complete({ pipelines, jobs }: Call, jobId: string, result: JobResult): object {
  const isKnown = pipelines
    .all()
    .flatMap((pipeline) => pipeline.executions())
    .flatMap(({ actions }) => actions)
    .some(({ progress }) => progress?.["job"] === jobId);
  if (!isKnown) {
    throw new ServiceError("JobNotFoundException", `There is no job with the id '${jobId}'`);
  }
  if (!jobs.complete(jobId, result)) {
    throw new ServiceError("InvalidJobStateException", `The job '${jobId}' has ended already`);
  }
  return {};
}

export const answering: Readonly<Record<string, Operation>> = {
  PutJobSuccessResult: putJobSuccessResult,
  PutJobFailureResult: putJobFailureResult,
};
