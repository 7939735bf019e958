import { type ServiceModel, type Shape, type ShapeRef } from "./serviceModel";

/** Parameters of a request by name, and which of them a shape has used. */
interface Parameters {
  readonly values: ReadonlyMap<string, string>;
  readonly used: Set<string>;
}

/** A form's content as the structure that it flattens. */
export interface Decoded {
  readonly value: Readonly<Record<string, unknown>>;
  /** Parameters that belong to no member. */
  readonly unknown: readonly string[];
}

/** Undoes the flattening of the `query` and `ec2` protocols (`Subnets.member.1=…`), following the model. */
export function decodeQuery(model: ServiceModel, input: ShapeRef, form: URLSearchParams): Decoded {
  const parameters: Parameters = { values: new Map(form), used: new Set(["Action", "Version"]) };
  const value = decode(model, input, "", parameters) ?? {};
  const unknown = [...parameters.values.keys()].filter((name) => !parameters.used.has(name));
  return { value: value as Readonly<Record<string, unknown>>, unknown };
}

function decode(model: ServiceModel, ref: ShapeRef, prefix: string, from: Parameters): unknown {
  const shape = model.shapes[ref.shape];
  if (shape === undefined) {
    return undefined;
  }
  switch (shape.type) {
    case "structure":
      return decodeStructure(model, shape, prefix, from);
    case "list":
      return decodeList(model, shape, prefix, from);
    case "map":
      return decodeMap(model, shape, prefix, from);
    default:
      return decodeScalar(shape, prefix, from);
  }
}

function decodeStructure(
  model: ServiceModel,
  shape: Shape,
  prefix: string,
  from: Parameters,
): unknown {
  const found: Record<string, unknown> = {};
  for (const [name, ref] of Object.entries(shape.members ?? {})) {
    const path = prefix === "" ? "" : `${prefix}.`;
    const value = decode(model, ref, `${path}${serializedName(model, name, ref)}`, from);
    if (value !== undefined) {
      found[name] = value;
    }
  }
  return prefix === "" || Object.keys(found).length > 0 || present(prefix, from)
    ? found
    : undefined;
}

/** What a member is called in a form; the ec2 protocol capitalises. */
function serializedName(model: ServiceModel, name: string, ref: ShapeRef): string {
  const shape = model.shapes[ref.shape];
  if (model.metadata.protocol === "ec2") {
    if (ref.queryName !== undefined) {
      return ref.queryName;
    }
    return ref.locationName === undefined
      ? name
      : ref.locationName.charAt(0).toUpperCase() + ref.locationName.slice(1);
  }
  // A flattened list takes the name of its elements.
  if (
    shape?.type === "list" &&
    shape.flattened === true &&
    shape.member?.locationName !== undefined
  ) {
    return shape.member.locationName;
  }
  return ref.locationName ?? name;
}

function decodeList(model: ServiceModel, shape: Shape, prefix: string, from: Parameters): unknown {
  const flat = model.metadata.protocol === "ec2" || shape.flattened === true;
  const base = flat ? prefix : `${prefix}.${shape.member?.locationName ?? "member"}`;
  // An empty list is written as the bare name.
  if (from.values.get(prefix) === "") {
    return use(prefix, from, []);
  }
  const items: unknown[] = [];
  while (shape.member !== undefined) {
    const item = decode(model, shape.member, `${base}.${items.length + 1}`, from);
    if (item === undefined) {
      break;
    }
    items.push(item);
  }
  return items.length > 0 ? items : undefined;
}

function decodeMap(model: ServiceModel, shape: Shape, prefix: string, from: Parameters): unknown {
  const base = shape.flattened === true ? prefix : `${prefix}.entry`;
  const found: Record<string, unknown> = {};
  for (let i = 1; shape.key !== undefined && shape.value !== undefined; i++) {
    const key = decode(model, shape.key, `${base}.${i}.${shape.key.locationName ?? "key"}`, from);
    if (typeof key !== "string") {
      break;
    }
    const name = shape.value.locationName ?? "value";
    found[key] = decode(model, shape.value, `${base}.${i}.${name}`, from);
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

function decodeScalar(shape: Shape, name: string, from: Parameters): unknown {
  const text = from.values.get(name);
  if (text === undefined) {
    return undefined;
  }
  const value =
    shape.type === "boolean" && (text === "true" || text === "false")
      ? text === "true"
      : numeric.has(shape.type) && text.trim() !== "" && !Number.isNaN(Number(text))
        ? Number(text)
        : text;
  return use(name, from, value);
}

const numeric = new Set(["integer", "long", "float", "double"]);

function use(name: string, from: Parameters, value: unknown): unknown {
  from.used.add(name);
  return value;
}

function present(name: string, from: Parameters): boolean {
  if (!from.values.has(name)) {
    return false;
  }
  from.used.add(name);
  return true;
}
