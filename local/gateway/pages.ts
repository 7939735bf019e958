import { ServiceError } from "./serviceError";

/** One page of a list, and what asks for the next. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: { readonly nextToken?: string };
}

/**
 * One page of a list. The token names the last item that was given: items that come in front meanwhile, as new
 * executions do, shift nothing.
 *
 * @param refusal the service's name for a token that it did not give.
 * @throws ServiceError with that name.
 */
export function page<T>(
  all: readonly T[],
  idOf: (item: T) => string,
  token: string | undefined,
  size: number,
  refusal: string,
): Page<T> {
  const last = token && Buffer.from(token, "base64url").toString("utf8");
  const before = last === undefined ? -1 : all.findIndex((item) => idOf(item) === last);
  if (last !== undefined && before < 0) {
    throw new ServiceError(refusal, "The next token is not valid");
  }
  const items = all.slice(before + 1, before + 1 + size);
  const end = items.at(-1);
  const more = before + 1 + size < all.length;
  return {
    items,
    next:
      more && end !== undefined ? { nextToken: Buffer.from(idOf(end)).toString("base64url") } : {},
  };
}
