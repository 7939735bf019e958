import assert from "node:assert/strict";

import { type RecordedNode } from "../../support/graph";
import { soundStack } from "../../support/soundStack";

/** One way to break the sound stack, the invariant that must notice, and what it must say. */
export type Mutation = readonly [title: string, sentence: string, change: Change];

export type Change = (nodes: RecordedNode[]) => RecordedNode[];

/** Changes the inputs of one node. */
export function inputs(name: string, change: Record<string, unknown>): Change {
  return other(name, (found) => ({ ...found, inputs: { ...found.inputs, ...change } }));
}

export function other(name: string, change: (found: RecordedNode) => RecordedNode): Change {
  return (nodes) => {
    assert.ok(
      nodes.some((one) => one.name === name),
      `the sound stack has no ${name}`,
    );
    return nodes.map((one) => (one.name === name ? change(one) : one));
  };
}

export function without(name: string): Change {
  return (nodes) => nodes.filter((one) => one.name !== name);
}

export function plus(...added: RecordedNode[]): Change {
  return (nodes) => [...nodes, ...added];
}

export function statement(change: Record<string, unknown>): Change {
  return inputs("app-policy", {
    policy: JSON.stringify({
      Statement: [{ Effect: "Allow", Action: "logs:PutLogEvents", Resource: "arn", ...change }],
    }),
  });
}

export function environment(name: string, value: string): Change {
  return inputs("app-task", {
    containerDefinitions: JSON.stringify([
      { environment: [{ name, value }], portMappings: [{ hostPort: 0 }] },
    ]),
  });
}

/** The component of the sound stack's app. */
export const parent = soundStack().find((one) => one.type === "slipway:app:WebApp")?.urn;

/** How the invariants call the app's service. */
export const service = "aws:ecs/service:Service app-service";
