import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks again until there is an answer.
 *
 * @throws Error with `what` and the last thing seen when there is none in time.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  { seconds = 60, everyMilliseconds = 250 } = {},
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined) {
        return answer;
      }
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      const seen = last instanceof Error ? `: ${last.message}` : "";
      throw new Error(`waited ${seconds} s in vain for ${what}${seen}`);
    }
    await sleep(everyMilliseconds);
  }
}
