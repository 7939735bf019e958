import { type Graph } from "../graph";
import { called, type Invariant } from "./read";

/** How the graph hangs together. */

export const hasParents: Invariant = {
  title: "hangs every resource from a component",
  problems: ({ nodes }) =>
    nodes
      .filter((node) => node.parent === undefined)
      .filter((node) => !node.type.startsWith("pulumi:providers:"))
      .filter((node) => node.custom || node.remote || !node.type.startsWith("slipway:"))
      .map((node) => `${called(node)} has no parent`),
};

export const startsWithComponentName: Invariant = {
  title: "begins every name with the name of its component",
  problems: ({ nodes }) =>
    nodes.flatMap((node) => {
      const parent = nodes.find((candidate) => candidate.urn === node.parent);
      return parent === undefined ||
        node.name === parent.name ||
        node.name.startsWith(`${parent.name}-`)
        ? []
        : [`${called(node)} is a child of "${parent.name}" but does not begin with it`];
    }),
};

export const registersOutputs: Invariant = {
  title: "registers the outputs of every component",
  problems: ({ nodes }) =>
    nodes
      // What a plugin builds registers its outputs in the plugin.
      .filter((node) => !node.custom && !node.remote)
      // The SDK registers an empty set for a component that forgets.
      .filter((node) => Object.keys(node.outputs ?? {}).length === 0)
      .map((node) => `${called(node)} registers no outputs`),
};

export const usesOneProvider: Invariant = {
  title: "makes every AWS resource with the explicit provider",
  problems: (graph) =>
    graph.nodes
      .filter((node) => node.custom && node.type.startsWith("aws:"))
      .filter((node) => !isExplicit(graph, node.provider))
      .map((node) => `${called(node)} uses the default provider`),
};

/** Reads with another region or profile would find another account's services, or none. */
export const asksOneProvider: Invariant = {
  title: "asks AWS through the explicit provider",
  problems: (graph) =>
    graph.calls
      .filter((call) => call.token.startsWith("aws:"))
      .filter((call) => !isExplicit(graph, call.provider))
      .map((call) => `${call.token} is asked of the default provider`),
};

function isExplicit(graph: Graph, provider: string): boolean {
  return graph.ofType("pulumi:providers:aws").some(({ urn }) => provider.startsWith(`${urn}::`));
}

export const avoidsAliasTypes: Invariant = {
  title: "uses aws.lb and never one of its aliases",
  problems: ({ nodes }) =>
    nodes
      .filter((node) => /^aws:(alb|applicationloadbalancing|elasticloadbalancing)/.test(node.type))
      .map((node) => `${called(node)} has a type that policies on aws.lb do not see`),
};
