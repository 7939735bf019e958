import { type ActionExecution, type PipelineExecution } from "../aws/codePipeline";
import { type Deployment, type ServiceEvent } from "../aws/ecs";
import { type Failure } from "../failure/failure";
import { type Images } from "../images";
import { type RolledBack } from "./rolledBack";

/** The deployment that someone asked for. */
export interface Asked {
  readonly commitId: string;
  readonly images: Images;
  /** The execution that someone started for it by hand. @default - the newest one at the commit */
  readonly executionId?: string | undefined;
}

/** A deployment with what its task definition says. */
export interface DeploymentSeen extends Deployment {
  readonly images: Images;
}

/** What a service showed in one look, with or without a pipeline. */
export interface ServiceLook {
  readonly at: Date;
  /** Undefined when there is no such service. */
  readonly service:
    | {
        readonly desired: number;
        readonly deployments: readonly DeploymentSeen[];
        readonly events: readonly ServiceEvent[];
        readonly targetGroups: readonly { readonly arn: string }[];
      }
    | undefined;
  readonly rolledBack: readonly RolledBack[];
}

/** What a pipeline and its service showed in one look. */
export interface Look extends ServiceLook {
  /** The newest execution at the asked-for commit. */
  readonly execution: PipelineExecution | undefined;
  /** Its actions. */
  readonly actions: readonly ActionExecution[];
  /** The newest execution that came after it and has told its commit. */
  readonly newer: PipelineExecution | undefined;
  /** An older execution that is still at work. */
  readonly older: PipelineExecution | undefined;
}

/** Where a deployment stands that has not ended. */
export type Phase =
  | { readonly at: "trigger" }
  | { readonly at: "source" }
  | { readonly at: "queue"; readonly behind: string | undefined }
  | { readonly at: "approval" }
  | { readonly at: "deploy" }
  | {
      readonly at: "tasks";
      readonly running: number;
      readonly desired: number;
      readonly failed: number;
    }
  | { readonly at: "drain"; readonly left: number };

export type Verdict =
  | { readonly kind: "waiting"; readonly phase: Phase }
  | { readonly kind: "succeeded"; readonly deployment: DeploymentSeen }
  | { readonly kind: "failed"; readonly failure: Failure };
