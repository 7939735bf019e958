import { unlessAbsent } from "../../aws/awsAnswer";
import { type PipelineExecution, type Pipelines } from "../../delivery/aws/codePipeline";
import { type Service, type Services } from "../../delivery/aws/ecs";
import { collect } from "../../delivery/aws/pages";
import { rolledBackImages } from "../../delivery/deployment/rolledBack";
import { parseRevision, RevisionError } from "../../delivery/format";
import { imagesOfRevision, type Images } from "../../delivery/images";
import { rollbackTimes, type DeploymentRecord } from "../../delivery/serviceFacts";
import { type RevisionStore } from "../../delivery/store";
import { servicePlaceOf, type AppPlace } from "../apps";
import { releasedImages, releasesOf, type Release } from "../releases";

/** What is known of an app's releases, and of what became of them. */
export interface Past {
  /** `<cluster>/<app>`. */
  readonly app: string;
  /** Newest first. */
  readonly releases: readonly Release[];
  readonly record: DeploymentRecord;
  /** Whether there may be older executions than those of the record, or the pipeline is gone. */
  readonly isCut: boolean;
  readonly service: Service | undefined;
}

/** What the past is read from. */
interface Sources {
  readonly services: Pick<Services, "service" | "definition" | "rolledBack">;
  readonly pipelines: Pick<Pipelines, "executions">;
  readonly store: Pick<RevisionStore, "history" | "read">;
}

const mostExecutions = 100;
/** Executions at commits of other apps: a pipeline's creation, and starts by hand. */
const mostOtherCommits = 5;

/**
 * Reads what is known of an app's releases.
 *
 * @param limit most releases that are read
 */
export async function pastOf(place: AppPlace, sources: Sources, limit: number): Promise<Past> {
  const { services, pipelines, store } = sources;
  const [releases, known, service, rolledBack] = await Promise.all([
    collect(releasesOf(store, place, limit)),
    unlessAbsent(
      () => collect(pipelines.executions(place.pipelineName, mostExecutions)),
      "PipelineNotFoundException",
    ),
    services.service(servicePlaceOf(place)),
    rolledBackImages(services, servicePlaceOf(place)),
  ]);
  const executions = known ?? [];
  return {
    app: place.key,
    releases,
    record: {
      releases: releases.map(releasedImages),
      executions,
      imagesAt: await imagesElsewhere(place, executions, releases, store),
      rolledBack,
      rollbackTimes: rollbackTimes(service),
    },
    isCut: known === undefined || known.length >= mostExecutions,
    service,
  };
}

/** What the revision said at the commits of other apps at which the pipeline came to its end. */
async function imagesElsewhere(
  { path }: AppPlace,
  executions: readonly PipelineExecution[],
  releases: readonly Release[],
  store: Pick<RevisionStore, "read">,
): Promise<ReadonlyMap<string, Images>> {
  const own = new Set(releases.map(({ commitId }) => commitId));
  const others = executions
    .filter(({ status }) => status === "Succeeded")
    .flatMap(({ commitId }) => (commitId === undefined || own.has(commitId) ? [] : [commitId]));
  const found = new Map<string, Images>();
  for (const commitId of [...new Set(others)].slice(-mostOtherCommits)) {
    const file = await store.read(path, commitId);
    if (file === undefined) {
      continue;
    }
    try {
      found.set(commitId, imagesOfRevision(parseRevision(file.text, { path })));
    } catch (error) {
      // A wrong file was never deployed.
      if (!(error instanceof RevisionError)) {
        throw error;
      }
    }
  }
  return found;
}
