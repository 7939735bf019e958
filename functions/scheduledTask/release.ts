import { type RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";

import { type PipelineJobs } from "../../delivery/aws/codePipelineJobs";
import { type WholeDefinition } from "../../delivery/aws/ecsChanges";
import { parseRevision, type Revision } from "../../delivery/format";
import { registrationOf } from "../../delivery/registration";
import { type RevisionStore } from "../../delivery/store";
import { type TaskStart } from "../../delivery/taskStart";
import { type Log, reasonOf } from "../log";

/** What a release meets; tests hand in literals. */
export interface ReleaseWorld {
  readonly store: Pick<RevisionStore, "read">;
  readonly jobs: PipelineJobs;
  /** The family's newest active revision. */
  newest(): Promise<WholeDefinition>;
  /** Returns the ARN of the new revision. */
  register(definition: RegisterTaskDefinitionCommandInput): Promise<string>;
  readonly log: Log;
}

/**
 * Registers a revision with the images of a commit: the next run is the first of it. What went wrong is
 * the answer that the pipeline shows.
 *
 * @throws what keeps the pipeline from getting an answer: Lambda tries again.
 */
export async function release(
  task: TaskStart,
  { jobId, commitId }: { readonly jobId: string; readonly commitId: string },
  world: ReleaseWorld,
): Promise<void> {
  let revision: string;
  try {
    revision = await registered(task, commitId, world);
  } catch (error) {
    world.log.warn("not released", { family: task.family, commitId, reason: reasonOf(error) });
    await world.jobs.failed(jobId, reasonOf(error));
    return;
  }
  world.log.info("released", { family: task.family, commitId, revision });
  await world.jobs.succeeded(jobId, `The next run is of ${revision.split("/").at(-1) ?? revision}`);
}

async function registered(
  { path, container }: TaskStart,
  commitId: string,
  world: ReleaseWorld,
): Promise<string> {
  const file = await world.store.read(path, commitId);
  if (file === undefined) {
    throw new Error(`Commit ${commitId} has no ${path}.`);
  }
  const images = parseRevision(file.text, { path, requires: container });
  const { definition, tags } = await world.newest();
  return world.register(withImages(registrationOf(definition, tags), images));
}

/** @throws Error for a container that the definition does not have: an old commit would else half be released. */
function withImages(
  registration: RegisterTaskDefinitionCommandInput,
  revision: Revision,
): RegisterTaskDefinitionCommandInput {
  const before = registration.containerDefinitions ?? [];
  const names = before.map(({ name = "" }) => name);
  const stranger = revision.find(({ name }) => !names.includes(name));
  if (stranger !== undefined) {
    throw new Error(
      `The task has no container "${stranger.name}"; it has ${names.join(", ")}. pulumi up adds one that the configuration names.`,
    );
  }
  const images = new Map(revision.map(({ name, imageUri }) => [name, imageUri]));
  return {
    ...registration,
    containerDefinitions: before.map((one) => {
      const image = images.get(one.name ?? "");
      return image === undefined ? one : { ...one, image };
    }),
  };
}
