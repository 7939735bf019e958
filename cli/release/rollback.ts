import { formatRevision } from "../../delivery/format";
import { imagesOfRevision } from "../../delivery/images";
import { revisionRestoring } from "../../delivery/revisionChanges";
import { hasImages } from "../../delivery/serviceFacts";
import { shortCommit, shortImage } from "../../delivery/words";
import { servicePlaceOf, type AppPlace } from "../apps";
import { type Invocation } from "../command";
import { type Connection } from "../connection";
import { estimatedTime } from "../deployment/estimate";
import { pastOf } from "../deployment/past";
import { type Io } from "../io";
import { type Step } from "../progress";
import { type Release } from "../releases";
import { UserError, type ExitCode } from "../userError";
import { subject } from "../words";
import { conclude, concludeUnchanged } from "./conclude";
import { currentOf, isActive } from "./current";
import { commitStep, deliver } from "./deliver";
import { stillExists } from "./images";
import { planText } from "./plan";
import { refuseForeign } from "./refuseForeign";
import { rollbackMessage, rollbackTarget, type Wish } from "./rollbackTarget";
import { stopSteps } from "./stopSteps";
import { worldOf, type ReleaseWorld } from "./world";

export interface RollbackValues {
  readonly to: string | undefined;
  readonly steps: number | undefined;
  readonly message: string | undefined;
  readonly noWait: boolean;
  /** Seconds. */
  readonly timeout: number | undefined;
}

/** Goes back to an earlier release: at once, and by a commit. */
export async function rollback(invocation: Invocation<RollbackValues>): Promise<ExitCode> {
  const { io, args, options, global, connect } = invocation;
  if (options.to !== undefined && options.steps !== undefined) {
    throw new UserError("--to and --steps each name a release; give one of them.");
  }
  const wish = options.to === undefined ? { steps: options.steps ?? 1 } : { to: options.to };
  const connection = await connect();
  const place = connection.app(args[0] ?? "");
  const world = await worldOf(connection, io);
  return rollBack(connection, place, world, io, {
    wish,
    message: options.message,
    wait: !options.noWait,
    timeoutSeconds: options.timeout,
    json: global.json,
  });
}

export interface RollbackRequest {
  readonly wish: Wish;
  /** @default - "Roll back to <commit>: <its message>" */
  readonly message: string | undefined;
  readonly wait: boolean;
  readonly timeoutSeconds: number | undefined;
  readonly json: boolean;
}

/** How far back a release that ran is looked for. */
const mostReleases = 100;

export async function rollBack(
  { parameter }: Pick<Connection, "parameter">,
  place: AppPlace,
  world: ReleaseWorld,
  io: Io,
  { wish, message: given, wait, timeoutSeconds, json }: RollbackRequest,
): Promise<ExitCode> {
  const { stack, repository, branch } = parameter;
  const [current, past] = await Promise.all([
    currentOf(place, world),
    pastOf(place, world, mostReleases),
  ]);
  const target = rollbackTarget(past, wish);
  const earlier = imagesOfRevision(target.images);
  const revision = revisionRestoring(earlier, current.images, place);
  refuseForeign(place, revision);
  await refuseLostImages({ commitId: target.commitId, images: revision }, place, world);

  const about = { place, stack, revision, json };
  const name = shortCommit(target.commitId);
  const isAtRest = !current.deploying && !current.executions.some(isActive);
  const saysSo = current.head?.text === formatRevision(revision);
  if (saysSo && isAtRest && hasImages(current.images, imagesOfRevision(revision))) {
    const says = `${place.key} runs the images of ${name} already; nothing was done.`;
    return concludeUnchanged(says, { ...about, estimateSeconds: undefined }, io);
  }

  const time = await estimatedTime(servicePlaceOf(place), () => world);
  const message = given ?? rollbackMessage(target);
  const reason = `Rolled back to ${name} with slipway`;
  const otherwise = "nothing that ECS can stop; the rollback replaces it";
  const stops = stopSteps(place, { ...current, reason, otherwise }, world);
  const plan = { app: place.key, stack, repository, branch, live: current.images, revision };
  const before = [
    `back to ${name} by ${target.author} ("${subject(target.message)}")`,
    ...stops.says,
  ];
  io.stderr(planText({ ...plan, message, before, warnings: [], time }, io.colors));

  // Where the branch says so already, a deployment of something else may still be what ECS works on.
  const expect = current.head?.text ?? null;
  const { step, commitId } = commitStep(place, revision, message, expect, world);
  let executionId: string | undefined;
  const start: Step = {
    title: `Start ${place.pipelineName} once more`,
    run: async () => (executionId = await world.pipelines.start(place.pipelineName, commitId())),
  };
  const timeoutMs = timeoutSeconds === undefined ? undefined : timeoutSeconds * 1000;
  const begin = [...stops.steps, step, ...(saysSo ? [start] : [])];
  const begun = () => ({ commitId: commitId(), executionId });
  const delivery = { place, stack, revision, begin, begun, wait, timeoutMs };
  const delivered = await deliver(delivery, world, io);
  return conclude(delivered, { ...about, estimateSeconds: time?.total }, io);
}

/** What cannot be pulled is refused before anything is stopped: the app would lose what still runs. */
async function refuseLostImages(
  { commitId, images }: Pick<Release, "commitId" | "images">,
  place: AppPlace,
  world: ReleaseWorld,
): Promise<void> {
  for (const { imageUri } of images) {
    if (await stillExists(imageUri, place, world.images)) {
      continue;
    }
    throw new UserError(
      `The image of ${shortCommit(commitId)}, ${shortImage(imageUri)}, no longer exists; nothing was stopped or changed.`,
      { hint: `slipway history ${place.key} shows other commits: --to <commit>.` },
    );
  }
}
