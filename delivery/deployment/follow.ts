import { type PipelineExecution } from "../aws/codePipeline";
import { type Deployment, type ServicePlace } from "../aws/ecs";
import { type Target, type Targets } from "../aws/elasticLoadBalancing";
import { type SeenDeployment } from "../failure/evidence";
import { type Failure } from "../failure/failure";
import { type Clock } from "./clock";
import { judge } from "./judge";
import { releaseReader, revisionReader, type Sight, type WatchedApp } from "./look";
import { retryTransient } from "./retry";
import { type RevisionChange } from "./serviceChange";
import { noMemory, serviceVerdict, type Judged, type Memory } from "./serviceVerdict";
import { type Asked, type Phase, type ServiceLook, type Verdict } from "./verdict";

/** What following needs of the world. */
export interface World extends Sight {
  readonly targets: Pick<Targets, "health">;
  readonly clock: Clock;
}

/** How a deployment ended, or that it had not ended when someone stopped looking. */
export type Outcome =
  | { readonly kind: "succeeded" }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "interrupted" }
  | { readonly kind: "timed out" };

/** What was seen on the way, for the report of a failure. */
export interface Seen extends SeenDeployment {
  readonly execution: PipelineExecution | undefined;
  readonly deployment: Deployment | undefined;
  readonly endedAt: Date;
}

export interface Followed {
  readonly outcome: Outcome;
  readonly seen: Seen;
  /** Needed to go on following. */
  readonly memory: Memory;
}

export interface FollowOptions {
  /** How long to look. @default - without end */
  readonly timeoutMs?: number | undefined;
  /** Told where the deployment stands, at every look. */
  readonly report?: (phase: Phase, elapsedMs: number) => void;
  /** Told that AWS could not be asked for a moment. */
  readonly onHiccup?: (error: Error) => void;
  /** Ends it when the new tasks run, before the old ones are gone. @default false */
  readonly untilRunning?: boolean;
  /** What those who followed it before have seen. @default - nothing */
  readonly memory?: Memory;
}

/**
 * Follows a commit through its pipeline until its images run, or until it is clear that they will not. It
 * only reads: nothing is lost when it ends, and following the same commit again goes on where it stands.
 */
export function follow(
  app: WatchedApp,
  asked: Asked,
  world: World,
  options?: FollowOptions,
): Promise<Followed> {
  const readRelease = releaseReader(app, asked, world);
  const step = async (memory: Memory | undefined) => {
    const look = await readRelease();
    return { look, execution: look.execution, judged: judge(asked, look, memory) };
  };
  return followUntilOver(step, world, options);
}

/** Follows a change of a service that no pipeline makes: the service's own verdict is the last word. */
export function followService(
  at: ServicePlace,
  change: RevisionChange,
  world: Pick<World, "targets" | "clock"> & Parameters<typeof revisionReader>[1],
  options?: FollowOptions,
): Promise<Followed> {
  const readService = revisionReader(at, world);
  const step = async (memory: Memory | undefined) => {
    const look = await readService();
    return { look, execution: undefined, judged: serviceVerdict(change, look, memory) };
  };
  return followUntilOver(step, world, options);
}

/** One look and what it means, given what earlier ones have shown. */
type Step = (memory: Memory | undefined) => Promise<{
  readonly look: ServiceLook;
  readonly execution: PipelineExecution | undefined;
  readonly judged: Judged;
}>;

async function followUntilOver(
  step: Step,
  { clock, targets }: Pick<World, "clock" | "targets">,
  options: FollowOptions = {},
): Promise<Followed> {
  const { timeoutMs = Number.POSITIVE_INFINITY, untilRunning = false, report, onHiccup } = options;
  const startedAt = clock.now();
  const unhealthy = new Map<string, Target>();
  let { memory = noMemory } = options;
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
    memory,
  });
  const interrupted = () => clock.signal.aborted;
  for (;;) {
    if (interrupted()) {
      return ended({ kind: "interrupted" });
    }
    let seen: Awaited<ReturnType<Step>>;
    try {
      seen = await retryTransient(clock, () => step(memory), onHiccup);
    } catch (error) {
      if (interrupted()) {
        return ended({ kind: "interrupted" });
      }
      throw error;
    }
    execution = seen.execution ?? execution;
    memory = seen.judged.memory;
    const { verdict } = seen.judged;
    if (verdict.kind !== "waiting") {
      return ended(outcomeOf(verdict));
    }
    if (untilRunning && verdict.phase.at === "drain") {
      return ended({ kind: "succeeded" });
    }
    const elapsed = clock.now().getTime() - startedAt.getTime();
    report?.(verdict.phase, elapsed);
    if (elapsed >= timeoutMs) {
      return ended({ kind: "timed out" });
    }
    if (verdict.phase.at === "tasks") {
      await noteUnhealthy(seen.look, targets, unhealthy);
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
  { service }: ServiceLook,
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
