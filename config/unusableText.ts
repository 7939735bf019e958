import { type Problem } from "./problems";

/**
 * Texts that no part of the program can use: keys named `__proto__`, which JavaScript does not take
 * for a key like others and zod leaves out without a word, and NUL, which ends a text in every
 * container and which AWS refuses.
 */
export function unusableText(value: unknown, path: readonly PropertyKey[] = []): Problem[] {
  if (typeof value === "string") {
    return value.includes("\0")
      ? [{ path, sentence: "contains a NUL character, which no container can be given; remove it" }]
      : [];
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, part]): Problem[] => {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    return key === "__proto__"
      ? [{ path: place, sentence: "is not an allowed name; choose another" }]
      : unusableText(part, place);
  });
}
