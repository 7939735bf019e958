/** Type of one property, as the provider's package declares it. `json`: a JSON text, or the object it stands for. */
export type TypeShape =
  | "string"
  | "number"
  | "boolean"
  | "json"
  | "any"
  | { readonly list: TypeShape }
  | { readonly map: TypeShape }
  | { readonly object: string };

/** Properties of an object type. */
export type ObjectShape = Readonly<
  Record<string, { readonly type: TypeShape; readonly required: boolean }>
>;

/** What the provider's package declares of the types that are served. */
export interface Declarations {
  readonly version: string;
  readonly provider: ObjectShape;
  readonly resources: Readonly<
    Record<string, { readonly inputs: ObjectShape; readonly outputs: readonly string[] }>
  >;
  readonly functions: Readonly<Record<string, ObjectShape>>;
  /** Nested types by their qualified name, e.g. `ecs.ServiceAlarms`. */
  readonly objects: Readonly<Record<string, ObjectShape>>;
}
