import { type PipelineExecution, type Pipelines } from "../aws/codePipeline";
import { type ServicePlace, type Services } from "../aws/ecs";
import { collect } from "../aws/pages";
import { imagesOfDefinition, type Images } from "../images";
import { hasImages, primaryOf } from "../serviceFacts";
import { type RevisionStore } from "../store";
import { rolledBackImages } from "./rolledBack";
import { type Asked, type Look, type ServiceLook } from "./verdict";

/** What a look is taken with. */
export interface Sight {
  readonly pipelines: Pipelines;
  readonly services: Services;
  readonly store: Pick<RevisionStore, "history">;
  readonly now: () => Date;
}

/** Where the parts of an app are. */
export interface WatchedApp extends ServicePlace {
  readonly pipeline: string;
  /** Of its revision. */
  readonly path: string;
}

/** An execution is among the newest of its app's pipeline, and a commit among the newest of its file. */
const depth = 20;

/**
 * Returns a function that looks at a service and the deployments that it has. What cannot change, task
 * definitions, is asked once.
 *
 * @param since when the images were asked for. @default - they were not yet
 */
function serviceReader(
  at: ServicePlace,
  asked: Images,
  { services, now }: Pick<Sight, "services" | "now">,
): (since: Date | undefined) => Promise<ServiceLook> {
  const definitions = new Map<string, Promise<Images>>();
  const imagesOf = (arn: string): Promise<Images> => {
    const known = definitions.get(arn);
    if (known !== undefined) {
      return known;
    }
    const asking = services.definition(arn).then(imagesOfDefinition);
    definitions.set(arn, asking);
    // An error is no answer: the next look asks again.
    asking.catch(() => definitions.delete(arn));
    return asking;
  };
  return async (since) => {
    const state = await services.service(at);
    const deployments = await Promise.all(
      (state?.deployments ?? []).map(async (deployment) => ({
        ...deployment,
        images: await imagesOf(deployment.taskDefinition),
      })),
    );
    // What is primary was not rolled back; the list is asked for when it may say something.
    const runs = hasImages(primaryOf({ deployments })?.images ?? {}, asked);
    return {
      at: now(),
      service: state && { ...state, deployments },
      rolledBack: since === undefined || runs ? [] : await rolledBackImages(services, at, since),
    };
  };
}

/** Returns a function that looks at a service alone: which revisions its deployments have tells all. */
export function revisionReader(
  at: ServicePlace,
  { services, now }: { readonly services: Pick<Services, "service">; readonly now: () => Date },
): () => Promise<ServiceLook> {
  return async () => {
    const state = await services.service(at);
    const deployments = (state?.deployments ?? []).map((one) => ({ ...one, images: {} }));
    return { at: now(), service: state && { ...state, deployments }, rolledBack: [] };
  };
}

/** Returns a function that looks at the pipeline and the service of an app. */
export function releaseReader(app: WatchedApp, asked: Asked, sight: Sight): () => Promise<Look> {
  const { pipelines } = sight;
  const readService = serviceReader(app, asked.images, sight);

  return async () => {
    const executions = await collect(pipelines.executions(app.pipeline, depth));
    const index = executions.findIndex(({ id, commitId }) =>
      // One that was started by hand reports its commit later, and earlier ones had the same.
      asked.executionId === undefined ? commitId === asked.commitId : id === asked.executionId,
    );
    const execution = executions[index];
    const [actions, service, newer] = await Promise.all([
      execution === undefined ? [] : pipelines.actions(app.pipeline, execution.id),
      readService(execution?.startedAt),
      execution === undefined && asked.executionId === undefined
        ? passedOver(app, asked, executions, sight)
        : executions.slice(0, Math.max(index, 0)).find(({ commitId }) => commitId !== undefined),
    ]);
    const older = executions.slice(index + 1).find(({ status }) => status === "InProgress");
    return { ...service, execution, actions, newer, older };
  };
}

/** An execution of a commit that follows the asked-for one, which has none of its own. */
async function passedOver(
  { path }: WatchedApp,
  { commitId: asked }: Asked,
  executions: readonly PipelineExecution[],
  { store }: Sight,
): Promise<PipelineExecution | undefined> {
  const later = new Set<string>();
  for await (const { commitId } of store.history(path, depth)) {
    if (commitId === asked) {
      break;
    }
    later.add(commitId);
  }
  return executions.find(({ commitId }) => commitId !== undefined && later.has(commitId));
}
