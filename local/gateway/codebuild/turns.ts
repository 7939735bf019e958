/**
 * Lets one in at a time, in the order of asking; what it gives lets the next one in. Rejects when the signal comes
 * first.
 */
export function turns(): (signal: AbortSignal) => Promise<() => void> {
  let last: Promise<unknown> = Promise.resolve();
  return async (signal) => {
    const before = last;
    let release = (): void => undefined;
    const done = new Promise<void>((resolve) => {
      release = resolve;
    });
    last = Promise.all([before, done]);
    const ended = new Promise<never>((_resolve, reject) => {
      signal.addEventListener("abort", () => {
        release();
        reject(new Error("The build was ended while it waited"));
      });
    });
    await Promise.race([before, ended]);
    return release;
  };
}
