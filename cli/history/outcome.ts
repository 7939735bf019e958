import { type ActionExecution, type PipelineExecution } from "../../delivery/aws/codePipeline";
import { approval } from "../../delivery/pipeline";
import {
  executionsOf,
  wasAbandoned,
  wasDeployed,
  wasRolledBack,
} from "../../delivery/serviceFacts";
import { reportText } from "../../delivery/text";
import { shortCommit } from "../../delivery/words";
import { type Past } from "../deployment/past";
import { type Release } from "../releases";

/** What became of a commit. */
export interface Outcome {
  readonly state:
    | "succeeded"
    | "failed"
    | "rolled back"
    | "rejected"
    | "superseded"
    | "stopped"
    | "in progress"
    | "waits for approval"
    | "wrong revision"
    | "not started"
    /** Further back than the pipeline's own history was read, or the pipeline is gone. */
    | "unknown";
  readonly executionId: string | null;
  /** By whom or why, where that is known. */
  readonly detail: string | null;
  /** Whether it ran, in whatever way its newest execution ended: what a rollback goes back to. */
  readonly ran: boolean;
}

/** One line of an app's history; the shape of `slipway history --json`. */
export interface HistoryEntry extends Omit<Release, "date"> {
  readonly date: string;
  readonly outcome: Outcome;
  /** Whether the service is to run this commit's images. */
  readonly live: boolean;
}

/** The action at which an execution failed. */
export interface FailedAction {
  readonly action: string;
  /** What the action reports: its error, or the words of the person who rejected. */
  readonly summary: string;
}

/** Undefined when no action of the execution failed. */
export function failedActionOf(actions: readonly ActionExecution[]): FailedAction | undefined {
  const failed = actions.find(({ status }) => status === "Failed");
  return (
    failed && { action: failed.action, summary: failed.error?.message ?? failed.summary ?? "" }
  );
}

/** What the pipeline reports about single executions. */
export interface Details {
  /** The execution that waits for approval. */
  readonly waiting: string | undefined;
  /** By the execution's id. */
  readonly failures: ReadonlyMap<string, FailedAction>;
}

/** What became of each commit; commits are newest first. */
export function outcomesOf(
  { releases, record, isCut }: Pick<Past, "releases" | "record" | "isCut">,
  details: Details,
): Outcome[] {
  const { executions } = record;
  return releases.map(({ commitId: released, problems }, index) => {
    const [execution] = executionsOf(released, record);
    const [problem] = problems;
    if (problem !== undefined) {
      const executionId = execution?.id ?? null;
      return { state: "wrong revision", executionId, detail: problem, ran: false };
    }
    if (execution !== undefined) {
      const newer = executions.slice(0, executions.indexOf(execution)).reverse();
      const isRolledBack = wasRolledBack(released, record);
      const ran = wasDeployed(released, record);
      return { ...outcomeOf(execution, newer, isRolledBack, details), ran };
    }
    // Between two looks of the trigger only the newest commit of a file is started.
    const isOlder = releases
      .slice(index + 1)
      .some(({ commitId }) => executions.some((one) => one.commitId === commitId));
    const isNewest = index === 0 && executions.length > 0;
    const state = isOlder || isNewest || !isCut ? "not started" : "unknown";
    return { state, executionId: null, detail: null, ran: false };
  });
}

function outcomeOf(
  execution: PipelineExecution,
  newer: readonly PipelineExecution[],
  isRolledBack: boolean,
  { waiting, failures }: Details,
): Omit<Outcome, "ran"> {
  const outcome = (state: Outcome["state"], detail: string | null = null) => ({
    state,
    executionId: execution.id,
    detail: detail && reportText(detail),
  });
  if (wasAbandoned(execution)) {
    return outcome("rolled back");
  }
  const failure = failures.get(execution.id);
  switch (execution.status) {
    case "InProgress":
      if (execution.id === waiting) {
        return outcome("waits for approval");
      }
      return isRolledBack ? outcome("rolled back") : outcome("in progress");
    case "Stopping":
      return outcome("in progress", "and being stopped");
    case "Succeeded":
      // The deploy action takes a service that ECS has rolled back for a stable one.
      return outcome(isRolledBack ? "rolled back" : "succeeded");
    case "Superseded": {
      const by = newer.find(({ commitId }) => commitId !== undefined)?.commitId;
      return outcome("superseded", by === undefined ? null : `by ${shortCommit(by)}`);
    }
    case "Stopped":
    case "Cancelled":
      return outcome("stopped", execution.summary ?? null);
    case "Failed":
      if (failure?.action === approval) {
        return outcome("rejected", failure.summary);
      }
      return outcome(
        isRolledBack ? "rolled back" : "failed",
        failure?.summary ?? execution.summary ?? null,
      );
  }
}
