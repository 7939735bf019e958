import { unknownText } from "../engine";

/** What of a value is known: a plan leaves the rest out. */
export function knownPart(value: unknown): unknown {
  if (value === unknownText) {
    return undefined;
  }
  if (Array.isArray(value)) {
    return value.map(knownPart).filter((entry) => entry !== undefined);
  }
  return isObject(value) ? defined(value, knownPart) : value;
}

/** What of a value is not known: a plan says `true` in its place. */
export function unknownPart(value: unknown): unknown {
  if (value === unknownText) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.some((entry) => unknownPart(entry) !== undefined)
      ? value.map((entry) => unknownPart(entry) ?? false)
      : undefined;
  }
  const parts = isObject(value) ? defined(value, unknownPart) : {};
  return Object.keys(parts).length === 0 ? undefined : parts;
}

function defined(
  value: Readonly<Record<string, unknown>>,
  part: (entry: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, entry]) => [key, part(entry)] as const)
      .filter(([, entry]) => entry !== undefined),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
