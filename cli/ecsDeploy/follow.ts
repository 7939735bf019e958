import { type Deployment, type Service, type ServiceEvent } from "../../delivery/aws/ecs";
import { reportText } from "../../delivery/text";
import { type Clock } from "../deployment/clock";
import { persistently } from "../deployment/retry";
import { standingOf, type Awaited, type Standing } from "./rollout";

/** How it ended, with what was seen of it. */
export interface Followed {
  readonly end: Standing | { readonly at: "timed out"; readonly stage: "start" | "completion" };
  readonly deployment: Deployment | undefined;
  readonly service: Service | undefined;
}

export interface FollowOptions {
  /** For each of the two: until the tasks run, and from there until the deployment is complete. */
  readonly timeoutMs: number;
  /** Ends it when the new tasks run. */
  readonly untilRunning: boolean;
  /** Told once, when the new tasks run. */
  readonly onRunning: () => void;
  /** Told what is new. */
  readonly note: (text: string) => void;
}

const firstPauseMs = 1_000;
const longestPauseMs = 5_000;

/** Watches a service until its change is complete or has failed, or until the time is up by the clock. */
export async function follow(
  awaited: Awaited,
  look: () => Promise<Service | undefined>,
  clock: Clock,
  { timeoutMs, untilRunning, onRunning, note }: FollowOptions,
): Promise<Followed> {
  let stage: "start" | "completion" = "start";
  let stageBegan = clock.now().getTime();
  let deployment: Deployment | undefined;
  let pause = firstPauseMs;
  let last = "";
  const told = new Set<string>();
  for (;;) {
    const service = await persistently(clock, look, (error) => {
      note(`AWS cannot be asked for a moment: ${reportText(error.message)}`);
    });
    const seen = standingOf(awaited, service, clock.now(), deployment);
    deployment = seen.ours;
    const { standing } = seen;
    for (const event of newEvents(service, awaited.since, told)) {
      note(reportText(event.message));
    }
    if (stage === "start" && (standing.at === "draining" || standing.at === "complete")) {
      onRunning();
      stage = "completion";
      stageBegan = clock.now().getTime();
    }
    const isRunning = untilRunning && stage === "completion";
    if (isRunning || (standing.at !== "starting" && standing.at !== "draining")) {
      return { end: isRunning ? { at: "complete" } : standing, deployment, service };
    }
    const text = standingText(standing);
    if (text !== last) {
      note(text);
    }
    pause = text === last ? Math.min(pause * 1.2, longestPauseMs) : firstPauseMs;
    last = text;
    const left = timeoutMs - (clock.now().getTime() - stageBegan);
    if (left <= 0 || clock.signal.aborted) {
      return { end: { at: "timed out", stage }, deployment, service };
    }
    await clock.wait(Math.min(pause, left));
  }
}

function newEvents(
  service: Service | undefined,
  since: Date,
  told: Set<string>,
): readonly ServiceEvent[] {
  const fresh = (service?.events ?? []).filter(({ at, message }) => {
    const key = `${at.toISOString()} ${message}`;
    return at >= since && !told.has(key) && told.add(key);
  });
  return fresh.reverse();
}

function standingText(standing: Extract<Standing, { at: "starting" | "draining" }>): string {
  if (standing.at === "draining") {
    return standing.left === 0
      ? "new tasks run; ECS completes the deployment"
      : `new tasks run; ${standing.left} of the old ones are left`;
  }
  const { running, desired, failed } = standing;
  return `${running} of ${desired} new tasks run${failed === 0 ? "" : `, ${failed} failed`}`;
}
