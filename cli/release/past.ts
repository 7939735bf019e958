import { type PipelineExecution } from "../../delivery/aws/codePipeline";
import { collect } from "../../delivery/aws/pages";
import { parseRevision, RevisionError } from "../../delivery/format";
import { imagesOfRevision, type Images } from "../../delivery/images";
import { rollbackTimes } from "../../delivery/serviceFacts";
import { servicePlaceOf, type AppPlace } from "../apps";
import { rolledBackImages } from "../deployment/rolledBack";
import { releasesOf } from "../releases";
import { type Past } from "./rollbackTarget";
import { type ReleaseWorld } from "./world";

/** As far back as anybody looks for a release that ran. */
const depth = 100;
/** Executions at commits of other apps: a pipeline's creation, and starts by hand. */
const mostForeign = 5;

/** Reads what is known of an app's releases. */
export async function pastOf(place: AppPlace, world: ReleaseWorld): Promise<Past> {
  const { services, pipelines, store } = world;
  const [releases, executions, service, rolledBack] = await Promise.all([
    collect(releasesOf(store, place, depth)),
    collect(pipelines.executions(place.pipelineName, depth)),
    services.service(servicePlaceOf(place)),
    rolledBackImages(services, servicePlaceOf(place)),
  ]);
  const own = new Set(releases.map(({ commitId }) => commitId));
  const imagesAt = await imagesAtForeign(place, executions, own, world);
  const record = { executions, rolledBack, rollbackTimes: rollbackTimes(service) };
  return { app: place.key, releases, imagesAt, ...record };
}

async function imagesAtForeign(
  { path }: AppPlace,
  executions: readonly PipelineExecution[],
  own: ReadonlySet<string>,
  { store }: ReleaseWorld,
): Promise<ReadonlyMap<string, Images>> {
  const foreign = executions
    .filter(({ status }) => status === "Succeeded")
    .flatMap(({ commitId }) => (commitId === undefined || own.has(commitId) ? [] : [commitId]));
  const found = new Map<string, Images>();
  for (const commitId of [...new Set(foreign)].slice(-mostForeign)) {
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
