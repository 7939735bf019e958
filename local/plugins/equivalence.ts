import { isDeepStrictEqual } from "node:util";

/** Lists whose order does not matter (sets in the real provider). */
export function sameSet(existing: unknown, wanted: unknown): boolean {
  if (!Array.isArray(existing) || !Array.isArray(wanted)) {
    return false;
  }
  const keys = (list: readonly unknown[]): string[] =>
    list.map((element) => canonical(element)).sort();
  return isDeepStrictEqual(keys(existing), keys(wanted));
}

/** JSON texts that mean the same, whatever their spacing and the order of their keys. */
export function sameJson(existing: unknown, wanted: unknown): boolean {
  const parsed = [existing, wanted].map(parse);
  return parsed[0] !== undefined && isDeepStrictEqual(parsed[0], parsed[1]);
}

/** IAM policies that mean the same: a list of one is its only element, and lists have no order. */
export function samePolicy(existing: unknown, wanted: unknown): boolean {
  const parsed = [existing, wanted].map(parse);
  return parsed[0] !== undefined && canonical(loose(parsed[0])) === canonical(loose(parsed[1]));
}

function parse(text: unknown): unknown {
  if (typeof text !== "string") {
    return text;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function loose(value: unknown): unknown {
  if (Array.isArray(value)) {
    const elements = value.map(loose);
    return elements.length === 1
      ? elements[0]
      : elements.sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, loose(inner)]));
}

/** JSON text with sorted keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
