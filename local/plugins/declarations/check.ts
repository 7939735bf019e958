import { isRecord, signatureKey, UNKNOWN } from "../provider/values";
import { type Problem, type Properties } from "../resourceEntry";
import { type Declarations, type ObjectShape, type TypeShape } from "./shape";

/** Problems of `inputs` against what the provider's package declares: names, types and what is required. */
export function checkInputs(
  declarations: Declarations,
  shape: ObjectShape,
  inputs: Properties,
): readonly Problem[] {
  return checkObject(declarations, shape, inputs, "");
}

function checkObject(
  declarations: Declarations,
  shape: ObjectShape,
  value: Properties,
  path: string,
): Problem[] {
  const at = (key: string): string => (path === "" ? key : `${path}.${key}`);
  const problems: Problem[] = [];
  for (const [key, inner] of Object.entries(value)) {
    if (key === "__defaults") {
      continue;
    }
    const declared = shape[key];
    if (declared === undefined) {
      const nearest = nearestName(key, Object.keys(shape));
      const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
      problems.push({ property: at(key), reason: `"${key}" is not an input of this type${hint}` });
    } else {
      problems.push(...checkValue(declarations, declared.type, inner, at(key)));
    }
  }
  for (const [key, { required }] of Object.entries(shape)) {
    if (required && (value[key] === undefined || value[key] === null)) {
      problems.push({ property: at(key), reason: "is required and missing" });
    }
  }
  return problems;
}

function checkValue(
  declarations: Declarations,
  type: TypeShape,
  value: unknown,
  path: string,
): Problem[] {
  if (value === UNKNOWN || value === undefined || value === null || type === "any") {
    return [];
  }
  const wrong = (expected: string): Problem[] => [
    { property: path, reason: `must be ${expected}, got ${describe(value)}` },
  ];
  if (type === "json") {
    return typeof value === "string" || isRecord(value) ? [] : wrong("JSON");
  }
  if (typeof type === "string") {
    return typeof value === type ? [] : wrong(`a ${type}`);
  }
  if ("list" in type) {
    if (!Array.isArray(value)) {
      return wrong("a list");
    }
    return value.flatMap((element: unknown, index) =>
      checkValue(declarations, type.list, element, `${path}[${String(index)}]`),
    );
  }
  // Assets and archives carry Pulumi's own mark and are not maps of the program.
  if (!isRecord(value) || signatureKey in value) {
    return wrong("an object");
  }
  if ("map" in type) {
    return Object.entries(value).flatMap(([key, inner]) =>
      checkValue(declarations, type.map, inner, `${path}.${key}`),
    );
  }
  const nested = declarations.objects[type.object];
  return nested === undefined ? [] : checkObject(declarations, nested, value, path);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) {
    return "a list";
  }
  if (isRecord(value)) {
    return "an object";
  }
  return `${typeof value} ${JSON.stringify(value)}`;
}

/** The known name that differs least, if it differs by at most a third of its letters. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (best === undefined || distance < best.distance) {
      best = { name: candidate, distance };
    }
  }
  return best !== undefined && best.distance <= Math.max(1, Math.floor(best.name.length / 3))
    ? best.name
    : undefined;
}

function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const substitution = from[row - 1] === to[column - 1] ? 0 : 1;
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + substitution,
        ),
      );
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
