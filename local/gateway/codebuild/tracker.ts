import { type Clock } from "../clock";
import {
  type Build,
  type BuildStatus,
  type Phase,
  type PhaseContext,
  type PhaseType,
} from "./build";
import { type BuildLog } from "./buildLog";

/** Why a build was ended from outside. */
export type Ended = Extract<BuildStatus, "STOPPED" | "TIMED_OUT">;

/** A build that runs: its phases, and how it ends. */
export interface Tracker {
  readonly build: Build;
  /** Whether a phase failed or the build was ended from outside. */
  readonly failed: boolean;
  readonly signal: AbortSignal;
  update(change: Partial<Build>): void;
  /** Does the work of a phase; what it gives or throws is why it failed. True when it succeeded. */
  phase(type: PhaseType, work: () => Promise<PhaseContext | undefined>): Promise<boolean>;
  complete(): void;
}

/** Phases that come last, whatever happened. */
const closing: readonly PhaseType[] = ["FINALIZING", "COMPLETED"];

export function tracker(
  initial: Build,
  clock: Pick<Clock, "now">,
  log: BuildLog,
  keep: (build: Build) => void,
  signal: AbortSignal,
): Tracker {
  let build = initial;
  let outcome: Exclude<BuildStatus, "IN_PROGRESS"> = "SUCCEEDED";
  const update = (change: Partial<Build>): void => {
    build = { ...build, ...change };
    keep(build);
  };
  const close = (phase: Phase): void => {
    update({ phases: [...build.phases.slice(0, -1), { ...phase, endTime: clock.now() }] });
    const { statusCode = "", message = "" } = phase.context ?? {};
    log.write(`[Container] Phase complete: ${phase.type} State: ${phase.status ?? ""}`);
    log.write(`[Container] Phase context status code: ${statusCode} Message: ${message}`);
  };
  return {
    get build() {
      return build;
    },
    get failed() {
      return outcome !== "SUCCEEDED" || signal.aborted;
    },
    signal,
    update,
    phase: async (type, work) => {
      if (signal.aborted && !closing.includes(type)) {
        return false;
      }
      const begun: Phase = { type, startTime: clock.now() };
      update({ phases: [...build.phases, begun] });
      log.write(`[Container] Entering phase ${type}`);
      let context: PhaseContext | undefined;
      try {
        context = await work();
      } catch (error) {
        context = { statusCode: "CLIENT_ERROR", message: messageOf(error) };
      }
      if (signal.aborted && !closing.includes(type)) {
        outcome = signal.reason as Ended;
        const statusCode = outcome === "TIMED_OUT" ? "BUILD_TIMED_OUT" : "";
        const message = outcome === "TIMED_OUT" ? "Build has timed out. " : "";
        close({ ...begun, status: outcome, context: { statusCode, message } });
        return false;
      }
      close({
        ...begun,
        status: context === undefined ? "SUCCEEDED" : "FAILED",
        ...(context && { context }),
      });
      if (context !== undefined && outcome === "SUCCEEDED") {
        outcome = "FAILED";
      }
      return context === undefined;
    },
    complete: () => {
      const now = clock.now();
      if (signal.aborted) {
        outcome = signal.reason as Ended;
      }
      update({
        status: outcome,
        endTime: now,
        phases: [...build.phases, { type: "COMPLETED", startTime: now }],
      });
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
