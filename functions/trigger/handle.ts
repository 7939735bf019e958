import { type BranchName } from "../../delivery/aws/codeCommit";
import { type Pipelines } from "../../delivery/aws/codePipeline";
import { mapConcurrent } from "../../delivery/mapConcurrent";
import { appOfPath, type AppPath } from "../../delivery/paths";
import { reasonOf, type Log } from "../log";
import { type Branch, type Images } from "./ports";
import { reconcile, type Place } from "./reconcile";
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
}

/** Everything that the function reaches outside itself. */
export interface World<S extends TriggeredStack = TriggeredStack> {
  stack(): Promise<S>;
  branch(stack: BranchName): Branch;
  readonly pipelines: Pick<Pipelines, "executions" | "start">;
  images(stack: S): Images;
  readonly log: Log;
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
      apps: await appsOf(message, stack, branch, log),
    })),
  );
  const apps = stack.apps.filter((app) => wanted.some(({ apps: some }) => some?.has(keyOf(app))));
  const { pipelines, wait } = world;
  const place = { pipelines, wait, branch, images: world.images(stack), head };
  const failed = new Set<string>();
  await mapConcurrent(
    apps,
    async (app) => {
      if (!(await reconciled(app, stack.pipelineOf(app), place, log))) {
        failed.add(keyOf(app));
      }
    },
    atOnce,
  );
  return wanted
    .filter(({ apps: some }) => some === undefined || [...some].some((key) => failed.has(key)))
    .map(({ message }) => message.id);
}

async function reconciled(
  app: AppPath,
  pipeline: string,
  place: Place,
  log: Log,
): Promise<boolean> {
  const fields = { app: keyOf(app), pipeline };
  try {
    const outcome = await reconcile(app, pipeline, place);
    const { kind, ...rest } = outcome;
    log.info(kind, { ...fields, ...rest });
    return true;
  } catch (error) {
    log.warn("failed", { ...fields, reason: reasonOf(error) });
    return false;
  }
}

/** Keys of the apps that a message is about; undefined when that could not be found out. */
async function appsOf(
  { id, body }: Message,
  stack: TriggeredStack,
  branch: Branch,
  log: Log,
): Promise<ReadonlySet<string> | undefined> {
  try {
    const scope = scopeOf(body, stack);
    if (scope.kind === "none") {
      log.info("ignored", { message: id, reason: scope.reason });
      return new Set();
    }
    const paths = await pathsOf(scope, branch);
    const all = new Set(stack.apps.map(keyOf));
    if (paths === undefined) {
      log.info("checking all apps", { message: id, reason: reasonToCheckAll(scope) });
      return all;
    }
    const named = new Set(paths.flatMap((path) => appOfPath(path) ?? []).map(keyOf));
    const unknown = [...named].filter((key) => !all.has(key));
    if (unknown.length > 0) {
      log.warn("no such app", { message: id, apps: unknown });
    }
    return new Set([...named].filter((key) => all.has(key)));
  } catch (error) {
    log.warn("message failed", { message: id, reason: reasonOf(error) });
    return undefined;
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
