import { type Task } from "../aws/ecs";
import { type Images } from "../images";
import { reportText } from "../text";
import { shortCommit, shortImage } from "../words";
import { type Cause } from "./cause";
import { causeOf, deploymentCause } from "./causes";
import { taskId, type Evidence } from "./evidence";
import { type Failure } from "./failure";
import { pipelineCause, timeOutCause } from "./pipelineCauses";

/** Whom a report is about. */
export interface Subject {
  /** `<cluster>/<app>`. */
  readonly app: string;
  readonly stack: string;
  readonly pipeline: string;
  readonly commitId: string;
  readonly images: Images;
  /** What runs now; undefined where nobody knows. */
  readonly runs: Images | undefined;
  /** "abc1234 by Ann: Release 5", for commits that a sentence names. */
  readonly nameOf?: ((commitId: string) => string) | undefined;
}

/** The report of a deployment that failed; printed as it is with --json. */
export interface Autopsy {
  readonly app: string;
  readonly stack: string;
  readonly commit: string;
  readonly images: Images;
  readonly runs: Images | undefined;
  readonly outcome: Failure["why"];
  /** One sentence. */
  readonly summary: string;
  readonly cause: Cause | undefined;
  readonly tasks: readonly {
    readonly id: string;
    readonly stopped: boolean;
    readonly reason: string | undefined;
    readonly containers: readonly {
      readonly name: string;
      readonly exitCode: number | undefined;
      readonly reason: string | undefined;
    }[];
  }[];
  readonly targets: readonly { readonly id: string; readonly reason: string }[];
  readonly events: readonly { readonly at: string; readonly message: string }[];
  readonly logs: Evidence["logs"];
  readonly gaps: readonly string[];
  /** Commands to run next. */
  readonly next: readonly string[];
}

const mostTasks = 3;

export function autopsyOf(subject: Subject, failure: Failure, evidence: Evidence): Autopsy {
  const { app, stack, commitId, images, runs } = subject;
  return {
    app,
    stack,
    commit: commitId,
    images,
    runs,
    outcome: failure.why,
    summary: summaryOf(subject, failure),
    cause: failureCause(failure, evidence, ownContainers(app, images)),
    tasks: [...evidence.stopped, ...evidence.running].slice(0, mostTasks).map(taskReport),
    targets: evidence.targets.map(({ id, reason, description }) => ({
      id,
      reason: description ?? reason ?? "unhealthy",
    })),
    events: evidence.events.map(({ at, message }) => ({ at: at.toISOString(), message })),
    logs: evidence.logs,
    gaps: evidence.gaps,
    next: nextCommands(subject, failure),
  };
}

/** Those that run images of the release, the one that has the app's name first. */
function ownContainers(app: string, images: Images): string[] {
  const name = app.slice(app.lastIndexOf("/") + 1);
  return [name, ...Object.keys(images).filter((container) => container !== name)];
}

/** What people decided says enough; only what ECS or the pipeline gave up has a cause. */
function failureCause(
  failure: Failure,
  evidence: Evidence,
  own: readonly string[],
): Cause | undefined {
  switch (failure.why) {
    case "rolled back":
      return causeOf(evidence, own) ?? deploymentCause(failure.reason);
    case "pipeline":
      return (
        pipelineCause(failure.message) ?? causeOf(evidence, own) ?? timeOutCause(failure.message)
      );
    default:
      return undefined;
  }
}

function taskReport({ arn, lastStatus, stoppedReason, containers }: Task) {
  return {
    id: taskId(arn),
    stopped: lastStatus === "STOPPED",
    reason: stoppedReason,
    containers: containers.map(({ name, exitCode, reason }) => ({ name, exitCode, reason })),
  };
}

/** What became of it, in one sentence. */
export function summaryOf(subject: Subject, failure: Failure): string {
  const { app, images, nameOf = shortCommit } = subject;
  const what = `The deployment of ${imageList(images)} to ${app}`;
  switch (failure.why) {
    case "superseded":
      return failure.by === undefined
        ? `${what} was superseded by a newer one before it began.`
        : `${what} was superseded by ${nameOf(failure.by)} before it began.`;
    case "replaced":
      return `${what} was replaced by ${nameOf(failure.by)} before it was complete.`;
    case "rejected":
      return `${what} was rejected${said(failure.summary)}.`;
    case "stopped":
      return `${what} was stopped${said(failure.summary)}.`;
    case "pipeline":
      return `${what} failed in the pipeline, ${failure.stage === "" ? "before its first stage" : `stage ${failure.stage}`}${said(failure.message)}.`;
    case "rolled back":
      return `${what} was rolled back${said(failure.reason)}.${stillRuns(subject)}`;
    case "no service":
      return `${what} found no service.`;
  }
}

function stillRuns({ runs }: Subject): string {
  return runs === undefined ? "" : ` ${imageList(runs)} runs.`;
}

function said(text: string | undefined): string {
  const trimmed = reportText(text ?? "")
    .trim()
    .replace(/\.$/, "");
  return trimmed === "" ? "" : `: ${trimmed}`;
}

function imageList(images: Images): string {
  return Object.values(images).map(shortImage).join(", ") || "nothing";
}

function nextCommands(subject: Subject, { why }: Failure): string[] {
  const { app, stack, images } = subject;
  const on = `${app} --stack ${stack}`;
  const [image = ""] = Object.values(images);
  switch (why) {
    case "rolled back":
      return [`slipway logs ${on}`, `slipway verify ${on} --image ${image}`];
    case "pipeline":
      return [`slipway diff ${on}`, `slipway status ${on}`];
    case "superseded":
    case "replaced":
    case "rejected":
    case "stopped":
      return [`slipway history ${on}`, `slipway status --stack ${stack}`];
    case "no service":
      return [`pulumi up --stack ${stack}`];
  }
}
