/** What following a deployment asks of AWS, as narrow as it needs it: tests hand in literals. */

/** Where a service is, by physical names. */
export interface ServicePlace {
  readonly cluster: string;
  readonly service: string;
}

export type ExecutionStatus =
  "InProgress" | "Succeeded" | "Failed" | "Superseded" | "Stopped" | "Stopping" | "Cancelled";

/** One execution in a pipeline's own history. */
export interface PipelineExecution {
  readonly id: string;
  /** Commit of the source; undefined until the source stage has told it. */
  readonly commitId: string | undefined;
  readonly status: ExecutionStatus;
  /** Why it was stopped, in the words of whoever stopped it. */
  readonly summary: string | undefined;
  readonly startedAt: Date;
}

/** One run of an action in an execution. */
export interface ActionRun {
  readonly stage: string;
  readonly action: string;
  readonly status: "InProgress" | "Succeeded" | "Failed" | "Abandoned";
  readonly startedAt: Date;
  /** What the action says of itself; of an approval, what the person wrote. */
  readonly summary: string | undefined;
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

export interface Pipelines {
  /** Executions, newest first, fetched as far as they are read. */
  executions(pipeline: string): AsyncIterable<PipelineExecution>;
  actions(pipeline: string, executionId: string): Promise<readonly ActionRun[]>;
  /** Starts the pipeline at a commit once more. */
  start(pipeline: string, commitId: string): Promise<string>;
  /** Ends an execution where it stands; what its actions began goes on by itself. */
  abandon(pipeline: string, executionId: string, reason: string): Promise<void>;
}

export type RolloutState = "IN_PROGRESS" | "COMPLETED" | "FAILED";

/** One deployment of a service. */
export interface Deployment {
  readonly id: string;
  readonly status: "PRIMARY" | "ACTIVE" | "INACTIVE";
  readonly taskDefinition: string;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  /** Tasks that did not start or did not become healthy. */
  readonly failed: number;
  readonly rolloutState: RolloutState;
  readonly rolloutReason: string | undefined;
  readonly createdAt: Date;
}

export interface ServiceEvent {
  readonly at: Date;
  readonly message: string;
}

/** A service as ECS describes it. */
export interface ServiceState {
  readonly desired: number;
  readonly taskDefinition: string;
  readonly deployments: readonly Deployment[];
  /** Newest first. */
  readonly events: readonly ServiceEvent[];
  readonly targetGroups: readonly {
    readonly arn: string;
    readonly container: string;
    readonly port: number;
  }[];
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly graceSeconds: number;
}

/** A container of a task definition; its environment and secrets are left where they are. */
export interface DefinedContainer {
  readonly name: string;
  readonly image: string;
  readonly essential: boolean;
  readonly memoryMiB: number | undefined;
  readonly stopTimeoutSeconds: number | undefined;
  readonly ports: readonly number[];
  /** Between checks of its own; undefined where it has none. */
  readonly healthCheckSeconds: number | undefined;
  readonly logs: { readonly group: string; readonly prefix: string } | undefined;
}

export interface TaskDefinition {
  readonly arn: string;
  readonly containers: readonly DefinedContainer[];
  readonly architecture: "X86_64" | "ARM64" | undefined;
  readonly fargate: boolean;
}

export interface TaskContainer {
  readonly name: string;
  readonly exitCode: number | undefined;
  readonly reason: string | undefined;
  readonly health: "HEALTHY" | "UNHEALTHY" | "UNKNOWN" | undefined;
}

export interface Task {
  readonly arn: string;
  readonly taskDefinition: string;
  /** ID of the deployment that started it. */
  readonly startedBy: string | undefined;
  readonly lastStatus: string;
  readonly stopCode: string | undefined;
  readonly stoppedReason: string | undefined;
  readonly createdAt: Date | undefined;
  readonly startedAt: Date | undefined;
  readonly stoppedAt: Date | undefined;
  readonly containers: readonly TaskContainer[];
}

/** A deployment that ECS took back, whoever asked for that. */
export interface TakenBack {
  /** Task definition that it was to bring. */
  readonly taskDefinition: string;
  readonly createdAt: Date;
  readonly reason: string | undefined;
}

export interface Services {
  /** Undefined when there is no such service. */
  service(at: ServicePlace): Promise<ServiceState | undefined>;
  definition(arn: string): Promise<TaskDefinition>;
  /** Newest first; none where ECS keeps no such list. */
  takenBack(at: ServicePlace, since: Date): Promise<readonly TakenBack[]>;
  tasks(at: ServicePlace, status: "RUNNING" | "STOPPED"): Promise<readonly Task[]>;
  /** Asks ECS to take back the deployment that is under way; false when there is none that it can stop. */
  stopDeployment(at: ServicePlace): Promise<boolean>;
}

export interface Target {
  /** Instance or address and port. */
  readonly id: string;
  readonly state: string;
  readonly reason: string | undefined;
  readonly description: string | undefined;
}

export interface TargetGroupSettings {
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  readonly path: string | undefined;
  readonly deregistrationDelaySeconds: number;
}

export interface Targets {
  health(targetGroupArn: string): Promise<readonly Target[]>;
  settings(targetGroupArn: string): Promise<TargetGroupSettings>;
}

export interface Logs {
  /** The last lines of a stream, oldest first; none when there is no such stream. */
  tail(group: string, stream: string, limit: number): Promise<readonly string[]>;
}

/** Time as it passes here; a test's own. */
export interface Clock {
  now(): Date;
  /** Ends early, without an error, when the signal is given. */
  wait(milliseconds: number): Promise<void>;
  readonly signal: AbortSignal;
}
