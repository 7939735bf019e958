import { ServiceError } from "../serviceError";

/** One page of a list, and what asks for the next. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/**
 * One page of a list. The token is opaque to clients and good for this kind of list only. It counts items, unlike that
 * of `gateway/pages.ts`: these lists are fixed by a commit or sorted by name, and a branch that is deleted between two
 * pages must not spoil the next one.
 *
 * @throws ServiceError InvalidContinuationTokenException, InvalidMaxResultsException
 */
export function page<T>(
  kind: string,
  all: readonly T[],
  token: string | undefined,
  size: number | undefined,
  largest = 100,
): Page<T> {
  if (size !== undefined && size < 1) {
    throw new ServiceError(
      "InvalidMaxResultsException",
      `${size} is not a valid maximum number of results`,
    );
  }
  const start = token === undefined ? 0 : offsetOf(kind, token);
  const end = start + Math.min(size ?? largest, largest);
  return {
    items: all.slice(start, end),
    next: end < all.length ? Buffer.from(`${kind} ${end}`).toString("base64url") : undefined,
  };
}

function offsetOf(kind: string, token: string): number {
  const [found, offset = ""] = Buffer.from(token, "base64url").toString("utf8").split(" ");
  if (found !== kind || !/^\d+$/.test(offset)) {
    throw new ServiceError(
      "InvalidContinuationTokenException",
      "The continuation token is not valid",
    );
  }
  return Number(offset);
}
