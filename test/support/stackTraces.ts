type Translate = (error: Error, frames: NodeJS.CallSite[]) => unknown;

/** The hook of V8 that ts-node sets; unset without ts-node. */
export const hook: { prepareStackTrace?: Translate | undefined } = Error;

/**
 * Pulumi's SDK notes a stack trace for every promise it makes, in case one is never settled. Under
 * ts-node each of them is translated to lines of TypeScript, which takes most of the time of a
 * recording. Runs the work with these traces left out; all others are translated as ever.
 */
export async function withoutPromiseTraces<T>(work: () => Promise<T>): Promise<T> {
  const translate = hook.prepareStackTrace;
  if (translate === undefined) {
    return work();
  }
  hook.prepareStackTrace = (error, frames) =>
    frames[0]?.getFunctionName() === "debuggablePromise" ? "" : translate(error, frames);
  try {
    return await work();
  } finally {
    hook.prepareStackTrace = translate;
  }
}
