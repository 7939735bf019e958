import { follow, type Followed } from "../../delivery/deployment/follow";
import { type Phase } from "../../delivery/deployment/verdict";
import { autopsyOf, type Autopsy } from "../../delivery/failure/autopsy";
import { evidenceOf } from "../../delivery/failure/evidence";
import { formatRevision, type Revision } from "../../delivery/format";
import { imagesOfDefinition, imagesOfRevision, type Images } from "../../delivery/images";
import { type RevisionCommit } from "../../delivery/store";
import { printable } from "../../delivery/text";
import { shortCommit } from "../../delivery/words";
import { type AppPlace } from "../apps";
import { wordsOf } from "../appWords";
import { phaseText } from "../deployment/phaseText";
import { userErrorOf } from "../errors";
import { type Io } from "../io";
import { progress, type Step } from "../progress";
import { UserError } from "../userError";
import { subject } from "../words";
import { watched, type ReleaseWorld } from "./world";

/** A change of what an app runs, checked and ready to be made. */
export interface Delivery {
  readonly place: AppPlace;
  readonly stack: string;
  readonly revision: Revision;
  /** What is to be done before the following: a commit, as a rule. Returns the commit to follow. */
  readonly begin: readonly Step[];
  /** The commit and, if it was started by hand, the execution; known when `begin` is done. */
  readonly begun: () => { readonly commitId: string; readonly executionId?: string | undefined };
  readonly wait: boolean;
  readonly timeoutMs?: number | undefined;
}

/** What became of it. */
export type Delivered =
  | { readonly kind: "committed"; readonly commitId: string }
  | { readonly kind: "deployed"; readonly commitId: string; readonly seconds: number }
  | { readonly kind: "failed"; readonly commitId: string; readonly autopsy: Autopsy }
  | {
      readonly kind: "not over";
      readonly commitId: string;
      readonly because: "interrupted" | "timed out";
    };

/**
 * Makes the change, follows it to its end, and explains a failure.
 *
 * @throws UserError when it was interrupted before the change, and when nobody can look on after it.
 */
export async function deliver(
  { place, stack, revision, begin, begun, wait, timeoutMs }: Delivery,
  world: ReleaseWorld,
  io: Io,
): Promise<Delivered> {
  // Once begun it is done whole: a rollback that has stopped what ran must commit, too.
  if (begin.length > 0 && io.signal.aborted) {
    throw new UserError("Interrupted; nothing was committed.", {
      hint: "Run the command again.",
    });
  }
  if (!wait) {
    await progress(io, begin);
    return { kind: "committed", commitId: begun().commitId };
  }
  const images = imagesOfRevision(revision);
  const followed = new Following(async (report) =>
    follow(watched(place), { ...begun(), images }, world, {
      timeoutMs,
      report,
      onHiccup: ({ message }) => {
        io.stderr(`  AWS cannot be asked for a moment (${message}); the deployment goes on.\n`);
      },
    }).catch((error: unknown) => {
      throw unseen(error, begun().commitId, place.key, stack);
    }),
  );
  try {
    await progress(io, [
      ...begin,
      { title: "Run the pipeline", run: (report) => followed.untilTasks(report, place.key) },
      { title: wordsOf(place).lastStep, run: (report) => followed.untilEnd(report, place.key) },
    ]);
  } catch (error) {
    if (!(error instanceof NotDone)) {
      throw error;
    }
  }
  const { outcome, seen } = await followed.result();
  const { commitId } = begun();
  switch (outcome.kind) {
    case "succeeded": {
      const seconds = (seen.endedAt.getTime() - seen.startedAt.getTime()) / 1000;
      return { kind: "deployed", commitId, seconds };
    }
    case "failed": {
      const [evidence, runs, commits] = await Promise.all([
        evidenceOf(watched(place), seen, world),
        liveImages(place, world),
        commitsOf(place, world),
      ]);
      const { key: app, pipelineName: pipeline } = place;
      const nameOf = (id: string) => nameOfCommit(id, commits);
      const about = { app, stack, pipeline, commitId, images, runs, nameOf };
      return { kind: "failed", commitId, autopsy: autopsyOf(about, outcome.failure, evidence) };
    }
    default:
      return { kind: "not over", commitId, because: outcome.kind };
  }
}

/** The change is made, and cannot be looked at any more: credentials that expire while someone is to approve. */
function unseen(error: unknown, commitId: string, app: string, stack: string): unknown {
  const known = userErrorOf(error);
  if (known === undefined) {
    return error;
  }
  const hint = `slipway status ${app} --stack ${stack} shows where it stands; the same command again keeps waiting.`;
  return new UserError(
    `${known.message} The deployment of ${shortCommit(commitId)} goes on by itself.`,
    { hint: known.hint === undefined ? hint : `${known.hint} ${hint}`, exitCode: 1, cause: error },
  );
}

/** One following whose reports go to the step that is shown at the time. */
class Following {
  private running: Promise<Followed> | undefined;
  private phase: Phase | undefined;
  private show: (phase: Phase) => void = () => undefined;

  constructor(private readonly start: (report: (phase: Phase) => void) => Promise<Followed>) {}

  result(): Promise<Followed> {
    this.running ??= this.start((phase) => {
      this.phase = phase;
      this.show(phase);
    });
    return this.running;
  }

  /** Ends when tasks are replaced. */
  async untilTasks(report: (detail: string) => void, app: string): Promise<undefined> {
    const started = new Promise<void>((resolve) => {
      this.show = (phase) => {
        if (isAboutTasks(phase)) {
          resolve();
        } else {
          report(phaseText(phase, app));
        }
      };
    });
    await Promise.race([started, this.success()]);
  }

  async untilEnd(report: (detail: string) => void, app: string): Promise<undefined> {
    this.show = (phase) => {
      report(phaseText(phase, app));
    };
    if (this.phase !== undefined && isAboutTasks(this.phase)) {
      this.show(this.phase);
    }
    await this.success();
  }

  /** @throws NotDone when it ended in another way. */
  private async success(): Promise<void> {
    const { outcome } = await this.result();
    if (outcome.kind !== "succeeded") {
      throw new NotDone(outcome.kind);
    }
  }
}

/** Marks the step that did not come to its end; what it means is said below all steps. */
class NotDone extends Error {}

function isAboutTasks({ at }: Phase): boolean {
  return at === "tasks" || at === "drain";
}

/** The step that commits a revision, on top of the one that the plan was made for. */
export function commitStep(
  place: AppPlace,
  revision: Revision,
  message: string,
  expect: string | null,
  { store }: Pick<ReleaseWorld, "store">,
): { readonly step: Step; readonly commitId: () => string } {
  let made = "";
  const step: Step = {
    title: `Commit ${place.path}`,
    run: async () => {
      const text = formatRevision(revision);
      ({ commitId: made } = await store.commit({ path: place.path, text, message, expect }));
      return shortCommit(made);
    },
  };
  return { step, commitId: () => made };
}

/** What the service is to run now; nothing where that cannot be found out, which no report may fail of. */
async function liveImages(
  place: AppPlace,
  { services }: ReleaseWorld,
): Promise<Images | undefined> {
  try {
    const state = await services.service(watched(place));
    const primary = state?.deployments.find(({ status }) => status === "PRIMARY");
    const arn = primary?.taskDefinition ?? state?.taskDefinition;
    return arn === undefined ? undefined : imagesOfDefinition(await services.definition(arn));
  } catch {
    return undefined;
  }
}

const rememberedCommits = 20;

async function commitsOf(place: AppPlace, { store }: ReleaseWorld): Promise<RevisionCommit[]> {
  const commits: RevisionCommit[] = [];
  try {
    for await (const commit of store.history(place.path, rememberedCommits)) {
      commits.push(commit);
    }
  } catch {
    // Names are a kindness; the report goes on with the commits' ids.
  }
  return commits;
}

function nameOfCommit(commitId: string, commits: readonly RevisionCommit[]): string {
  const commit = commits.find((one) => one.commitId === commitId);
  if (commit === undefined) {
    return shortCommit(commitId);
  }
  return `${shortCommit(commitId)} by ${printable(commit.author)} ("${subject(commit.message)}")`;
}
