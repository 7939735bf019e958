type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Whether an event matches a rule's pattern, by EventBridge's rules: every field of the pattern must match, a
 * field's list holds alternatives, and of a list in the event one item must match.
 *
 * @throws for an operator that is not known here: a rule must not be silently deaf.
 */
export function matches(pattern: unknown, event: unknown): boolean {
  if (!isObject(pattern)) {
    throw new Error("An event pattern must be a JSON object.");
  }
  return matchesObject(pattern, isObject(event) ? event : {});
}

function matchesObject(pattern: JsonObject, event: JsonObject): boolean {
  return Object.entries(pattern).every(([key, wanted]) => {
    if (key === "$or" && Array.isArray(wanted)) {
      return wanted.some((one) => matches(one, event));
    }
    const value = event[key];
    if (Array.isArray(wanted)) {
      return wanted.some((one) => matchesLeaf(one, value));
    }
    if (!isObject(wanted)) {
      throw new Error(`The event pattern's "${key}" must be a list or an object.`);
    }
    // An item of a list of objects may match as a whole.
    if (Array.isArray(value)) {
      return value.some((item) => matches(wanted, item));
    }
    return matchesObject(wanted, isObject(value) ? value : {});
  });
}

function matchesLeaf(wanted: unknown, value: unknown): boolean {
  if (isObject(wanted)) {
    const [entry, ...more] = Object.entries(wanted);
    if (entry === undefined || more.length > 0) {
      throw new Error(`The event pattern's ${JSON.stringify(wanted)} must have one operator.`);
    }
    const [operator, operand] = entry;
    if (operator === "exists") {
      return (value !== undefined && !isObject(value)) === operand;
    }
    return items(value).some((item) => operate(operator, operand, item));
  }
  return items(value).some((item) => item === wanted);
}

function operate(operator: string, operand: unknown, value: Json): boolean {
  switch (operator) {
    case "prefix":
    case "suffix":
      return affixed(operator, operand, value);
    case "equals-ignore-case":
      return same(operand, value);
    case "wildcard":
      return typeof value === "string" && wildcard(String(operand)).test(value);
    case "anything-but":
      return anythingBut(operand, value);
    case "numeric":
      return typeof value === "number" && inRange(operand, value);
    default:
      throw new Error(
        `The event pattern's operator "${operator}" is not served by local AWS; it knows prefix, suffix, equals-ignore-case, wildcard, anything-but, numeric and exists.`,
      );
  }
}

function affixed(operator: "prefix" | "suffix", operand: unknown, value: Json): boolean {
  if (typeof value !== "string") {
    return false;
  }
  const fold = isObject(operand);
  const affix = String(fold ? operand["equals-ignore-case"] : operand);
  const [text, part] = fold ? [value.toLowerCase(), affix.toLowerCase()] : [value, affix];
  return operator === "prefix" ? text.startsWith(part) : text.endsWith(part);
}

function same(operand: unknown, value: Json): boolean {
  return typeof value === "string" && value.toLowerCase() === String(operand).toLowerCase();
}

function anythingBut(operand: unknown, value: Json): boolean {
  if (Array.isArray(operand)) {
    return !operand.includes(value);
  }
  if (!isObject(operand)) {
    return operand !== value;
  }
  return Object.entries(operand).every(([operator, inner]) =>
    (Array.isArray(inner) ? inner : [inner]).every((one) => !operate(operator, one, value)),
  );
}

function inRange(operand: unknown, value: number): boolean {
  const parts = Array.isArray(operand) ? (operand as readonly unknown[]) : [];
  for (let i = 0; i < parts.length; i += 2) {
    if (!compare(value, String(parts[i]), Number(parts[i + 1]))) {
      return false;
    }
  }
  return true;
}

function compare(value: number, sign: string, limit: number): boolean {
  switch (sign) {
    case "=":
      return value === limit;
    case "<":
      return value < limit;
    case "<=":
      return value <= limit;
    case ">":
      return value > limit;
    case ">=":
      return value >= limit;
    default:
      throw new Error(
        `The event pattern compares numbers by "${sign}", which is none of = < <= > >=.`,
      );
  }
}

function wildcard(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s");
}

function items(value: unknown): readonly Json[] {
  if (value === undefined) {
    return [];
  }
  return Array.isArray(value) ? (value as readonly Json[]) : [value as Json];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
