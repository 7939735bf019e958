import { type z } from "zod";

/**
 * A configuration of which only the valid parts are left: every key may be missing, but what is
 * there has passed the schema. The checks between keys work on this, so that a wrong port in one
 * app does not hide a wrong route in another.
 */
export type Valid<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in Exclude<keyof T, Discriminator>]?: Valid<T[K]> | undefined } & {
        readonly [K in Extract<keyof T, Discriminator>]: T[K];
      }
    : T;

/** Keys that tell the options of a union apart. Where one is wrong, its whole mapping is left out. */
type Discriminator = "kind" | "type";

/** The value without the parts that the issues speak of. */
export function validParts<T>(value: T, issues: readonly z.core.$ZodRawIssue[]): Valid<T> {
  let left: unknown = value;
  for (const issue of issues) {
    // A wrong name is no wrong value, and keys that are not known were never copied.
    if (issue.code === "custom" || issue.code === "unrecognized_keys") {
      continue;
    }
    const path = issue.path ?? [];
    // Nothing of a union was looked at when the key that tells its options apart is wrong.
    left = without(left, "discriminator" in issue ? path.slice(0, -1) : path);
  }
  return left as Valid<T>;
}

function without(value: unknown, path: readonly PropertyKey[]): unknown {
  const [step, ...rest] = path;
  // A list with one wrong item is left out as a whole: its other items would change places.
  if (step === undefined || typeof value !== "object" || value === null || Array.isArray(value)) {
    return undefined;
  }
  const { [step]: part, ...others } = value as Record<PropertyKey, unknown>;
  const left = without(part, rest);
  return left === undefined ? others : { ...others, [step]: left };
}
