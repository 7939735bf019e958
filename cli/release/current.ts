import { type PipelineExecution } from "../../delivery/aws/codePipeline";
import { type Service } from "../../delivery/aws/ecs";
import { collect } from "../../delivery/aws/pages";
import { imagesOfDefinition, type Images } from "../../delivery/images";
import { rolloutOf } from "../../delivery/serviceFacts";
import { type RevisionCommit } from "../../delivery/store";
import { serviceOf, type AppPlace } from "../apps";
import { UserError } from "../userError";
import { type ReleaseWorld } from "./world";

/** How an app stands before something is changed. */
export interface Current {
  /** The newest commit of its revision; undefined before the first, and when the file is gone since. */
  readonly head: RevisionCommit | undefined;
  readonly state: Service;
  /** Images that the service is to run. */
  readonly images: Images;
  /** The newest executions of its pipeline, newest first. */
  readonly executions: readonly PipelineExecution[];
  /** Whether ECS starts tasks of a deployment, which may yet fail. */
  readonly deploying: boolean;
}

/** An execution that has not ended is among the newest. */
const newest = 20;

/** @throws UserError when the app has no service, or its task definition has not the app's container. */
export async function currentOf(place: AppPlace, world: ReleaseWorld): Promise<Current> {
  const { services, pipelines, store } = world;
  const [state, [head], file, executions] = await Promise.all([
    serviceOf(services, place),
    collect(store.history(place.path, 1)),
    store.read(place.path),
    collect(pipelines.executions(place.pipelineName, newest)),
  ]);
  const images = imagesOfDefinition(await services.definition(state.taskDefinition));
  if (images[place.containerName] === undefined) {
    throw new UserError(
      `The container "${place.containerName}" is not in the task of ${place.key} (it has ${Object.keys(images).join(", ")}).`,
      { hint: "pulumi up writes the task definition anew." },
    );
  }
  return {
    // A history reports what was written, not that someone deleted it.
    head: file === undefined ? undefined : head,
    state,
    images,
    executions,
    deploying: rolloutOf(state).state === "starting",
  };
}

export function isActive({ status }: PipelineExecution): boolean {
  return status === "InProgress";
}
