import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

interface Shape {
  readonly type: string;
  readonly enum?: readonly string[];
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
}

/** An input of an operation of ECS with a value for each field that AWS's own model of the service names. */
export function inputWithEveryField(operation: string): Readonly<Record<string, unknown>> {
  const { operations, shapes } = serviceModel();
  return valueOf(operations[operation]?.input.shape ?? "", shapes, 0) as Readonly<
    Record<string, unknown>
  >;
}

function valueOf(name: string, shapes: Readonly<Record<string, Shape>>, index: number): unknown {
  const shape = shapes[name];
  const { type = "" } = shape ?? {};
  switch (type) {
    case "string":
      return shape?.enum?.[0] ?? `${name}-${index}`;
    case "boolean":
      return true;
    case "integer":
    case "long":
      return index + 1;
    case "list":
      return [0, 1].map((at) => valueOf(shape?.member?.shape ?? "", shapes, at));
    case "map":
      return { some: "value", "an-other": "2" };
    case "structure":
      return Object.fromEntries(
        Object.entries(shape?.members ?? {}).map(([key, member]) => [
          key,
          valueOf(member.shape, shapes, index),
        ]),
      );
    default:
      throw new Error(`The shape ${name} is of the type "${type}", which is not generated yet.`);
  }
}

function serviceModel() {
  const cache = process.env["SLIPWAY_CACHE"] ?? "";
  const library = join(cache, "python", "lib");
  const [python = ""] = readdirSync(library).filter((each) => each.startsWith("python3"));
  const folder = join(library, python, "site-packages", "botocore", "data", "ecs", "2014-11-13");
  return JSON.parse(gunzipSync(readFileSync(join(folder, "service-2.json.gz"))).toString()) as {
    readonly operations: Readonly<Record<string, { readonly input: { readonly shape: string } }>>;
    readonly shapes: Readonly<Record<string, Shape>>;
  };
}
