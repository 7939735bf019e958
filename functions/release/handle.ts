import { type LongPipelineJobs } from "../../delivery/aws/codePipelineJobs";
import { follow, type Followed, type World as FollowWorld } from "../../delivery/deployment/follow";
import { summaryOf } from "../../delivery/failure/autopsy";
import { parseRevision } from "../../delivery/format";
import { imagesOfRevision, type Images } from "../../delivery/images";
import { type StackParameter } from "../../delivery/stackParameter";
import { type RevisionStore } from "../../delivery/store";
import { shortImage } from "../../delivery/words";
import { type Log, reasonOf } from "../log";
import { appOf, type ReleasedApp } from "./app";
import { begin, planned } from "./begin";
import { type Begun, type Job } from "./event";

/** What a release meets; tests hand in literals. */
export interface ReleaseWorld extends FollowWorld {
  readonly store: RevisionStore;
  readonly jobs: LongPipelineJobs;
  readonly log: Log;
}

/** The build that asks, and what it releases to. */
export interface Releasing {
  /** Key of the build. */
  readonly build: string;
  /** `<cluster>/<app>` each. */
  readonly apps: readonly string[];
}

/** How long one call looks; CodePipeline calls again as long as there is more to see. */
const lookMs = 45_000;

/** CodePipeline ends an Invoke action by itself after 24 hours, and says no more than that. */
const patienceMs = 23 * 3_600_000;

/**
 * Releases an image to apps and answers the pipeline when all of them run it, or one does not. Whatever goes wrong is
 * an answer too: without one the stage would wait for a day.
 */
export async function handle(
  job: Job,
  releasing: Releasing,
  parameter: StackParameter,
  world: ReleaseWorld,
): Promise<void> {
  const { jobs, log } = world;
  try {
    const begun = job.begun ?? (await beginAll(job, releasing, parameter, world));
    const ends = await Promise.all(
      begun.releases.map((release) => lookAfter(release, parameter, world)),
    );
    const failures = ends.flatMap(({ failure }) => failure ?? []);
    if (failures.length > 0) {
      log.warn("not released", { job: job.id, failures });
      await jobs.failed(job.id, failures.join("\n"));
    } else if (ends.every(({ isOver }) => isOver)) {
      log.info("released", { job: job.id, image: job.built.image });
      const apps = releasing.apps.join(", ");
      await jobs.succeeded(job.id, `${apps}: ${shortImage(job.built.image)} runs.`);
    } else if (world.now().getTime() - Date.parse(begun.at) >= patienceMs) {
      const waiting = begun.releases.filter((_, index) => ends[index]?.isOver === false);
      await jobs.failed(job.id, lateText(waiting, parameter));
    } else {
      await jobs.goesOn(job.id, JSON.stringify(begun));
    }
  } catch (error) {
    log.warn("failed", { job: job.id, reason: reasonOf(error) });
    await jobs.failed(job.id, reasonOf(error));
  }
}

async function beginAll(
  { id: jobId, built }: Job,
  { build, apps }: Releasing,
  parameter: StackParameter,
  world: ReleaseWorld,
): Promise<Begun> {
  const at = world.now().toISOString();
  const plans = await Promise.all(apps.map((key) => planned(appOf(parameter, key), built, world)));
  const releases = await Promise.all(
    plans.map((plan) => begin(plan, { jobId, build, built }, world)),
  );
  return { at, releases: releases.flatMap((release) => release ?? []) };
}

/** How an app's release stands after a look. */
interface End {
  readonly isOver: boolean;
  readonly failure?: string;
}

async function lookAfter(
  { app: key, commitId, executionId }: Begun["releases"][number],
  parameter: StackParameter,
  world: ReleaseWorld,
): Promise<End> {
  const app = appOf(parameter, key);
  const images = await imagesAt(app, commitId, world);
  const { outcome } = await follow(app, { commitId, images, executionId }, world, {
    timeoutMs: lookMs,
  });
  return endOf(outcome, { key, commitId, images }, parameter);
}

async function imagesAt(
  { path, containerName }: ReleasedApp,
  commitId: string,
  { store }: Pick<ReleaseWorld, "store">,
): Promise<Images> {
  const file = await store.read(path, commitId);
  return imagesOfRevision(parseRevision(file?.text ?? "", { path, requires: containerName }));
}

function endOf(
  outcome: Followed["outcome"],
  { key, commitId, images }: { key: string; commitId: string; images: Images },
  { stack }: StackParameter,
): End {
  if (outcome.kind !== "failed") {
    return { isOver: outcome.kind === "succeeded" };
  }
  const subject = { app: key, stack, pipeline: "", commitId, images, runs: undefined };
  const summary = summaryOf(subject, outcome.failure);
  return {
    isOver: true,
    failure: `${summary} slipway status ${key} --stack ${stack} says more.`,
  };
}

function lateText(waiting: Begun["releases"], { stack }: StackParameter): string {
  const apps = waiting.map(({ app }) => app).join(", ");
  return `${apps}: the deployment had not ended after 23 hours; it goes on by itself. slipway status --stack ${stack} shows where it stands.`;
}
