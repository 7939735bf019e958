import { type ExecutionMode } from "./definition";

export type ExecutionStatus =
  "InProgress" | "Stopping" | "Stopped" | "Succeeded" | "Superseded" | "Failed";

export type StageStatus = "InProgress" | "Stopping" | "Stopped" | "Succeeded" | "Failed";

export type ActionStatus = "InProgress" | "Abandoned" | "Succeeded" | "Failed";

/** One way of a pipeline from its source to its end, as it is kept on disk. Times are milliseconds since 1970. */
export interface Execution {
  readonly id: string;
  /** Counts the pipeline's executions: the greater is the newer. */
  readonly number: number;
  /** The version of the structure that it runs by. */
  readonly version: number;
  readonly mode: ExecutionMode;
  readonly status: ExecutionStatus;
  readonly statusSummary?: string;
  readonly trigger: { readonly triggerType: string; readonly triggerDetail: string };
  readonly clientRequestToken?: string;
  readonly stopReason?: string;
  readonly startTime: number;
  readonly lastUpdateTime: number;
  /** Commits that the start asked for, by the name of the source action. */
  readonly overrides: Readonly<Record<string, string>>;
  /** The stage that it is in, or waits in front of. */
  readonly stage: number;
  readonly entered: boolean;
  /** Stages that it entered, in their order. */
  readonly stages: readonly StageRun[];
  /** Every run of an action, oldest first; a retried action has several. */
  readonly actions: readonly ActionRun[];
  readonly artifacts: Readonly<Record<string, Artifact>>;
  /** 1, and one more for each retry. */
  readonly attempt: number;
}

export interface StageRun {
  readonly name: string;
  readonly status: StageStatus;
  /** The execution's attempt that last entered it. */
  readonly attempt: number;
  readonly enteredAt: number;
}

export interface ActionRun {
  readonly id: string;
  readonly stage: string;
  readonly action: string;
  readonly status: ActionStatus;
  readonly startTime: number;
  readonly lastUpdateTime: number;
  readonly updatedBy?: string;
  readonly summary?: string;
  readonly externalId?: string;
  readonly externalUrl?: string;
  readonly error?: ActionError;
  readonly variables?: Readonly<Record<string, string>>;
  readonly revision?: SourceRevision;
  /** What the action has done so far, so that it goes on from there after a restart. */
  readonly progress?: Readonly<Record<string, string | number>>;
  /** A retry began the action anew. */
  readonly putAside?: true;
}

export interface ActionError {
  readonly code: string;
  readonly message: string;
}

/** What a source action fetched. */
export interface SourceRevision {
  readonly revisionId: string;
  readonly revisionSummary: string;
  readonly revisionUrl: string;
}

/** Files that one action hands to the next: a commit, whose archive is not made here, or an archive in the bucket. */
export interface Artifact {
  readonly bucket: string;
  readonly key: string;
  readonly repository?: string;
  readonly commitId?: string;
  /** A build clones the repository itself. */
  readonly clone?: true;
}

export function isActive({ status }: Execution): boolean {
  return status === "InProgress" || status === "Stopping";
}

/** The newest run of each action of a stage, without those that a retry has put aside. */
export function currentRuns(execution: Execution, stage: string): ReadonlyMap<string, ActionRun> {
  const runs = execution.actions.filter((run) => run.stage === stage && run.putAside === undefined);
  return new Map(runs.map((run) => [run.action, run]));
}
