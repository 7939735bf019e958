import { type Graph, type RecordedNode } from "../graph";

/** Something that holds for every graph of the program. */
export interface Invariant {
  /** Goes into a test title: "it gives …" and the like. */
  readonly title: string;
  /** One sentence for each node that breaks it; empty if it holds. */
  readonly problems: (graph: Graph) => string[];
}

/** Readers of inputs, which are anything until looked at. */

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** Records of a list. */
export function recordsOf(value: unknown): Readonly<Record<string, unknown>>[] {
  return listOf(value).map(recordOf);
}

/** Texts of a list. */
export function textsOf(value: unknown): string[] {
  return listOf(value).filter((item): item is string => typeof item === "string");
}

/** A JSON text, or the value itself if it is none. */
export function jsonOf(value: unknown): unknown {
  const text = textOf(value);
  if (text === undefined) {
    return value;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** How a problem names its node. */
export function called({ type, name }: RecordedNode): string {
  return `${type} ${name}`;
}

/** All that must exist before a node does. */
export function everythingBefore(graph: Graph, start: RecordedNode): Set<string> {
  const byUrn = new Map(graph.nodes.map((node) => [node.urn, node]));
  const found = new Set<string>();
  const visit = (node: RecordedNode): void => {
    for (const urn of node.dependencies) {
      if (!found.has(urn)) {
        found.add(urn);
        const next = byUrn.get(urn);
        if (next !== undefined) {
          visit(next);
        }
      }
    }
  };
  visit(start);
  return found;
}

/** The nodes of a type that an input's value comes from. */
export function sourcesOf(
  graph: Graph,
  node: RecordedNode,
  input: string,
  type: string,
): RecordedNode[] {
  const urns = node.propertyDependencies[input] ?? [];
  return graph.ofType(type).filter((candidate) => urns.includes(candidate.urn));
}
