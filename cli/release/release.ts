import { type PipelineExecution } from "../../delivery/aws/codePipeline";
import { formatRevision } from "../../delivery/format";
import { imagesOfRevision } from "../../delivery/images";
import { revisionReleasing } from "../../delivery/revisionChanges";
import { hasImages } from "../../delivery/serviceFacts";
import { type RevisionCommit } from "../../delivery/store";
import { shortCommit, shortImage } from "../../delivery/words";
import { servicePlaceOf, type AppPlace } from "../apps";
import { type Invocation } from "../command";
import { type Connection } from "../connection";
import { estimatedTime } from "../deployment/estimate";
import { type Io } from "../io";
import { UserError, type ExitCode } from "../userError";
import { revisionWith } from "../wantedRevision";
import { conclude, concludeUnchanged, type Conclusion } from "./conclude";
import { currentOf, isActive, type Current } from "./current";
import { deadExecutions, endingOf } from "./deadExecutions";
import { commitStep, deliver, type Delivered, type Delivery } from "./deliver";
import { checksBefore, failuresOf, refuseUnfit } from "./fitness";
import { imageToRelease } from "./images";
import { planText } from "./plan";
import { refuseForeign } from "./refuseForeign";
import { worldOf, type ReleaseWorld } from "./world";

export interface ReleaseValues {
  readonly image: string | undefined;
  readonly message: string | undefined;
  readonly noVerify: boolean;
  readonly noWait: boolean;
  /** Seconds. */
  readonly timeout: number | undefined;
}

/** Commits an image and follows it until it runs. */
export async function release(invocation: Invocation<ReleaseValues>): Promise<ExitCode> {
  const { io, args, options, global, connect } = invocation;
  if (options.image === undefined) {
    throw new UserError("Which image? --image is missing.", {
      hint: "slipway release --help has examples.",
    });
  }
  const connection = await connect();
  const place = connection.app(args[0] ?? "");
  revisionWith(place, options.image);
  const world = await worldOf(connection, io);
  return releaseImage(connection, place, world, io, {
    image: options.image,
    message: options.message,
    verify: !options.noVerify,
    wait: !options.noWait,
    timeoutSeconds: options.timeout,
    json: global.json,
  });
}

/** A release, whoever asked for it. */
export interface ReleaseRequest {
  readonly image: string;
  /** @default - "Release <image>" */
  readonly message: string | undefined;
  /** Whether a failed check keeps the image from being committed. */
  readonly verify: boolean;
  readonly wait: boolean;
  readonly timeoutSeconds: number | undefined;
  readonly json: boolean;
}

export async function releaseImage(
  connection: Pick<Connection, "parameter">,
  place: AppPlace,
  world: ReleaseWorld,
  io: Io,
  request: ReleaseRequest,
): Promise<ExitCode> {
  const released = await releasedImage(connection, place, world, io, request);
  return "says" in released
    ? concludeUnchanged(released.says, released.about, io)
    : conclude(released.delivered, released.about, io);
}

/** What became of a release; or why nothing was to be done. */
export type Released = { readonly about: Conclusion } & (
  { readonly says: string } | { readonly delivered: Delivered }
);

/** A release up to its last words. */
export async function releasedImage(
  { parameter }: Pick<Connection, "parameter">,
  place: AppPlace,
  world: ReleaseWorld,
  io: Io,
  request: ReleaseRequest,
): Promise<Released> {
  const { stack, repository, branch } = parameter;
  const current = await currentOf(place, world);
  const image = await imageToRelease(request.image, place, world.images);
  const revision = revisionReleasing(image, current.images, place);
  refuseForeign(place, revision);
  const about = { place, stack, revision, json: request.json };

  const runs = hasImages(current.images, imagesOfRevision(revision));
  const saysSo = current.head?.text === formatRevision(revision);
  if (runs && !current.deploying && !current.executions.some(isActive)) {
    const differs =
      saysSo || current.head === undefined
        ? ""
        : ` The newest commit, ${shortCommit(current.head.commitId)}, names another image, which does not run.`;
    const says = `${place.key} runs ${shortImage(image)} already; nothing was done.${differs}`;
    return { says, about: { ...about, estimateSeconds: undefined } };
  }

  const [time, checks] = await Promise.all([
    estimatedTime(servicePlaceOf(place), () => world),
    saysSo ? [] : checksBefore(place, image, world, request.verify),
  ]);
  const warnings = failuresOf(checks);
  if (request.verify) {
    refuseUnfit(place, image, warnings);
  }
  const message = request.message ?? `Release ${shortImage(image)}`;
  const dead = await deadExecutions(place, current, world);
  const ending = endingOf(place, dead, world);
  const how = saysSo
    ? again(place, current, dead, current.head, world)
    : afresh(place, revision, message, current, world);
  const { images: live } = current;
  const where = { app: place.key, stack, repository, branch };
  const plan = { ...where, live, revision, message, before: ending.says, warnings, time };
  io.stderr(how.says ?? planText(plan, io.colors));
  const { timeoutSeconds, wait } = request;
  const timeoutMs = timeoutSeconds === undefined ? undefined : timeoutSeconds * 1000;
  const delivered = await deliver(
    { place, stack, revision, wait, timeoutMs, ...how, begin: [...ending.steps, ...how.begin] },
    world,
    io,
  );
  return { delivered, about: { ...about, estimateSeconds: time?.total } };
}

type Begin = Pick<Delivery, "begin" | "begun"> & { readonly says: string | undefined };

function afresh(
  place: AppPlace,
  revision: Delivery["revision"],
  message: string,
  { head }: Current,
  world: ReleaseWorld,
): Begin {
  const { step, commitId } = commitStep(place, revision, message, head?.text ?? null, world);
  return { says: undefined, begin: [step], begun: () => ({ commitId: commitId() }) };
}

/** The trigger's schedule heals a lost event within ten minutes. */
const triggerPatienceMs = 15 * 60_000;

/** The branch says so already: the same release goes on, or one that failed is tried once more. */
function again(
  place: AppPlace,
  { executions }: Current,
  dead: readonly PipelineExecution[],
  { commitId, date }: RevisionCommit,
  { pipelines, clock }: ReleaseWorld,
): Begin {
  const name = shortCommit(commitId);
  const started = executions.filter((execution) => execution.commitId === commitId);
  const isYoung = clock.now().getTime() - date.getTime() < triggerPatienceMs;
  if (
    started.some((one) => isActive(one) && !dead.includes(one)) ||
    (started.length === 0 && isYoung)
  ) {
    const says = `${place.key}: commit ${name} says so already and is being deployed; looking on.\n`;
    return { says, begin: [], begun: () => ({ commitId }) };
  }
  let executionId: string | undefined;
  return {
    says: `${place.key}: commit ${name} says so already, and does not run; its pipeline is started again.\n`,
    begin: [
      {
        title: `Start ${place.pipelineName} at ${name}`,
        run: async () => (executionId = await pipelines.start(place.pipelineName, commitId)),
      },
    ],
    begun: () => ({ commitId, executionId }),
  };
}
