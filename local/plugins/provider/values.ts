import { type Properties } from "../resourceEntry";

// Marks of Pulumi's wire format (sdk/go/common/resource/properties.go). They are written down here because
// importing @pulumi/pulumi for four strings would double the plugin's start-up time; a test compares them.
export const signatureKey = "4dabf18193072939515e22adb298388d";
export const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
export const unknownMark = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value that is not known yet: only previews carry it. */
export const UNKNOWN = Symbol("unknown");

/** Properties without wrappers, and which of them were (or contained) secrets. */
export interface Unwrapped {
  readonly values: Properties;
  readonly secrets: ReadonlySet<string>;
}

/** True for a JSON object, as opposed to a list, a scalar or nothing. */
export function isRecord(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for what the provider treats as not set: nothing, an empty list or an empty map. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.length === 0;
  }
  return isRecord(value) && Object.keys(value).length === 0;
}

/** A copy without some of its properties. */
export function without(values: Properties, ...keys: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)));
}

/** True when any part of the value is not known yet. */
export function containsUnknown(value: unknown): boolean {
  if (value === UNKNOWN) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.some(containsUnknown);
  }
  return isRecord(value) && Object.values(value).some(containsUnknown);
}

/** From the wire: takes secrets out of their wrappers, marks unknowns, drops nulls. */
export function unwrap(wire: Properties): Unwrapped {
  const secrets = new Set<string>();
  const values: Properties = {};
  for (const [key, value] of Object.entries(wire)) {
    const plain = unwrapValue(value, () => secrets.add(key));
    if (plain !== undefined) {
      values[key] = plain;
    }
  }
  return { values, secrets };
}

/** To the wire: unknowns get their mark, the named properties their secret wrapper. */
export function wrap(values: Properties, secrets: ReadonlySet<string> = new Set()): Properties {
  const wire: Properties = {};
  for (const [key, value] of Object.entries(values)) {
    const plain = wrapValue(value);
    if (plain === undefined) {
      continue;
    }
    wire[key] = secrets.has(key) ? { [signatureKey]: secretSignature, value: plain } : plain;
  }
  return wire;
}

function unwrapValue(value: unknown, onSecret: () => void): unknown {
  if (value === unknownMark) {
    return UNKNOWN;
  }
  if (value === null || value === undefined) {
    return undefined;
  }
  if (Array.isArray(value)) {
    return value.map((element) => unwrapValue(element, onSecret) ?? null);
  }
  if (!isRecord(value)) {
    return value;
  }
  if (value[signatureKey] === secretSignature) {
    onSecret();
    return unwrapValue(value["value"], onSecret);
  }
  const plain: Properties = {};
  for (const [key, inner] of Object.entries(value)) {
    const unwrapped = unwrapValue(inner, onSecret);
    if (unwrapped !== undefined) {
      plain[key] = unwrapped;
    }
  }
  return plain;
}

function wrapValue(value: unknown): unknown {
  if (value === UNKNOWN) {
    return unknownMark;
  }
  if (value === null || value === undefined) {
    return undefined;
  }
  if (Array.isArray(value)) {
    return value.map((element) => wrapValue(element) ?? null);
  }
  if (!isRecord(value)) {
    return value;
  }
  const wire: Properties = {};
  for (const [key, inner] of Object.entries(value)) {
    const wrapped = wrapValue(inner);
    if (wrapped !== undefined) {
      wire[key] = wrapped;
    }
  }
  return wire;
}
