import { type ActionDefinition } from "../definition";
import {
  type ActionError,
  type ActionRun,
  type Artifact,
  type Execution,
  type SourceRevision,
} from "../execution";

/** What an action is to do, and how it tells what it has done. */
export interface Job {
  readonly pipeline: string;
  readonly execution: Execution;
  readonly stage: string;
  readonly definition: ActionDefinition;
  /** The role whose permissions count. */
  readonly roleArn: string;
  readonly bucket: string;
  readonly region: string;
  readonly account: string;
  /** The run as it was kept when the action began, or when the gateway died in the middle of it. */
  readonly run: ActionRun;
  /** Keeps what must be known after a restart. */
  note(change: Pick<ActionRun, "progress" | "summary" | "externalId" | "externalUrl">): void;
  /** Set off when the execution is abandoned or the pipeline deleted. */
  readonly signal: AbortSignal;
}

/** How an action ended. */
export interface Outcome {
  readonly succeeded: boolean;
  readonly summary?: string;
  readonly externalId?: string;
  readonly externalUrl?: string;
  readonly updatedBy?: string;
  readonly error?: ActionError;
  readonly variables?: Readonly<Record<string, string>>;
  readonly revision?: SourceRevision;
  readonly artifacts?: Readonly<Record<string, Artifact>>;
}

/** Does the work of one type of action. An {@link ActionFailure} that it throws is its outcome. */
export type Perform = (job: Job) => Promise<Outcome>;

/** The action failed, with what AWS says of it. */
export class ActionFailure extends Error {
  constructor(
    readonly code: "ConfigurationError" | "JobFailed" | "PermissionError" | "SystemUnavailable",
    message: string,
  ) {
    super(message);
    this.name = "ActionFailure";
  }
}

/** A value of the action's configuration; what is required was checked when the pipeline was made. */
export function setting({ definition }: Pick<Job, "definition">, key: string): string | undefined {
  return definition.configuration?.[key];
}
