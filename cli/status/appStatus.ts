import { type Service } from "@aws-sdk/client-ecs";

import { type Revision } from "../../delivery/format";
import { reportText } from "../../delivery/text";
import { type Execution } from "../aws/executions";
import { type Targets } from "../aws/targetHealth";
import { type Release, runs } from "../releases";
import { counted } from "../words";
import { headNote } from "./headNote";

/** What AWS says about one app. */
export interface AppFacts {
  readonly app: string;
  readonly service: Service | undefined;
  /** Images of the task definition that the service uses, sidecars included. */
  readonly images: Revision;
  /** Newest first, as far back as it was looked. */
  readonly releases: readonly Release[];
  /** Newest first; `undefined` where there is no pipeline. */
  readonly executions: readonly Execution[] | undefined;
  /** Execution that waits for approval. */
  readonly waiting: string | undefined;
  readonly targets: Targets | undefined;
}

/** Something that a person should know, and the command that helps. */
export interface Note {
  readonly says: string;
  readonly next?: string;
}

/** How an app stands; the shape of `slipway status --json`. */
export interface AppStatus {
  readonly app: string;
  /** What the service is to run: containers and their images. */
  readonly images: Revision;
  readonly taskDefinition: string | null;
  /** Commit that the images come from; null when none of the newest commits names them. */
  readonly commit: CommitFacts | null;
  /** Newest commit of the app's revision. */
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
  readonly targets: Targets | null;
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
  const { app, service, images, releases, executions = [], waiting } = facts;
  const [head] = releases;
  const live = releases.find((release) => runs(release, images));
  const headRuns = head !== undefined && runs(head, images);
  const [newest] = executions;
  const deployment = deploymentOf(service);
  return {
    app,
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
    tasks: { running: service?.runningCount ?? 0, desired: service?.desiredCount ?? 0 },
    targets: facts.targets ?? null,
    notes: [...notesOf(facts, deployment, live), ...headNote(facts, headRuns, now)],
  };
}

function notesOf(
  { app, service, images, releases, executions, targets }: AppFacts,
  deployment: Deployment,
  live: Release | undefined,
): Note[] {
  if (service === undefined) {
    return [{ says: "has no service; pulumi up makes it" }];
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

/** The state of the newest deployment; older ones of the service are only on their way out. */
export function deploymentOf(service: Service | undefined): Deployment {
  const deployments = service?.deployments ?? [];
  const primary = deployments.find(({ status }) => status === "PRIMARY");
  if (primary === undefined) {
    return { state: "none", reason: null };
  }
  const reason = reportText(primary.rolloutStateReason ?? "") || null;
  if (primary.rolloutState === "FAILED") {
    return { state: "failed", reason };
  }
  const isDone = primary.rolloutState === "COMPLETED" && deployments.length === 1;
  return { state: isDone ? "steady" : "in progress", reason };
}

function commitFacts(release: Release | undefined): CommitFacts | null {
  if (release === undefined) {
    return null;
  }
  const { commitId, author, date, message } = release;
  return { commitId, author, date: date.toISOString(), message };
}
