/** How requests move to the new tasks of a deployment, where they do not move with the tasks. */

/** Strategies that start all new tasks beside the old ones, and then move the requests. */
export const shiftingStrategies = ["blue-green", "linear", "canary"] as const;

export type ShiftingStrategy = (typeof shiftingStrategies)[number];

/** What the configuration says of a shift; what it leaves out is {@link shiftDefaults}. */
export interface ShiftSettings {
  readonly strategy?: string | undefined;
  readonly stepPercent?: number | undefined;
  readonly canaryPercent?: number | undefined;
  readonly stepMinutes?: number | undefined;
  readonly bakeMinutes?: number | undefined;
}

/**
 * AWS's own, but for the steps of `linear`: ten of them, with the start of the tasks, take longer than
 * a pipeline waits.
 */
export const shiftDefaults = {
  stepPercent: 20,
  canaryPercent: 5,
  stepMinutes: { linear: 6, canary: 10 },
  bakeMinutes: 15,
} as const;

/** A shift with nothing left open. */
export interface TrafficShift {
  readonly strategy: ShiftingStrategy;
  /** Part of the requests that moves in the first step; all of them with `blue-green`. */
  readonly percent: number;
  /** Waits between steps; the last step is followed by the bake time alone. */
  readonly waits: number;
  readonly waitMinutes: number;
  readonly bakeMinutes: number;
  /** All waits together. */
  readonly minutes: number;
}

export function isShifting(strategy: string | undefined): strategy is ShiftingStrategy {
  return shiftingStrategies.some((one) => one === strategy);
}

/** @returns undefined for a rolling deployment. */
export function trafficShift(settings: ShiftSettings): TrafficShift | undefined {
  const { strategy, bakeMinutes = shiftDefaults.bakeMinutes } = settings;
  if (!isShifting(strategy)) {
    return undefined;
  }
  const { percent, waits, waitMinutes } = stepsOf(strategy, settings);
  const minutes = waits * waitMinutes + bakeMinutes;
  return { strategy, percent, waits, waitMinutes, bakeMinutes, minutes };
}

function stepsOf(
  strategy: ShiftingStrategy,
  settings: ShiftSettings,
): Pick<TrafficShift, "percent" | "waits" | "waitMinutes"> {
  switch (strategy) {
    case "blue-green":
      return { percent: 100, waits: 0, waitMinutes: 0 };
    case "linear": {
      const percent = settings.stepPercent ?? shiftDefaults.stepPercent;
      const waitMinutes = settings.stepMinutes ?? shiftDefaults.stepMinutes.linear;
      return { percent, waits: Math.ceil(100 / percent) - 1, waitMinutes };
    }
    case "canary":
      return {
        percent: settings.canaryPercent ?? shiftDefaults.canaryPercent,
        waits: 1,
        waitMinutes: settings.stepMinutes ?? shiftDefaults.stepMinutes.canary,
      };
  }
}

/** Why a deployment takes longer than may be waited for, with the arithmetic, if so. */
export function shiftTimeProblem(
  shift: TrafficShift,
  timeoutMinutes: number,
  mostMinutes: number,
): string | undefined {
  const total = timeoutMinutes + shift.minutes;
  if (total <= mostMinutes) {
    return undefined;
  }
  const waits =
    shift.waits === 0 ? "" : `${shift.waits} × ${shift.waitMinutes} minutes between steps + `;
  return `a deployment may take ${total} minutes, and a pipeline waits for ${mostMinutes}: timeoutMinutes ${timeoutMinutes} + ${waits}bakeMinutes ${shift.bakeMinutes}; take off ${total - mostMinutes} or more`;
}
