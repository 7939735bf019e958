import { type PipelineExecution } from "../../delivery/aws/codePipeline";

/** What a pipeline's own history says about its last start. */
export type LastStart =
  | { readonly kind: "never" }
  /** It was started, and its source stage has not told yet at which commit. */
  | { readonly kind: "unknown"; readonly executionId: string }
  | { readonly kind: "at"; readonly commitId: string; readonly executionId: string };

/**
 * The commit that a pipeline was last started at.
 *
 * An execution that went back to an earlier one by itself does not count: it was no one's wish, and
 * starting the newest commit again would start what has just failed. One that ended without a commit
 * deployed nothing, so the one before it decides.
 */
export async function lastStart(executions: AsyncIterable<PipelineExecution>): Promise<LastStart> {
  for await (const { id, commitId, status, isRollback } of executions) {
    if (isRollback) {
      continue;
    }
    if (commitId !== undefined) {
      return { kind: "at", commitId, executionId: id };
    }
    if (status === "InProgress") {
      return { kind: "unknown", executionId: id };
    }
  }
  return { kind: "never" };
}
