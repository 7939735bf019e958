import { setTimeout as timer } from "node:timers/promises";

/** Time, a test's own in tests. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects when the signal comes first. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** The longest time that a timer of Node.js can wait is 24 days. */
const longest = 24 * 3600 * 1000;

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: async (milliseconds, signal) => {
    const until = Date.now() + milliseconds;
    for (let rest = milliseconds; rest > 0; rest = until - Date.now()) {
      // An approval that waits for a week must not keep the gateway from ending.
      await timer(Math.min(rest, longest), undefined, { signal, ref: false });
    }
  },
};
