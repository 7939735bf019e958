import { type BranchName } from "../../delivery/aws/codeCommit";
import { type Pipelines } from "../../delivery/aws/codePipeline";
import { type ImageOrigins } from "../../delivery/imageOrigins";
import { mapConcurrent } from "../../delivery/mapConcurrent";
import { appOfPath, type AppPath } from "../../delivery/paths";
import { checkEveryMinutes } from "../../delivery/pipeline";
import { reasonOf, type Log } from "../log";
import { type Branch, type Images, type Notices } from "./ports";
import { reconcile, type Outcome, type Place } from "./reconcile";
import { refusalNotice } from "./refusalNotice";
import { scopeOf, type Scope } from "./scope";

/** A message of the queue. */
export interface Message {
  readonly id: string;
  /** An event of EventBridge as JSON. */
  readonly body: string;
}

/** The stack that the function belongs to. */
export interface TriggeredStack extends BranchName {
  readonly apps: readonly AppPath[];
  pipelineOf(app: AppPath): string;
  /** Where the images of an app may come from. */
  originsOf(app: AppPath): ImageOrigins;
}

/** Everything that the function reaches outside itself. */
export interface World<S extends TriggeredStack = TriggeredStack> {
  stack(): Promise<S>;
  branch(stack: BranchName): Branch;
  readonly pipelines: Pick<Pipelines, "executions" | "start">;
  images(stack: S): Images;
  notices(stack: S): Notices;
  readonly log: Log;
  readonly now: () => Date;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Apps that are reconciled side by side. */
const atOnce = 8;

/**
 * Handles a batch of messages: finds the apps that they are about, looks at each of these once, and
 * returns the messages that must come again, because one of their apps could not be looked after.
 * The other apps are started all the same.
 */
export async function handle<S extends TriggeredStack>(
  messages: readonly Message[],
  world: World<S>,
): Promise<string[]> {
  const { log } = world;
  const stack = await world.stack();
  const branch = world.branch(stack);
  const head = await branch.head();
  if (head === undefined) {
    log.info("no branch", { branch: stack.branch });
    return [];
  }
  const wanted = await Promise.all(
    messages.map(async (message) => ({
      message,
      ...(await appsOf(message, stack, branch, log)),
    })),
  );
  const apps = stack.apps.filter((app) => wanted.some(({ keys }) => keys?.has(keyOf(app))));
  const { pipelines, wait, now } = world;
  const notices = world.notices(stack);
  const place = { pipelines, wait, branch, images: world.images(stack), head };
  const failed = new Set<string>();
  await mapConcurrent(
    apps,
    async (app) => {
      const key = keyOf(app);
      const isNew = wanted.some(({ keys, isEvent }) => isEvent && keys?.has(key) === true);
      try {
        const outcome = await lookAfter(app, stack, place, log);
        if (outcome.kind === "refused" && (isNew || isYoung(outcome.date, now()))) {
          await notices.publish(...refusalNotice(key, stack.branch, outcome));
        }
      } catch (error) {
        log.warn("failed", { app: key, reason: reasonOf(error) });
        failed.add(key);
      }
    },
    atOnce,
  );
  return wanted
    .filter(({ keys }) => keys === undefined || [...keys].some((key) => failed.has(key)))
    .map(({ message }) => message.id);
}

async function lookAfter(
  app: AppPath,
  stack: TriggeredStack,
  place: Place,
  log: Log,
): Promise<Outcome> {
  const pipeline = stack.pipelineOf(app);
  const outcome = await reconcile(app, pipeline, stack.originsOf(app), place);
  const fields = { app: keyOf(app), pipeline };
  if (outcome.kind === "refused") {
    const { kind, commitId, problems } = outcome;
    log.warn(kind, { ...fields, commitId, problems });
  } else {
    const { kind, ...rest } = outcome;
    log.info(kind, { ...fields, ...rest });
  }
  return outcome;
}

/** Whether no look at all apps has met the commit before: its event was lost, then, or is still to come. */
function isYoung(date: Date, now: Date): boolean {
  // The date is the committer's: one of the future would be young at every look.
  const age = now.getTime() - date.getTime();
  return age >= 0 && age < checkEveryMinutes * 60_000;
}

interface WantedApps {
  /** Undefined when they could not be found out. */
  readonly keys: ReadonlySet<string> | undefined;
  /** Whether the branch changed, which the schedule does not say. */
  readonly isEvent: boolean;
}

/** The apps that a message is about. */
async function appsOf(
  { id, body }: Message,
  stack: TriggeredStack,
  branch: Branch,
  log: Log,
): Promise<WantedApps> {
  try {
    const scope = scopeOf(body, stack);
    if (scope.kind === "none") {
      log.info("ignored", { message: id, reason: scope.reason });
      return { keys: new Set(), isEvent: false };
    }
    const paths = await pathsOf(scope, branch);
    const all = new Set(stack.apps.map(keyOf));
    if (paths === undefined) {
      const reason = reasonToCheckAll(scope);
      log.info("checking all apps", { message: id, reason });
      return { keys: all, isEvent: reason !== "schedule" };
    }
    const named = new Set(paths.flatMap((path) => appOfPath(path) ?? []).map(keyOf));
    const unknown = [...named].filter((key) => !all.has(key));
    if (unknown.length > 0) {
      log.warn("no such app", { message: id, apps: unknown });
    }
    return { keys: new Set([...named].filter((key) => all.has(key))), isEvent: true };
  } catch (error) {
    log.warn("message failed", { message: id, reason: reasonOf(error) });
    return { keys: undefined, isEvent: false };
  }
}

function pathsOf(
  scope: Exclude<Scope, { kind: "none" }>,
  branch: Branch,
): Promise<readonly string[] | undefined> {
  return scope.kind === "all"
    ? Promise.resolve(undefined)
    : branch.changedPaths(scope.from, scope.to);
}

function reasonToCheckAll(scope: Scope): string {
  return "reason" in scope ? scope.reason : "history rewritten";
}

function keyOf({ cluster, app }: AppPath): string {
  return `${cluster}/${app}`;
}
