import { setTimeout as sleep } from "node:timers/promises";

import { isAwsError } from "../provider/failure";

/** How often and how long to try again. */
export interface Patience {
  readonly seconds: number;
  readonly everySeconds: number;
}

/** The real provider waits two minutes for what IAM has not spread yet. */
export const propagation: Patience = { seconds: 120, everySeconds: 2 };

/** Whether AWS refused with one of these codes, for one of these reasons. */
export function refusedFor(
  error: unknown,
  codes: readonly string[],
  reasons: readonly string[],
): boolean {
  return (
    isAwsError(error, ...codes) &&
    reasons.some((reason) => (error as Error).message.includes(reason))
  );
}

/** Calls again while the error is one that passes; the last error is the one that is thrown. */
export async function retrying<T>(
  call: () => Promise<T>,
  passes: (error: unknown) => boolean,
  patience: Patience = propagation,
): Promise<T> {
  const deadline = Date.now() + patience.seconds * 1000;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!passes(error) || Date.now() >= deadline) {
        throw error;
      }
      await sleep(patience.everySeconds * 1000);
    }
  }
}

/** Asks until there is an answer; `undefined` means not yet. */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | undefined>,
  patience: Patience,
): Promise<T> {
  const deadline = Date.now() + patience.seconds * 1000;
  for (;;) {
    const answer = await look();
    if (answer !== undefined) {
      return answer;
    }
    if (Date.now() >= deadline) {
      throw new Error(`timeout while waiting for ${what} after ${patience.seconds} s`);
    }
    await sleep(patience.everySeconds * 1000);
  }
}

/** Seconds of a duration like `10m`, `1h30m` or `0`. */
export function durationSeconds(duration: string): number {
  const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };
  return [...duration.matchAll(/(\d+(?:\.\d+)?)([hms])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ""] ?? 0),
    0,
  );
}
