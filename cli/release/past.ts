import { parseRevision, RevisionError } from "../../delivery/format";
import { type AppPlace } from "../apps";
import { imagesOfDefinition, imagesOfRevision, type Images } from "../deployment/image";
import { type PipelineExecution } from "../deployment/ports";
import { releasesOf, type Release } from "../releases";
import { newestExecutions } from "./current";
import { type Past } from "./rollbackTarget";
import { watched, type ReleaseWorld } from "./world";

/** As far back as anybody looks for a release that ran. */
const depth = 100;
/** Executions at commits of other apps: a pipeline's creation, and starts by hand. */
const mostForeign = 5;
/** ECS remembers the deployments of a service for 90 days. */
const rememberedMs = 90 * 24 * 3600 * 1000;

/** Reads what is known of an app's releases. */
export async function pastOf(place: AppPlace, world: ReleaseWorld): Promise<Past> {
  const releases: Release[] = [];
  const [executions, takenBack] = await Promise.all([
    newestExecutions(place, world, depth),
    takenBackOf(place, world),
    (async () => {
      for await (const release of releasesOf(world.store, place, depth)) {
        releases.push(release);
      }
    })(),
  ]);
  const own = new Set(releases.map(({ commitId }) => commitId));
  const imagesAt = await imagesAtForeign(place, executions, own, world);
  return { app: place.key, releases, executions, imagesAt, takenBack };
}

async function takenBackOf(
  place: AppPlace,
  { services, now }: ReleaseWorld,
): Promise<Past["takenBack"]> {
  const since = new Date(now().getTime() - rememberedMs);
  const found = await services.takenBack(watched(place), since);
  return Promise.all(
    found.map(async ({ taskDefinition, createdAt }) => ({
      createdAt,
      images: imagesOfDefinition(await services.definition(taskDefinition)),
    })),
  );
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
