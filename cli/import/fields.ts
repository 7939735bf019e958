import { leastContainerMiB } from "../../aws/container";

/** A part of a stack file: texts, numbers, lists and mappings. */
export type Fields = Readonly<Record<string, unknown>>;

/** Leaves out what is undefined. */
export function given(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Undefined for a mapping or list without entries, which a stack file need not say. */
export function filled<T extends object>(value: T | undefined): T | undefined {
  return value === undefined || Object.keys(value).length === 0 ? undefined : value;
}

/** A name as keys of a stack file have it: small letters, digits and single hyphens. */
export function keyFrom(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

/** Docker's own tag where the reference of an image has none. */
export function withTag(reference: string | undefined): string | undefined {
  const hasTag = reference === undefined || /[:@][^/]*$/.test(reference) || reference.endsWith("}");
  return hasTag ? reference : `${reference}:latest`;
}

/** A health check's command as Slipway has it: `CMD-SHELL` runs a text in a shell, `CMD` the rest as it is. */
export function healthCommand(words: readonly string[]): string[] | undefined {
  const [first, ...rest] = words;
  if (first === undefined) {
    return undefined;
  }
  return first === "CMD-SHELL" ? ["sh", "-c", ...rest] : first === "CMD" ? rest : [...words];
}

/** MiB of a sidecar that has no limit: at most a quarter of the task's for all of them, 128 for each. */
export function sidecarMemory(task: number, count: number): number {
  return Math.max(leastContainerMiB, Math.min(128, Math.floor(task / 4 / Math.max(count, 1))));
}
