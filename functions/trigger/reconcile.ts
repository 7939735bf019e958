import { createHash } from "node:crypto";

import { isAnswer } from "../../aws/awsAnswer";
import { runningTagsPerApp } from "../../aws/imageTags";
import { type Pipelines } from "../../delivery/aws/codePipeline";
import { parseRevision, RevisionError } from "../../delivery/format";
import { type ImageOrigins } from "../../delivery/imageOrigins";
import { revisionPath, type AppPath } from "../../delivery/paths";
import { type Branch, type Images, type PathVersion } from "./ports";
import { commitsThatMayRun } from "./runningImages";
import { lastStart, type LastStart } from "./startedCommit";

/** What was found and done for one app. */
export type Outcome =
  | { readonly kind: "started"; readonly commitId: string; readonly executionId: string }
  /** The pipeline was already started with what the branch says. */
  | { readonly kind: "current"; readonly commitId: string }
  /** The newest commit breaks the rules of docs/delivery.md; each is one sentence. */
  | {
      readonly kind: "refused";
      readonly commitId: string;
      readonly date: Date;
      readonly problems: readonly string[];
    }
  /** The branch has no file for the app: there never was one, or someone removed it. */
  | { readonly kind: "no file" }
  /** The app is being made, or has just been removed. */
  | { readonly kind: "no pipeline" };

/** Where an app is looked at. */
export interface Place {
  readonly pipelines: Pick<Pipelines, "executions" | "start">;
  readonly branch: Branch;
  readonly images: Images;
  /** The branch's head when the work began, so that all apps are compared with one state. */
  readonly head: string;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** How often, and every how many milliseconds, a source stage is asked for its commit. */
const asked = { times: 20, everyMs: 500 } as const;

/**
 * Starts the app's pipeline if the newest commit that touched its path is not the one that the
 * pipeline was last started at. It asks for what is, never for what an event said, so events may be
 * lost, doubled or out of order, and an older commit never follows a newer one.
 */
export async function reconcile(
  app: AppPath,
  pipeline: string,
  origins: ImageOrigins,
  place: Place,
): Promise<Outcome> {
  const { branch, pipelines, images, head } = place;
  const path = revisionPath(app.cluster, app.app);
  try {
    const [newest, started] = await Promise.all([
      first(branch.versions(path, head)),
      knownStart(pipeline, place),
    ]);
    if (newest === undefined) {
      return { kind: "no file" };
    }
    if (await isCurrent(path, newest, started, place)) {
      await keepRunning(app, pipeline, [], place);
      return { kind: "current", commitId: newest.commitId };
    }
    // History keeps what the head may no longer have: a file that was removed starts nothing.
    const text = await branch.read(path, head);
    if (text === undefined) {
      return { kind: "no file" };
    }

    const { commitId, date } = newest;
    const problems = problemsOf(text, path, app, origins);
    if (problems.length > 0) {
      await keepRunning(app, pipeline, [], place);
      return { kind: "refused", commitId, date, problems };
    }
    await keepRunning(app, pipeline, [text], place);
    const [executionId] = await Promise.all([
      pipelines.start(pipeline, commitId, startToken(pipeline, commitId, started)),
      images.markReleased(text, path, commitId),
    ]);
    return { kind: "started", commitId, executionId };
  } catch (error) {
    if (isAnswer(error, "PipelineNotFoundException")) {
      return { kind: "no pipeline" };
    }
    throw error;
  }
}

/** Why the pipeline is not started: its deploy action would take any image and any container of the definition. */
function problemsOf(
  text: string,
  path: string,
  { app }: AppPath,
  origins: ImageOrigins,
): readonly string[] {
  try {
    parseRevision(text, { path, requires: app, origins });
    return [];
  } catch (error) {
    if (!(error instanceof RevisionError)) {
      throw error;
    }
    return error.problems;
  }
}

/** Keeps from expiring what runs or may run, and what is about to be started. */
async function keepRunning(
  app: AppPath,
  pipeline: string,
  starting: readonly string[],
  { branch, pipelines, images }: Place,
): Promise<void> {
  const room = runningTagsPerApp - starting.length;
  const commits = await commitsThatMayRun(pipelines.executions(pipeline), room);
  const path = revisionPath(app.cluster, app.app);
  const texts = await Promise.all(commits.map((commitId) => branch.read(path, commitId)));
  await images.markRunning(app, [...starting, ...texts.flatMap((text) => text ?? [])]);
}

/**
 * The last start, once its commit is known.
 *
 * @throws Error when the source stage does not tell it in time; the message then comes again.
 */
async function knownStart(
  pipeline: string,
  { pipelines, wait }: Place,
): Promise<Exclude<LastStart, { kind: "unknown" }>> {
  for (let time = 1; ; time++) {
    const start = await lastStart(pipelines.executions(pipeline));
    if (start.kind !== "unknown") {
      return start;
    }
    if (time >= asked.times) {
      throw new Error(
        `Pipeline "${pipeline}": execution ${start.executionId} has not told its commit within ${(asked.times * asked.everyMs) / 1000} s.`,
      );
    }
    await wait(asked.everyMs);
  }
}

async function isCurrent(
  path: string,
  newest: PathVersion,
  started: LastStart,
  { branch, head }: Place,
): Promise<boolean> {
  if (started.kind !== "at") {
    return false;
  }
  if (started.commitId === newest.commitId) {
    return true;
  }
  // Whoever starts a pipeline by hand, and its creation, start it at the head, which may be another
  // app's commit: what counts is the commit of this path that was in it.
  const then = await first(branch.versions(path, started.commitId));
  if (then === undefined) {
    return false;
  }
  if (then.commitId === newest.commitId) {
    return true;
  }
  // A rewritten history has new commits for old content. Content that the pipeline was started with
  // is not started again, unless it was released again by a commit on top.
  return (
    then.blobId === newest.blobId && !(await includes(branch.versions(path, head), then.commitId))
  );
}

/**
 * Makes a repeated start one execution, should the pipeline's history lag behind. The execution
 * before it is part of it, because a commit may rightly be started again: after a forced push back.
 */
function startToken(pipeline: string, commitId: string, before: LastStart): string {
  const previous = before.kind === "never" ? "" : before.executionId;
  return createHash("sha256").update(`${pipeline}\n${commitId}\n${previous}`).digest("hex");
}

async function first<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) {
    return item;
  }
  return undefined;
}

async function includes(versions: AsyncIterable<PathVersion>, commitId: string): Promise<boolean> {
  for await (const version of versions) {
    if (version.commitId === commitId) {
      return true;
    }
  }
  return false;
}
