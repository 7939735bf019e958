import { type PipelineExecution, type Pipelines } from "../../delivery/aws/codePipeline";
import { type ServicePlace, type Services } from "../../delivery/aws/ecs";
import { collect } from "../../delivery/aws/pages";
import { imagesOfDefinition, type Images } from "../../delivery/images";
import { hasImages } from "../../delivery/serviceFacts";
import { type RevisionStore } from "../../delivery/store";
import { rolledBackImages } from "./rolledBack";
import { type Asked, type Look } from "./verdict";

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
 * Returns a function that looks at a deployment. What cannot change (task definitions, and how
 * commits follow each other) is asked once.
 */
export function looker(app: WatchedApp, asked: Asked, sight: Sight): () => Promise<Look> {
  const { pipelines, services, now } = sight;
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
  const withImages = <T extends { readonly taskDefinition: string }>(items: readonly T[]) =>
    Promise.all(
      items.map(async (item) => ({ ...item, images: await imagesOf(item.taskDefinition) })),
    );

  return async () => {
    const executions = await collect(pipelines.executions(app.pipeline, depth));
    const index = executions.findIndex(({ id, commitId }) =>
      // One that was started by hand tells its commit later, and earlier ones had the same.
      asked.executionId === undefined ? commitId === asked.commitId : id === asked.executionId,
    );
    const execution = executions[index];
    const [actions, state, newer] = await Promise.all([
      execution === undefined ? [] : pipelines.actions(app.pipeline, execution.id),
      services.service(app),
      execution === undefined && asked.executionId === undefined
        ? passedOver(app, asked, executions, sight)
        : executions.slice(0, Math.max(index, 0)).find(({ commitId }) => commitId !== undefined),
    ]);
    const deployments = await withImages(state?.deployments ?? []);
    const runs = deployments.some(
      ({ status, images }) => status === "PRIMARY" && hasImages(images, asked.images),
    );
    return {
      at: now(),
      execution,
      actions,
      newer,
      older: executions.slice(index + 1).find(({ status }) => status === "InProgress"),
      service: state && { ...state, deployments },
      // What is primary was not rolled back; the list is asked for when it may say something.
      rolledBack:
        execution === undefined || runs
          ? []
          : await rolledBackImages(services, app, execution.startedAt),
    };
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
