import { createHash } from "node:crypto";

import { type Pipelines } from "../../delivery/aws/codePipeline";
import { type Services } from "../../delivery/aws/ecs";
import { collect } from "../../delivery/aws/pages";
import { formatRevision, type Revision } from "../../delivery/format";
import { originProblems } from "../../delivery/imageOrigins";
import { imagesOfDefinition, imagesOfRevision } from "../../delivery/images";
import { revisionReleasing } from "../../delivery/revisionChanges";
import { hasImages, rolloutOf } from "../../delivery/serviceFacts";
import { type Author, type RevisionStore } from "../../delivery/store";
import { shortCommit, shortImage } from "../../delivery/words";
import { type ReleasedApp } from "./app";
import { type Begun, type Built } from "./event";

/** What beginning a release meets. */
export interface BeginWorld {
  readonly store: Pick<RevisionStore, "commit" | "history">;
  readonly services: Pick<Services, "service" | "definition">;
  readonly pipelines: Pick<Pipelines, "executions" | "start">;
}

/** Who asks, and for what. */
export interface Request {
  /** The pipeline's job; each try of its action is one. */
  readonly jobId: string;
  /** Key of the build. */
  readonly build: string;
  readonly built: Built;
}

/** An execution of a commit is among the newest of its pipeline. */
const newest = 20;

/** A release that may be begun. */
export interface Plan {
  readonly app: ReleasedApp;
  readonly revision: Revision;
  /** Whether the app runs the image, and nothing is under way. */
  readonly isDone: boolean;
}

/**
 * What the app would run: nothing is changed before this is known of all apps.
 *
 * @throws Error when the app may not run the image, or has nothing that could.
 */
export async function planned(
  app: ReleasedApp,
  { image }: Built,
  { services }: Pick<BeginWorld, "services">,
): Promise<Plan> {
  const service = await services.service(app);
  if (service === undefined) {
    throw new Error(`${app.key} has no service or task definition; pulumi up makes it.`);
  }
  const live = imagesOfDefinition(await services.definition(service.taskDefinition));
  const revision = revisionReleasing(image, live, app);
  const [problem] = originProblems(revision, app.origins);
  if (problem !== undefined) {
    throw new Error(`${app.path} would be refused; nothing was committed. ${problem}.`);
  }
  const runs = hasImages(live, imagesOfRevision(revision));
  return { app, revision, isDone: runs && rolloutOf(service).state === "steady" };
}

/**
 * Commits the image as what the app shall run. Of two calls for one job, and of a job that is tried again, only the
 * first commits; what failed is started again at the same commit. Undefined where there is nothing to wait for.
 */
export async function begin(
  { app, revision, isDone }: Plan,
  request: Request,
  { store, pipelines }: Pick<BeginWorld, "store" | "pipelines">,
): Promise<Begun["releases"][number] | undefined> {
  const committed = await store.commit({
    path: app.path,
    text: formatRevision(revision),
    message: messageOf(app, request),
    author: authorOf(request),
  });
  if (!committed.unchanged) {
    return { app: app.key, commitId: committed.commitId };
  }
  const [last] = await collect(store.history(app.path, 1));
  const commitId = last?.commitId ?? committed.commitId;
  const executions = await collect(pipelines.executions(app.pipeline, newest));
  const started = executions.filter((one) => one.commitId === commitId);
  const isUnderWay = executions.some(({ status }) => status === "InProgress");
  if (started.length === 0 || isUnderWay) {
    return { app: app.key, commitId };
  }
  if (isDone) {
    return undefined;
  }
  const token = createHash("sha256").update(`${request.jobId}\n${app.key}`).digest("hex");
  const executionId = await pipelines.start(app.pipeline, commitId, token);
  return { app: app.key, commitId, executionId };
}

function messageOf({ key }: ReleasedApp, { build, built }: Request): string {
  const { image, commitId, buildUrl } = built;
  return `Release ${shortImage(image)} to ${key}

Built from ${shortCommit(commitId)} by the build "${build}": ${buildUrl}`;
}

/** The author of what a build pipeline commits. */
export function authorOf({ build }: Pick<Request, "build">): Author {
  return { name: `Slipway build ${build}`, email: `${build}@slipway.invalid` };
}
