/** The first permissions of a new role reach all of AWS within seconds; until then they are refused. */
const patience = { times: 10, everyMs: 3_000 } as const;

/** Runs the work again while AWS denies access; the last refusal is the one that is thrown. */
export async function oncePermitted<T>(
  work: () => Promise<T>,
  wait: (milliseconds: number) => Promise<void>,
): Promise<T> {
  for (let time = 1; ; time++) {
    try {
      return await work();
    } catch (error) {
      const denied = error instanceof Error && error.name === "AccessDeniedException";
      if (!denied || time >= patience.times) {
        throw error;
      }
      await wait(patience.everyMs);
    }
  }
}
