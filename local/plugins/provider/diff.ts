import { type TypeShape } from "../declarations/shape";
import { type Equivalence, type Properties, type ResourceEntry } from "../resourceEntry";
import { defaultsKey } from "./check";
import { containsUnknown, isEmpty, isRecord, UNKNOWN } from "./values";

export type ChangeKind = "add" | "delete" | "update";

export interface Change {
  readonly property: string;
  readonly kind: ChangeKind;
  readonly replaces: boolean;
}

export interface Difference {
  readonly changes: readonly Change[];
  readonly deleteBeforeReplace: boolean;
}

export interface DiffRequest {
  readonly oldInputs: Properties;
  readonly state: Properties;
  readonly news: Properties;
  readonly ignoreChanges: readonly string[];
}

/** What has to change so that `state` becomes `news`. */
export function diffResource<C>(
  entry: ResourceEntry<C>,
  types: Readonly<Record<string, TypeShape>>,
  { oldInputs, state, news, ignoreChanges }: DiffRequest,
  drifted: readonly string[] = [],
): Difference {
  const properties = new Set([...Object.keys(oldInputs), ...Object.keys(news), ...drifted]);
  properties.delete(defaultsKey);
  const changes: Change[] = [];
  for (const property of [...properties].sort()) {
    if (ignoreChanges.includes(property)) {
      continue;
    }
    const differs =
      drifted.includes(property) ||
      changed(entry, types[property], property, { oldInputs, state, news });
    if (!differs) {
      continue;
    }
    changes.push({
      property,
      kind: drifted.includes(property) ? "update" : kindOf(state[property], news[property]),
      replaces: entry.update === undefined || replacesOn(entry, property, news),
    });
  }
  return {
    changes,
    deleteBeforeReplace:
      changes.some(({ replaces }) => replaces) &&
      (entry.deleteBeforeReplace === true || hasGivenName(entry, news)),
  };
}

function kindOf(existing: unknown, wanted: unknown): ChangeKind {
  if (isEmpty(wanted)) {
    return "delete";
  }
  return isEmpty(existing) ? "add" : "update";
}

/** True when `existing` already is `wanted`: what the program leaves out of an object may have any value. */
export function covers(
  existing: unknown,
  wanted: unknown,
  previous?: unknown,
  type: TypeShape = "any",
): boolean {
  if (containsUnknown(wanted)) {
    return wanted !== UNKNOWN && partsCover(existing, wanted, previous);
  }
  if (isUnset(existing) && isUnset(wanted)) {
    return true;
  }
  if (Array.isArray(wanted) || isRecord(wanted)) {
    const exact = typeof type === "object" && "map" in type;
    return partsCover(existing, wanted, previous, exact);
  }
  return existing === wanted;
}

function partsCover(existing: unknown, wanted: unknown, previous: unknown, exact = false): boolean {
  if (Array.isArray(wanted)) {
    const before: readonly unknown[] = Array.isArray(previous) ? previous : [];
    return (
      Array.isArray(existing) &&
      existing.length === wanted.length &&
      wanted.every((element, index) => covers(existing[index], element, before[index]))
    );
  }
  if (!isRecord(wanted)) {
    return false;
  }
  const present = isRecord(existing) ? existing : {};
  const before = isRecord(previous) ? previous : {};
  const gone = Object.keys(exact ? present : before).filter((key) => wanted[key] === undefined);
  return (
    gone.every((key) => isUnset(present[key])) &&
    Object.entries(wanted).every(([key, value]) => covers(present[key], value, before[key]))
  );
}

/** What the provider's SDK does not tell apart from an input that is not set. */
function isUnset(value: unknown): boolean {
  return isEmpty(value) || value === false || value === "" || value === 0;
}

function changed<C>(
  entry: ResourceEntry<C>,
  type: TypeShape | undefined,
  property: string,
  { oldInputs, state, news }: Omit<DiffRequest, "ignoreChanges">,
): boolean {
  const wanted = news[property];
  const existing = state[property];
  if (wanted === undefined) {
    // An input that AWS fills in when it is absent keeps its value when it leaves the program.
    return !entry.computed.includes(property) && !isUnset(existing);
  }
  if (sameBy(entry.equivalent?.[property], existing, wanted)) {
    return false;
  }
  return !covers(existing, wanted, oldInputs[property], type);
}

/** The inputs after a read: as the program wrote them where they still hold, else as they are now. */
export function refreshedInputs<C>(
  entry: ResourceEntry<C>,
  types: Readonly<Record<string, TypeShape>>,
  inputs: Properties,
  state: Properties,
): Properties {
  const refreshed: Properties = {};
  for (const [property, value] of Object.entries(inputs)) {
    const existing = state[property];
    const holds =
      property === defaultsKey ||
      sameBy(entry.equivalent?.[property], existing, value) ||
      covers(existing, value, undefined, types[property]);
    if (holds) {
      refreshed[property] = value;
    } else if (!isEmpty(existing)) {
      refreshed[property] = existing;
    }
  }
  return refreshed;
}

function sameBy(equivalence: Equivalence | undefined, existing: unknown, wanted: unknown): boolean {
  if (equivalence === undefined || isEmpty(existing) || containsUnknown(wanted)) {
    return false;
  }
  return equivalence(existing, wanted);
}

function replacesOn<C>(entry: ResourceEntry<C>, property: string, news: Properties): boolean {
  return entry.replaceOn.includes(property) && entry.updatesInPlace?.(property, news) !== true;
}

/** A name that the program gave cannot exist twice, so the old resource has to go first. */
function hasGivenName<C>(entry: ResourceEntry<C>, news: Properties): boolean {
  const name = entry.autoName?.property;
  const filled = news[defaultsKey];
  if (name === undefined || news[name] === undefined || !Array.isArray(filled)) {
    return false;
  }
  return !filled.includes(name);
}
