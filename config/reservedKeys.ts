import { type Problem } from "./problems";

/**
 * Keys named `__proto__`. To JavaScript that is no key like others, and zod leaves it out without a
 * word: what stands below it would be ignored.
 */
export function reservedKeys(value: unknown, path: readonly PropertyKey[] = []): Problem[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, part]): Problem[] => {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    return key === "__proto__"
      ? [{ path: place, sentence: "is no possible name; choose another" }]
      : reservedKeys(part, place);
  });
}
