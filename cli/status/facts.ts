import { type PipelineExecution } from "../../delivery/aws/codePipeline";
import { type Service } from "../../delivery/aws/ecs";
import { type KeptSchedule } from "../../delivery/aws/keptSchedule";
import { type Revision } from "../../delivery/format";
import { type Release } from "../releases";
import { type TargetCount } from "./targetCount";

/** What AWS says about one app. */
export interface AppFacts {
  readonly app: string;
  readonly kind: string;
  readonly service: Service | undefined;
  /** Images of the task definition that the service uses, sidecars included. */
  readonly images: Revision;
  /** Newest first, as far back as it was looked. */
  readonly releases: readonly Release[];
  /** Newest first; `undefined` where there is no pipeline. */
  readonly executions: readonly PipelineExecution[] | undefined;
  /** PipelineExecution that waits for approval. */
  readonly waiting: string | undefined;
  readonly targets: TargetCount | undefined;
  /** What starts its tasks. @default - none: it has a service, or the schedule is gone */
  readonly schedule?: KeptSchedule | undefined;
}

/** Something that a person should know, and the command that helps. */
export interface Note {
  readonly says: string;
  readonly next?: string;
}
