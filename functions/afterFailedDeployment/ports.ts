import { type FailedDeployment } from "./event";

/** What the function asks of AWS, as narrow as it needs it: tests hand in literals. */

/** A service as far as it matters here. */
export interface ServiceState {
  /** ARN of the task definition revision that the service asks for. */
  readonly taskDefinition: string;
  readonly deployments: readonly {
    readonly id: string;
    readonly taskDefinition: string;
    readonly createdAt: Date | undefined;
    readonly failed: boolean;
  }[];
}

/** ECS's record of a deployment that it took back. */
export interface Rollback {
  readonly createdAt: Date | undefined;
  /** The revision that was to be deployed. */
  readonly taskDefinition: string | undefined;
}

export interface Deployments {
  /** Undefined when the service does not exist. */
  service(at: FailedDeployment): Promise<ServiceState | undefined>;
  /** The newest deployment that was rolled back; undefined when there is none. */
  lastRollback(at: FailedDeployment): Promise<Rollback | undefined>;
  deregister(taskDefinition: string): Promise<void>;
}

/** A deploy action that is under way. */
export interface DeployRun {
  readonly executionId: string;
  readonly startedAt: Date;
}

export interface Pipelines {
  /** Undefined when nothing is being deployed, or there is no such pipeline. */
  deployRun(pipeline: string): Promise<DeployRun | undefined>;
  /** Ends an execution where it stands. False when it has ended, or is being ended, already. */
  abandon(pipeline: string, executionId: string, reason: string): Promise<boolean>;
}
