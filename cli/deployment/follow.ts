import { type PipelineExecution } from "../../delivery/aws/codePipeline";
import { type Deployment } from "../../delivery/aws/ecs";
import { type Target, type Targets } from "../../delivery/aws/elasticLoadBalancing";
import { type Clock } from "./clock";
import { judge, noMemory } from "./judge";
import { looker, type Sight, type WatchedApp } from "./look";
import { persistently } from "./retry";
import { type Asked, type Failure, type Look, type Phase, type Verdict } from "./verdict";

/** What following needs of the world. */
export interface World extends Sight {
  readonly targets: Pick<Targets, "health">;
  readonly clock: Clock;
}

/** How a deployment ended, or that it had not ended when somebody stopped looking. */
export type Outcome =
  | { readonly kind: "succeeded" }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "interrupted" }
  | { readonly kind: "timed out" };

/** What was seen on the way, for the report of a failure. */
export interface Seen {
  readonly execution: PipelineExecution | undefined;
  /** The deployment of ECS. */
  readonly deployment: Deployment | undefined;
  /** Targets that were not healthy while its tasks started, by their last reason. */
  readonly unhealthy: readonly Target[];
  readonly startedAt: Date;
  readonly endedAt: Date;
}

export interface Followed {
  readonly outcome: Outcome;
  readonly seen: Seen;
}

export interface FollowOptions {
  /** How long to look. @default - without end */
  readonly timeoutMs?: number | undefined;
  /** Told where the deployment stands, at every look. */
  readonly report?: (phase: Phase, elapsedMs: number) => void;
  /** Told that AWS could not be asked for a moment. */
  readonly onHiccup?: (error: Error) => void;
}

/**
 * Follows a commit until its images run, or until it is clear that they will not. It only reads:
 * whoever ends it loses nothing, and following the same commit again goes on where it stands.
 */
export async function follow(
  app: WatchedApp,
  asked: Asked,
  world: World,
  { timeoutMs = Number.POSITIVE_INFINITY, report, onHiccup }: FollowOptions = {},
): Promise<Followed> {
  const { clock } = world;
  const startedAt = clock.now();
  const look = looker(app, asked, world);
  const unhealthy = new Map<string, Target>();
  let memory = noMemory;
  let pause = firstPauseMs;
  let lastPhase: Phase["at"] | undefined;
  let execution: PipelineExecution | undefined;
  const ended = (outcome: Outcome): Followed => ({
    outcome,
    seen: {
      execution,
      deployment: memory.deployment,
      unhealthy: [...unhealthy.values()],
      startedAt,
      endedAt: clock.now(),
    },
  });
  const interrupted = () => clock.signal.aborted;
  for (;;) {
    if (interrupted()) {
      return ended({ kind: "interrupted" });
    }
    let seen: Look;
    try {
      seen = await persistently(clock, look, onHiccup);
    } catch (error) {
      if (interrupted()) {
        return ended({ kind: "interrupted" });
      }
      throw error;
    }
    execution = seen.execution ?? execution;
    const judged = judge(asked, seen, memory);
    memory = judged.memory;
    const { verdict } = judged;
    if (verdict.kind !== "waiting") {
      return ended(outcomeOf(verdict));
    }
    const elapsed = clock.now().getTime() - startedAt.getTime();
    report?.(verdict.phase, elapsed);
    if (elapsed >= timeoutMs) {
      return ended({ kind: "timed out" });
    }
    if (verdict.phase.at === "tasks") {
      await noteUnhealthy(seen, world.targets, unhealthy);
    }
    pause =
      verdict.phase.at === lastPhase
        ? Math.min(pause * backOff, longestPauseMs(verdict.phase))
        : firstPauseMs;
    lastPhase = verdict.phase.at;
    await clock.wait(Math.min(pause, timeoutMs - elapsed));
  }
}

const firstPauseMs = 1000;
const backOff = 1.1;

/** A person decides within minutes or days; everything else changes within seconds. */
function longestPauseMs({ at }: Phase): number {
  return at === "approval" ? 15_000 : 5_000;
}

function outcomeOf(verdict: Exclude<Verdict, { kind: "waiting" }>): Outcome {
  return verdict.kind === "succeeded"
    ? { kind: "succeeded" }
    : { kind: "failed", failure: verdict.failure };
}

/** Targets are gone once a deployment was rolled back, and with them the reason for it. */
async function noteUnhealthy(
  { service }: Look,
  targets: Pick<Targets, "health">,
  unhealthy: Map<string, Target>,
): Promise<void> {
  try {
    for (const { arn } of service?.targetGroups ?? []) {
      for (const target of await targets.health(arn)) {
        if (target.state === "unhealthy") {
          unhealthy.set(target.id, target);
        }
      }
    }
  } catch {
    // It explains a failure and decides nothing; the next look tries again.
  }
}
