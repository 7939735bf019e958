import { nextRun } from "../../aws/nextRun";
import { type Service } from "../../delivery/aws/ecs";
import { type Revision } from "../../delivery/format";
import { imagesOfRevision } from "../../delivery/images";
import { rolloutOf } from "../../delivery/serviceFacts";
import { reportText } from "../../delivery/text";
import { wordsOf } from "../appWords";
import { type Release, runs } from "../releases";
import { counted } from "../words";
import { type AppFacts, type Note } from "./facts";
import { headNote } from "./headNote";
import { type TargetCount } from "./targetCount";

/** How an app stands; the shape of `slipway status --json`. */
export interface AppStatus {
  readonly app: string;
  /** What `kind` says in the stack file. */
  readonly kind: string;
  /** What the service is to run: containers and their images. */
  readonly images: Revision;
  readonly taskDefinition: string | null;
  /** Commit that the images come from; null when none of the newest commits names them. */
  readonly commit: CommitFacts | null;
  /** Newest release of the app. */
  readonly head: CommitFacts | null;
  /** Whether the service is to run what the head says. */
  readonly headRuns: boolean;
  readonly pipeline: {
    readonly executionId: string;
    readonly status: string;
    readonly commitId: string | null;
    readonly waitsForApproval: boolean;
  } | null;
  readonly deployment: Deployment;
  readonly tasks: { readonly running: number; readonly desired: number };
  readonly targets: TargetCount | null;
  /** What starts the tasks of a scheduled app; null for others, and where it is gone. */
  readonly schedule: {
    readonly expression: string;
    readonly timezone: string;
    readonly enabled: boolean;
    /** Null when there is none. */
    readonly nextRun: string | null;
  } | null;
  readonly notes: readonly Note[];
}

export interface CommitFacts {
  readonly commitId: string;
  readonly author: string;
  readonly date: string;
  readonly message: string;
}

export interface Deployment {
  readonly state: "none" | "steady" | "in progress" | "failed";
  /** What ECS says about it. */
  readonly reason: string | null;
}

/** Puts together what is known of an app. */
export function appStatus(facts: AppFacts, now: Date): AppStatus {
  const { app, kind, service, images, releases, executions = [], waiting } = facts;
  const [head] = releases;
  const running = imagesOfRevision(images);
  const live = releases.find((release) => runs(release, running));
  const headRuns = head !== undefined && runs(head, running);
  const [newest] = executions;
  const deployment = deploymentOf(service);
  return {
    app,
    kind,
    images,
    taskDefinition: service?.taskDefinition ?? null,
    commit: commitFacts(live),
    head: commitFacts(head),
    headRuns,
    pipeline:
      newest === undefined
        ? null
        : {
            executionId: newest.id,
            status: newest.status,
            commitId: newest.commitId ?? null,
            waitsForApproval: newest.id === waiting,
          },
    deployment,
    tasks: { running: service?.running ?? 0, desired: service?.desired ?? 0 },
    targets: facts.targets ?? null,
    schedule: scheduleFacts(facts.schedule, now),
    notes: [...notesOf(facts, deployment, live), ...headNote(facts, headRuns, now)],
  };
}

function notesOf(
  { app, kind, service, images, releases, executions, targets }: AppFacts,
  deployment: Deployment,
  live: Release | undefined,
): Note[] {
  if (service === undefined) {
    return [{ says: `has no ${wordsOf({ kind }).made}; pulumi up makes it` }];
  }
  const notes: Note[] = [];
  if (executions === undefined) {
    notes.push({ says: "has no pipeline, so no commit is deployed; pulumi up makes it" });
  }
  if (deployment.state === "failed") {
    const reason = deployment.reason === null ? "" : `: ${deployment.reason}`;
    notes.push({ says: `the deployment failed${reason}`, next: `slipway logs ${app}` });
  }
  if (live === undefined && images.length > 0 && releases.length > 0) {
    notes.push({
      says: `what it runs is named by none of the last ${counted(releases.length, "commit")}`,
    });
  }
  const unhealthy = (targets?.total ?? 0) - (targets?.healthy ?? 0);
  if (unhealthy > 0) {
    const reasons = targets?.reasons.join("; ") ?? "";
    notes.push({
      says: `${unhealthy} of ${targets?.total ?? 0} targets are not healthy: ${reasons}`,
      next: `slipway logs ${app}`,
    });
  }
  return notes;
}

/** The state of the newest deployment. */
export function deploymentOf(service: Service | undefined): Deployment {
  const { state, reason = "" } = rolloutOf(service);
  const isInProgress = state === "starting" || state === "draining";
  return { state: isInProgress ? "in progress" : state, reason: reportText(reason) || null };
}

function scheduleFacts(kept: AppFacts["schedule"], now: Date): AppStatus["schedule"] {
  if (kept === undefined) {
    return null;
  }
  const { expression, timezone, enabled } = kept;
  const next = enabled ? nextRun(kept, now) : undefined;
  return { expression, timezone, enabled, nextRun: next?.toISOString() ?? null };
}

function commitFacts(release: Release | undefined): CommitFacts | null {
  if (release === undefined) {
    return null;
  }
  const { commitId, author, date, message } = release;
  return { commitId, author, date: date.toISOString(), message };
}
