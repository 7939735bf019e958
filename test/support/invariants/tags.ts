import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { type Graph, type RecordedNode } from "../graph";
import { called, jsonOf, recordOf, recordsOf, textOf, type Invariant } from "./read";

/** Tags on everything that AWS can tag, hosts and tasks included. */

const declarations = dirname(require.resolve("@pulumi/aws/package.json"));
const taggable = new Map<string, boolean>();

/** The provider's own declarations say which types take tags: those have an output `tagsAll`. */
function isTaggable(type: string): boolean {
  const known = taggable.get(type);
  if (known !== undefined) {
    return known;
  }
  const [provider, path = ""] = type.split(":");
  const file = join(declarations, `${path}.d.ts`);
  if (provider === "aws" && !existsSync(file)) {
    throw new Error(`@pulumi/aws declares no ${type}.`);
  }
  const answer = provider === "aws" && readFileSync(file, "utf8").includes("readonly tagsAll:");
  taggable.set(type, answer);
  return answer;
}

/** Tags that the node's provider puts on everything. */
function defaultTags(graph: Graph, node: RecordedNode): Readonly<Record<string, unknown>> {
  const provider = graph
    .ofType("pulumi:providers:aws")
    .find((candidate) => node.provider.startsWith(`${candidate.urn}::`));
  return recordOf(recordOf(jsonOf(provider?.inputs.defaultTags)).tags);
}

export const isTagged: Invariant = {
  title: "tags everything that AWS can tag",
  problems: (graph) =>
    graph.nodes
      .filter((node) => node.custom && isTaggable(node.type))
      .filter((node) => {
        const tags = { ...defaultTags(graph, node), ...recordOf(node.inputs.tags) };
        return Object.keys(tags).length === 0;
      })
      .map((node) => `${called(node)} has no tags`),
};

/** Default tags stop at the group: what it launches gets only what the group says. */
export const tagsHosts: Invariant = {
  title: "hands the tags of the stack on to the hosts",
  problems: (graph) =>
    graph.ofType("aws:autoscaling/group:Group").flatMap((node) => {
      const handedOn = recordsOf(node.inputs.tags)
        .filter((tag) => tag.propagateAtLaunch === true)
        .map((tag) => textOf(tag.key));
      return Object.keys(defaultTags(graph, node))
        .filter((key) => !handedOn.includes(key))
        .map((key) => `${called(node)} does not hand the tag "${key}" on to its hosts`);
    }),
};

export const tagsTasks: Invariant = {
  title: "hands the tags of a service on to its tasks",
  problems: (graph) =>
    graph
      .ofType("aws:ecs/service:Service")
      .filter((node) => !["SERVICE", "TASK_DEFINITION"].includes(String(node.inputs.propagateTags)))
      .map((node) => `${called(node)} does not propagate its tags`),
};
