import { z } from "zod";

import { type Range } from "../../aws/limits";
import { listed } from "../listed";
import { type Problem } from "../problems";
import { type NestedKeys, unknownKeySentence } from "../suggest";

/**
 * The pieces that every part of the schema is made of. Each carries its own sentence, so that a
 * problem reads the same wherever it occurs.
 */

/** A mapping that knows its keys: any other key is refused, with the nearest known one. */
export function mapping<S extends z.core.$ZodLooseShape>(shape: S) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? // One line a key, in the order of issue.keys: problems.ts makes one problem of each.
          issue.keys
            .map((key) => unknownKeySentence(key, Object.keys(shape), keysBelow(shape)))
            .join("\n")
        : undefined,
  });
}

/** A whole number of a range of AWS. */
export function integerIn({ from, to }: Range) {
  const error = `must be ${from}–${to}`;
  const tooSmall = from === 0 ? `must be >= 0 and <= ${to}` : error;
  return z.int({ error: wholeNumber }).min(from, { error: tooSmall }).max(to, { error });
}

/** A whole number without an upper end that matters. */
export function integerFrom(min: number) {
  return z.int({ error: wholeNumber }).min(min, { error: `must be >= ${min}` });
}

/** A text of a certain form. The sentence says what is legal. */
export function text(pattern: RegExp, error: string) {
  // The name that editors know for the sentence of a pattern; the document quotes it too.
  return z.string().regex(pattern, { error }).meta({ patternErrorMessage: error });
}

/** A text that may be anything but empty. */
export function anyText() {
  return z.string().min(1, { error: "must not be empty" });
}

/** One of a few words or numbers. */
export function oneOf<const T extends readonly (string | number)[]>(values: T) {
  return z.literal(values, {
    error: (issue) =>
      issue.input === undefined || issue.input === null
        ? undefined
        : `must be ${listed(values.map((value) => JSON.stringify(value)))}`,
  });
}

/** A switch. */
export function flag() {
  return z.boolean();
}

const keyPattern = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/**
 * Things by name: images, clusters, apps, sidecars, volumes. A name becomes a part of physical
 * names, of a folder in the deployment repository and of a Pulumi name.
 *
 * The names are checked beside the values, not as keys of the record: zod would not look at the
 * value under a wrong name, and its problems would come up only once the name is right.
 */
export function named<V extends z.core.SomeType>(max: number, value: V) {
  const names = `must match ^[a-z][a-z0-9-]*$, without a double hyphen and without a hyphen at its end`;
  return z
    .record(z.string(), value)
    .check(
      always((record: object) =>
        Object.keys(record).flatMap((name) => {
          const sentence = !keyPattern.test(name)
            ? `the name ${names}`
            : name.length > max
              ? `the name has ${name.length} characters; max ${max}`
              : undefined;
          return sentence === undefined ? [] : [{ path: [name], sentence }];
        }),
      ),
    )
    .meta({ propertyNames: { pattern: keyPattern.source, maxLength: max } });
}

/** A check of a mapping that runs also when zod has found problems in it: one run tells them all. */
export function always<T extends object>(
  problemsOf: (value: T) => readonly Problem[],
): z.core.$ZodCheck<T> {
  return z.core._check<T>(
    (payload) => {
      for (const { path, sentence } of problemsOf(payload.value)) {
        payload.issues.push({
          code: "custom",
          message: sentence,
          path: [...path],
          input: payload.value,
        });
      }
    },
    { when: ({ value }) => typeof value === "object" && value !== null && !Array.isArray(value) },
  );
}

function wholeNumber(issue: { readonly input?: unknown }): string | undefined {
  return issue.input === undefined || issue.input === null ? undefined : "must be an integer";
}

/** The keys of the mappings in a mapping. Under a name of its own choice (an image's, an app's) nothing is known. */
function keysBelow(shape: z.core.$ZodLooseShape): NestedKeys {
  return Object.fromEntries(
    Object.entries(shape).flatMap(([key, schema]) => {
      const inner = unwrapped(schema);
      return inner instanceof z.ZodObject ? [[key, Object.keys(inner.shape)] as const] : [];
    }),
  );
}

function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional
    ? unwrapped(schema.unwrap())
    : schema;
}
