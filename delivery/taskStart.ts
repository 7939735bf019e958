/**
 * What the function of a scheduled app is told about its task, in the variable `TASK`: the contract
 * between the component that makes the function and the code that runs in it.
 */
export interface TaskStart {
  /** Physical names. */
  readonly cluster: string;
  readonly family: string;
  /** The container that delivery owns. */
  readonly container: string;
  /** What to do while the last run has not ended. */
  readonly overlap: "skip" | "allow";
  /** Where the app's revisions are committed. */
  readonly repository: string;
  readonly branch: string;
  readonly path: string;
  readonly capacity: readonly {
    readonly capacityProvider: string;
    readonly weight: number;
    readonly base: number;
  }[];
  /** Of tasks that have addresses of their own. */
  readonly network?: {
    readonly subnets: readonly string[];
    readonly securityGroups: readonly string[];
    readonly publicAddresses: boolean;
  };
}

/** The input that the schedule gives the function; EventBridge Scheduler fills in what is in brackets. */
export const startInput = { execution: "<aws.scheduler.execution-id>" } as const;
