import { type ServiceModel, type Shape, type ShapeRef } from "./serviceModel";

/** One way in which a request breaks its model, in AWS's own words. */
export interface Violation {
  readonly kind: "missing" | "type" | "constraint" | "unknown";
  readonly path: string;
  readonly sentence: string;
}

/** Every violation of a value against its shape, in the order of the model. */
export function checkValue(
  model: ServiceModel,
  ref: ShapeRef,
  value: unknown,
): readonly Violation[] {
  return check(model, ref, value, "");
}

function check(
  model: ServiceModel,
  ref: ShapeRef,
  value: unknown,
  path: string,
): readonly Violation[] {
  const shape = model.shapes[ref.shape];
  // An explicit null is how clients spell an absent member.
  if (shape === undefined || value === undefined || value === null) {
    return [];
  }
  switch (shape.type) {
    case "structure":
      return isRecord(value)
        ? checkStructure(model, shape, value, path)
        : [wrongType(path, "structure", value)];
    case "list":
      return Array.isArray(value)
        ? checkList(model, shape, value, path)
        : [wrongType(path, "list", value)];
    case "map":
      return isRecord(value)
        ? checkMap(model, shape, value, path)
        : [wrongType(path, "map", value)];
    case "string":
      return typeof value === "string"
        ? checkString(shape, value, path)
        : [wrongType(path, "string", value)];
    case "integer":
    case "long":
      return typeof value === "number" && Number.isInteger(value)
        ? checkSize(shape, value, value, path, "value")
        : [wrongType(path, "integer", value)];
    case "boolean":
      return typeof value === "boolean" ? [] : [wrongType(path, "boolean", value)];
    default:
      return [];
  }
}

function checkStructure(
  model: ServiceModel,
  shape: Shape,
  value: Readonly<Record<string, unknown>>,
  path: string,
): readonly Violation[] {
  const members = shape.members ?? {};
  const missing = (shape.required ?? [])
    .filter((name) => value[name] === undefined || value[name] === null)
    .map((name): Violation => {
      const at = join(path, name);
      return {
        kind: "missing",
        path: at,
        sentence: `Value null at '${at}' failed to satisfy constraint: Member must not be null`,
      };
    });
  const unknown = Object.keys(value)
    .filter((name) => members[name] === undefined)
    .map((name): Violation => {
      const at = join(path, name);
      return {
        kind: "unknown",
        path: at,
        sentence: `'${at}' is no member of this request; known are: ${Object.keys(members).join(", ")}`,
      };
    });
  const inner = Object.entries(members).flatMap(([name, member]) =>
    check(model, member, value[name], join(path, name)),
  );
  return [...missing, ...unknown, ...inner];
}

function checkList(
  model: ServiceModel,
  shape: Shape,
  value: readonly unknown[],
  path: string,
): readonly Violation[] {
  const { member } = shape;
  const items =
    member === undefined
      ? []
      : value.flatMap((item, i) => check(model, member, item, `${path}.${i + 1}.member`));
  return [...checkSize(shape, value.length, value, path, "length"), ...items];
}

function checkMap(
  model: ServiceModel,
  shape: Shape,
  value: Readonly<Record<string, unknown>>,
  path: string,
): readonly Violation[] {
  const { key: keyRef, value: valueRef } = shape;
  if (keyRef === undefined || valueRef === undefined) {
    return [];
  }
  return Object.entries(value).flatMap(([key, item]) => [
    ...check(model, keyRef, key, `${path}.key`),
    ...check(model, valueRef, item, `${path}.${key}`),
  ]);
}

function checkString(shape: Shape, value: string, path: string): readonly Violation[] {
  const size = checkSize(shape, value.length, value, path, "length");
  if (shape.enum !== undefined && !shape.enum.includes(value)) {
    return [
      ...size,
      broken(path, value, `Member must satisfy enum value set: [${shape.enum.join(", ")}]`),
    ];
  }
  if (shape.pattern !== undefined && !matchesPattern(shape.pattern, value)) {
    return [
      ...size,
      broken(path, value, `Member must satisfy regular expression pattern: ${shape.pattern}`),
    ];
  }
  return size;
}

function checkSize(
  shape: Shape,
  size: number,
  value: unknown,
  path: string,
  noun: "length" | "value",
): readonly Violation[] {
  if (shape.min !== undefined && size < shape.min) {
    return [broken(path, value, `Member must have ${noun} greater than or equal to ${shape.min}`)];
  }
  if (shape.max !== undefined && size > shape.max) {
    return [broken(path, value, `Member must have ${noun} less than or equal to ${shape.max}`)];
  }
  return [];
}

/** The models' patterns are Java's: they cover the whole value, and a few are none that JavaScript reads. */
export function matchesPattern(pattern: string, value: string): boolean {
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(`^(?:${pattern})$`, flags).test(value);
    } catch {
      continue;
    }
  }
  return true;
}

function broken(path: string, value: unknown, constraint: string): Violation {
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  const sentence = `Value '${shown}' at '${path}' failed to satisfy constraint: ${constraint}`;
  return { kind: "constraint", path, sentence };
}

function wrongType(path: string, wanted: string, value: unknown): Violation {
  return {
    kind: "type",
    path,
    sentence: `Value ${JSON.stringify(value)} at '${path}' cannot be converted to ${wanted}`,
  };
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
