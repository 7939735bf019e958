import { type Clock } from "./clock";

/** Errors that pass by themselves: a rate that was exceeded, a connection that broke, a fault on AWS's side. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  const { name, code, $metadata, $retryable } = error as AwsError;
  return (
    $retryable !== undefined ||
    ($metadata?.httpStatusCode ?? 0) >= 500 ||
    /Throttl|TooManyRequests|RequestLimitExceeded|ServiceUnavailable|InternalFailure|ServerException|TimeoutError|NetworkingError/.test(
      name,
    ) ||
    (typeof code === "string" && brokenConnections.includes(code))
  );
}

interface AwsError extends Error {
  readonly code?: unknown;
  readonly $retryable?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const brokenConnections = [
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "ENOTFOUND",
  "ENETUNREACH",
  "EHOSTUNREACH",
];

/** How long AWS may be out of reach before a command gives up. */
const patienceMs = 5 * 60_000;
const longestWaitMs = 15_000;

/**
 * Repeats a call until it succeeds or fails for good. The deployment goes on meanwhile, so nothing is
 * lost by waiting; the clients' own retries end within seconds.
 */
export async function retryTransient<T>(
  clock: Clock,
  call: () => Promise<T>,
  onWait: (error: Error) => void = () => undefined,
): Promise<T> {
  const began = clock.now().getTime();
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const tooLong = clock.now().getTime() - began >= patienceMs;
      if (!(error instanceof Error) || !isTransient(error) || tooLong || clock.signal.aborted) {
        throw error;
      }
      onWait(error);
      await clock.wait(Math.min(1000 * 2 ** attempt, longestWaitMs));
    }
  }
}
