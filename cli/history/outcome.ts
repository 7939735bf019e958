import { approval } from "../../delivery/pipeline";
import { reportText } from "../../delivery/text";
import { type Execution } from "../aws/executions";
import { type FailedAction } from "../aws/failedActions";
import { type Rollback } from "../aws/rollbacks";
import { type Release, runs } from "../releases";
import { wasGivenUp, wasRolledBack } from "../rolledBack";
import { shortCommit } from "../words";

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
}

/** What a pipeline and ECS remember. */
export interface Memory {
  /** Newest first. */
  readonly executions: readonly Execution[];
  /** Whether there are older executions than these, or nobody can tell. */
  readonly isCut: boolean;
  readonly waiting: string | undefined;
  /** By the execution's id. */
  readonly failures: ReadonlyMap<string, FailedAction>;
  readonly rollbacks: readonly Rollback[];
  /** When the service's events tell of a rollback. */
  readonly rollbackTimes: readonly Date[];
}

/** What became of each commit; commits are newest first. */
export function outcomesOf(releases: readonly Release[], memory: Memory): Outcome[] {
  return releases.map((release, index) => {
    const { executions } = memory;
    const place = executions.findIndex(({ commitId }) => commitId === release.commitId);
    const execution = executions[place];
    const [problem] = release.problems;
    if (problem !== undefined) {
      return { state: "wrong revision", executionId: execution?.id ?? null, detail: problem };
    }
    if (execution !== undefined) {
      const newer = executions.slice(0, place).reverse();
      const rolledBack =
        isTakenBack(index, releases, memory) ||
        wasRolledBack(execution, executions, memory.rollbackTimes);
      return outcomeOf(execution, newer, rolledBack, memory);
    }
    // Between two looks of the trigger only the newest commit of a file is started.
    const isOlder = releases
      .slice(index + 1)
      .some(({ commitId }) => executions.some((one) => one.commitId === commitId));
    const isNewest = index === 0 && executions.length > 0;
    const state = isOlder || isNewest || !memory.isCut ? "not started" : "unknown";
    return { state, executionId: null, detail: null };
  });
}

function outcomeOf(
  execution: Execution,
  newer: readonly Execution[],
  rolledBack: boolean,
  { waiting, failures }: Memory,
): Outcome {
  const outcome = (state: Outcome["state"], detail: string | null = null): Outcome => ({
    state,
    executionId: execution.id,
    detail: detail && reportText(detail),
  });
  if (wasGivenUp(execution)) {
    return outcome("rolled back");
  }
  const failure = failures.get(execution.id);
  switch (execution.status) {
    case "InProgress":
      if (execution.id === waiting) {
        return outcome("waits for approval");
      }
      return rolledBack ? outcome("rolled back") : outcome("in progress");
    case "Stopping":
      return outcome("in progress", "and being stopped");
    case "Succeeded":
      // The deploy action takes a service that ECS has rolled back for a stable one.
      return outcome(rolledBack ? "rolled back" : "succeeded");
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
        rolledBack ? "rolled back" : "failed",
        failure?.summary ?? execution.summary ?? null,
      );
    default:
      return outcome("unknown", execution.status);
  }
}

/** Whether ECS took back the deployment of a commit: the last one with its images before the rollback began. */
function isTakenBack(index: number, releases: readonly Release[], { rollbacks }: Memory): boolean {
  return rollbacks.some(({ createdAt, images }) => {
    const taken = releases.findIndex(
      (release) => release.date <= createdAt && runs(release, images),
    );
    return taken === index;
  });
}
