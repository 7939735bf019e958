import { Malformed } from "../judge";

export type Json = Readonly<Record<string, unknown>>;

/** Documents that are kept read; a preview asks for each of them many times, one soon after the other. */
const most = 256;

/**
 * Reads documents that AWS takes as a JSON text, or as an object where a program gives one. The rules
 * that read one document share the answer.
 */
export function reader<T>(what: string, read: (value: unknown) => T): (document: unknown) => T {
  const known = new Map<string, T>();
  return (document) => {
    if (typeof document !== "string") {
      return read(document);
    }
    const answer = known.has(document) ? (known.get(document) as T) : read(parsed(document, what));
    if (known.size >= most) {
      known.clear();
    }
    known.set(document, answer);
    return answer;
  };
}

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Malformed(`${what} is no JSON (${error instanceof Error ? error.message : "?"})`);
  }
}

/** A value that may be written alone, or as a list. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) {
    return [];
  }
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

export function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of a key, however its letters are written. Of two, the last one counts. */
export function valueOf(record: Json, key: string): unknown {
  const wanted = key.toLowerCase();
  return Object.entries(record)
    .filter(([name]) => name.toLowerCase() === wanted)
    .at(-1)?.[1];
}
