import { graphFrom, type Graph, type RecordedNode } from "./graph";

/** Nodes and graphs written by hand, to show that a check fails when it should. */

/** A node with everything at rest but for what is given. */
export function node(
  type: string,
  name: string,
  more: Partial<Omit<RecordedNode, "type" | "name">> = {},
): RecordedNode {
  return {
    type,
    name,
    urn: urnOf(type, name),
    parent: undefined,
    inputs: {},
    secretInputs: [],
    dependencies: [],
    propertyDependencies: {},
    aliases: [],
    protect: false,
    ignoreChanges: [],
    replaceOnChanges: [],
    retainOnDelete: false,
    deleteBeforeReplace: undefined,
    customTimeouts: { create: "", update: "", delete: "" },
    provider: "",
    outputs: undefined,
    remote: false,
    custom: true,
    ...more,
  };
}

/** A component; its outputs are what it registered. */
export function component(
  type: string,
  name: string,
  more: Partial<Omit<RecordedNode, "type" | "name">> = {},
): RecordedNode {
  return node(type, name, { custom: false, outputs: { done: true }, ...more });
}

export function urnOf(type: string, name: string): string {
  return `urn:pulumi:test::slipway::${type}::${name}`;
}

export function handmade(...nodes: RecordedNode[]): Graph {
  return graphFrom(nodes);
}
