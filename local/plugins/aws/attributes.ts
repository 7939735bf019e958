import { type ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";

import { type Clients } from "../clients";
import { canonical } from "../equivalence";
import { type Properties } from "../resourceEntry";

/** An attribute of a load balancer, listener or target group: the API knows texts only. */
export interface Attribute {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Which attribute holds an input, and what the real provider takes when it is absent. */
export interface AttributeInput {
  readonly key: string;
  readonly type: "boolean" | "number" | "string";
  readonly fallback?: boolean | number | string;
}

export type AttributeTable = Readonly<Record<string, AttributeInput>>;

/** The defaults of a table, for the inputs that have one. */
export function attributeDefaults(table: AttributeTable): Properties {
  return Object.fromEntries(
    Object.entries(table)
      .filter(([, { fallback }]) => fallback !== undefined)
      .map(([name, { fallback }]) => [name, fallback]),
  );
}

/** The attributes to write so that those of `previous` become those of `inputs`. */
export function attributeRequest(
  table: AttributeTable,
  inputs: Properties,
  previous: Properties = {},
): WrittenAttribute[] {
  return Object.entries(table)
    .filter(([name]) => inputs[name] !== undefined)
    .filter(([name]) => canonical(inputs[name]) !== canonical(previous[name]))
    .map(([name, { key }]) => ({ Key: key, Value: String(inputs[name]) }));
}

/** An attribute as it is written. */
export interface WrittenAttribute {
  readonly Key: string;
  readonly Value: string;
}

/**
 * Writes those attributes that changed, if any.
 *
 * @param others attributes that no single input stands for.
 */
export function attributeWriter(
  table: AttributeTable,
  others: (inputs: Properties, previous: Properties) => WrittenAttribute[],
  modify: (
    elbv2: ElasticLoadBalancingV2,
    id: string,
    written: WrittenAttribute[],
  ) => Promise<unknown>,
) {
  return async (
    clients: Clients,
    id: string,
    inputs: Properties,
    previous: Properties,
  ): Promise<void> => {
    const written = [...attributeRequest(table, inputs, previous), ...others(inputs, previous)];
    if (written.length > 0) {
      await modify(await clients.elbv2(), id, written);
    }
  };
}

/** The inputs that attributes stand for; one that AWS did not tell has its default. */
export function attributeOutputs(
  table: AttributeTable,
  attributes: readonly Attribute[] | undefined,
): Properties {
  return Object.fromEntries(
    Object.entries(table).map(([name, { key, type, fallback }]) => {
      const value = attributeValue(attributes, key);
      return [name, value === undefined ? (fallback ?? null) : parsed(value, type)];
    }),
  );
}

export function attributeValue(
  attributes: readonly Attribute[] | undefined,
  key: string,
): string | undefined {
  return attributes?.find(({ Key }) => Key === key)?.Value;
}

function parsed(value: string, type: AttributeInput["type"]): unknown {
  if (type === "boolean") {
    return value === "true";
  }
  return type === "number" ? Number(value) : value;
}
