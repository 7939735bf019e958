/**
 * What to do about a value, by the keys that lead to it; `*` is any one key. It speaks for all below it too.
 */
export type Advice = readonly [path: string, sentence: string];

/** What signs in to a private registry. */
export const registryCredentialsAdvice =
  "Write the secret's ARN as registryCredentials, and give the image by its digest.";

/** The step for a value that has none. */
const unknown = "Slipway has no key for it, or cannot read this value; see docs/configuration.md.";

/** The first that fits. */
export function adviceIn(list: readonly Advice[], keys: readonly string[]): string {
  const found = list.find(([pattern]) =>
    pattern
      .split(".")
      .every((step, index) => step === keys[index] || (step === "*" && index < keys.length)),
  );
  return found?.[1] ?? unknown;
}
