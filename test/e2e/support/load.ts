import autocannon from "autocannon";

/** What constant load on an app saw. */
export interface Seen {
  /** Requests that were sent and ended, well or not. */
  readonly requests: number;
  /** Connections that broke, timeouts and answers other than 200. */
  readonly failed: number;
  /** Every version that answered, with the number of answers. */
  readonly versions: ReadonlyMap<string, number>;
}

/**
 * Sends requests to an app of the local AWS while `work` is under way: 300 a second, or as many as this machine sends.
 *
 * @returns what the load saw, beside the result of `work`.
 */
export async function underLoad<T>(
  url: string,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly seen: Seen }> {
  const { host, port, pathname } = new URL(url);
  const versions = new Map<string, number>();
  let load: autocannon.Instance | undefined;
  const ended = new Promise<autocannon.Result>((resolve, reject) => {
    load = autocannon(
      {
        url: `http://127.0.0.1:${port}${pathname}`,
        headers: { host },
        connections: 30,
        overallRate: 300,
        // Ended by stop(): this is only more than the work can take.
        duration: 1800,
        setupClient: (client) => {
          client.on("body", (body: Buffer) => {
            const text = body.toString("utf8");
            const version = /Version <strong>([\d.]+)</.exec(text)?.[1] ?? text.slice(0, 200);
            versions.set(version, (versions.get(version) ?? 0) + 1);
          });
        },
      },
      (error, result) => {
        if (error === null || error === undefined) {
          resolve(result);
        } else {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      },
    );
  });
  const stop = (): Promise<autocannon.Result> => {
    load?.stop();
    return ended;
  };
  try {
    const result = await work();
    const { requests, errors, timeouts, non2xx } = await stop();
    return {
      result,
      seen: {
        requests: requests.total,
        failed: errors + timeouts + non2xx,
        versions,
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
