import { canonical } from "../equivalence";
import { isRecord } from "../provider/values";
import { type Properties } from "../resourceEntry";

/** One tag as most AWS services write it. */
export interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Tags as services with capitalised keys take them: `[{ Key, Value }]`. */
export function tagList(tags: unknown): { Key: string; Value: string }[] {
  return Object.entries(record(tags)).map(([Key, value]) => ({ Key, Value: String(value) }));
}

/** Tags as ECS takes them: `[{ key, value }]`. */
export function lowerTagList(tags: unknown): { key: string; value: string }[] {
  return tagList(tags).map(({ Key, Value }) => ({ key: Key, value: Value }));
}

/** A map of tags from either spelling; AWS's own tags (`aws:`) are no one's to declare. */
export function tagMap(
  tags: readonly (Tag | { key?: string | undefined; value?: string | undefined })[] | undefined,
): Record<string, string> {
  const pairs = (tags ?? []).map((tag): [string, string] =>
    "Key" in tag
      ? [tag.Key ?? "", tag.Value ?? ""]
      : [(tag as { key?: string }).key ?? "", (tag as { value?: string }).value ?? ""],
  );
  return Object.fromEntries(pairs.filter(([key]) => !key.startsWith("aws:")));
}

/** What must be removed and what must be written to go from one map of tags to another. */
export function tagChanges(
  before: unknown,
  after: unknown,
): { readonly removed: string[]; readonly written: Record<string, string> } {
  const old = record(before);
  const wanted = record(after);
  return {
    removed: Object.keys(old).filter((key) => !(key in wanted)),
    written: Object.fromEntries(
      Object.entries(wanted)
        .filter(([key, value]) => old[key] !== value)
        .map(([key, value]) => [key, String(value)]),
    ),
  };
}

/** `{ healthCheck: { path } }` as `{ HealthCheck: { Path } }`; used where only the capitals differ. */
export function capitalised(value: unknown): unknown {
  return renamed(value, (key) => key.charAt(0).toUpperCase() + key.slice(1));
}

/** The inverse of {@link capitalised}. */
export function uncapitalised(value: unknown): unknown {
  return renamed(value, (key) => key.charAt(0).toLowerCase() + key.slice(1));
}

function renamed(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => renamed(item, rename));
  }
  if (!isRecord(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [rename(key), renamed(item, rename)]),
  );
}

/** Leaves out what AWS left empty: the provider's state has no key for `undefined`, `null` and `""`. */
export function present(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).filter(
      ([, value]) => value !== undefined && value !== null && value !== "",
    ),
  );
}

/** The named properties of a bag, those that are set. */
export function pick(properties: Properties, names: readonly string[]): Properties {
  return present(Object.fromEntries(names.map((name) => [name, properties[name]])));
}

/** The named inputs that differ between two bags. */
export function changedOf(
  names: readonly string[],
  before: Properties,
  after: Properties,
): string[] {
  return names.filter((name) => canonical(before[name]) !== canonical(after[name]));
}

export function record(value: unknown): Properties {
  return isRecord(value) ? value : {};
}

export function records(value: unknown): Properties[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A string that must be there, because the inputs were checked before. */
export function required(properties: Properties, name: string): string {
  const value = text(properties[name]);
  if (value === undefined) {
    throw new Error(`"${name}" is missing`);
  }
  return value;
}

export function texts(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === "string")
    : [];
}

export function whole(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

export function flag(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** A request of the SDK from declared inputs: names are checked here, values by the service's own model. */
export function request<T extends object>(properties: { [Name in keyof T]?: unknown }): T {
  return present(properties) as T;
}

/** An answer in the provider's state: what AWS left empty is `null`, which means not set. */
export function observed(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      value === undefined || value === "" ? null : value,
    ]),
  );
}
