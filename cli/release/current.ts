import { type StackParameter } from "../../delivery/stackParameter";
import { type RevisionCommit } from "../../delivery/store";
import { type AppPlace } from "../apps";
import { imagesOfDefinition, type Images } from "../deployment/image";
import { type PipelineExecution, type ServiceState } from "../deployment/ports";
import { UserError } from "../userError";
import { type ImageHome } from "./images";
import { watched, type ReleaseWorld } from "./world";

/** How an app stands before something is changed. */
export interface Current {
  /** The newest commit of its revision; undefined before the first, and when the file is gone since. */
  readonly head: RevisionCommit | undefined;
  readonly state: ServiceState;
  /** Images that the service is to run. */
  readonly images: Images;
  /** The newest executions of its pipeline, newest first. */
  readonly executions: readonly PipelineExecution[];
  /** Whether ECS is in the middle of a deployment. */
  readonly deploying: boolean;
}

/** An execution that has not ended is among the newest. */
const newest = 20;

/** @throws UserError when the app has no service, or its task definition has not the app's container. */
export async function currentOf(place: AppPlace, world: ReleaseWorld): Promise<Current> {
  const { services, store } = world;
  const [state, head, file, executions] = await Promise.all([
    services.service(watched(place)),
    first(store.history(place.path, 1)),
    store.read(place.path),
    newestExecutions(place, world),
  ]);
  if (state === undefined) {
    throw new UserError(`${place.key} has no service "${place.serviceName}".`, {
      hint: "pulumi up makes it; slipway status shows the others.",
    });
  }
  const images = imagesOfDefinition(await services.definition(state.taskDefinition));
  if (images[place.containerName] === undefined) {
    throw new UserError(
      `The container "${place.containerName}" is not in the task of ${place.key} (it has ${Object.keys(images).join(", ")}).`,
      { hint: "pulumi up writes the task definition anew." },
    );
  }
  const primary = state.deployments.find(({ status }) => status === "PRIMARY");
  return {
    // A history tells of what was written, not that somebody deleted it.
    head: file === undefined ? undefined : head,
    state,
    images,
    executions,
    deploying: primary?.rolloutState === "IN_PROGRESS",
  };
}

/** The newest executions, newest first. */
export async function newestExecutions(
  { pipelineName }: AppPlace,
  { pipelines }: Pick<ReleaseWorld, "pipelines">,
  limit = newest,
): Promise<PipelineExecution[]> {
  const found: PipelineExecution[] = [];
  for await (const execution of pipelines.executions(pipelineName)) {
    found.push(execution);
    if (found.length >= limit) {
      break;
    }
  }
  return found;
}

export function isActive({ status }: PipelineExecution): boolean {
  return status === "InProgress";
}

export function homeOf(
  { topicArn, region, imageRepositories }: StackParameter,
  place: AppPlace,
  images: Images,
): ImageHome {
  return {
    app: place.key,
    accountId: accountOf({ topicArn }),
    region,
    prefix: imageRepositories,
    live: images[place.containerName],
  };
}

/** The account that a stack is in. */
export function accountOf({ topicArn }: Pick<StackParameter, "topicArn">): string {
  return topicArn.split(":")[4] ?? "";
}

export async function first<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) {
    return item;
  }
  return undefined;
}
