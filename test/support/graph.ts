import * as pulumi from "@pulumi/pulumi";
import {
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { type MockMonitor } from "@pulumi/pulumi/runtime/mocks";

import { mockedOutputs } from "./outputs";
import { fromWire, nodeFrom, unwrapped, type RecordedNode } from "./recordedNode";
import { UnhandledRejections } from "./unhandledRejections";

export type { RecordedNode } from "./recordedNode";

/**
 * Runs a program against a mocked engine and gives back everything it asked of that engine:
 * Pulumi's own mocks show inputs only, and hide parents, dependencies, aliases and protection.
 */

/** One call of a provider's function. */
export interface RecordedCall {
  readonly token: string;
  readonly inputs: Record<string, unknown>;
  readonly provider: string;
}

export interface Graph {
  readonly nodes: readonly RecordedNode[];
  readonly calls: readonly RecordedCall[];
  /** The one node of this type and name; throws, with what there is, if there is not exactly one. */
  node(type: string, name: string): RecordedNode;
  ofType(type: string): RecordedNode[];
  childrenOf(urn: string): RecordedNode[];
}

type Properties = Record<string, unknown>;

/** Results of provider functions by token; a call that is not listed fails. */
export type CallMocks = Readonly<
  Record<string, (inputs: Properties) => Properties | Promise<Properties>>
>;

/** Outputs by resource type, over the inputs and the defaults of outputs.ts. */
export type OutputMocks = Readonly<
  Record<string, (node: { name: string; inputs: Properties }) => Properties>
>;

export interface GraphOptions {
  /** @default - none: every call fails */
  readonly calls?: CallMocks;
  /** @default - those of outputs.ts alone */
  readonly outputs?: OutputMocks;
  /** Stack configuration, full keys ("aws:region"), values as Pulumi hands them over: text or JSON. @default - empty */
  readonly config?: Readonly<Record<string, string>>;
  /** Keys of `config` that the stack file encrypts. @default - none */
  readonly secretKeys?: readonly string[];
  /** @default "slipway" */
  readonly project?: string;
  /** @default "test" */
  readonly stack?: string;
  /** Called for every registration, those of a program that fails later included. @default - nobody */
  readonly onNode?: (node: RecordedNode) => void;
  /** Seconds after which a program that never settles is given up. @default 15, below mocha's own limit */
  readonly limitSeconds?: number;
  /** True: outputs that are no inputs are unknown, as in a first preview. @default false */
  readonly preview?: boolean;
}

/** Recordings run one after the other, because Pulumi's runtime is one per process. */
let queue: Promise<unknown> = Promise.resolve();

/** Runs the program to its end. Rejects with the first error that the program or its outputs raise. */
export function graphOf(program: () => unknown, options: GraphOptions = {}): Promise<Graph> {
  const recording = queue.then(() => record(program, options));
  queue = recording.catch(() => undefined);
  return recording;
}

/** The value of an output; undefined if it is unknown. Rejects if the output failed. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as { promise(): Promise<T> }).promise();
}

/** False for an output whose value a preview cannot know. */
export function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
  return (output as unknown as { isKnown: Promise<boolean> }).isKnown;
}

async function record(program: () => unknown, options: GraphOptions): Promise<Graph> {
  const nodes: RecordedNode[] = [];
  const calls: RecordedCall[] = [];
  const unexpected = new Set<string>();
  const preview = options.preview ?? false;
  const configBefore = pulumi.runtime.allConfig();
  await pulumi.runtime.setMocks(
    mocksFor(options, calls, unexpected),
    options.project ?? "slipway",
    options.stack ?? "test",
    preview,
  );
  pulumi.runtime.setAllConfig({ ...options.config }, [...(options.secretKeys ?? [])]);
  listenIn(pulumi.runtime.getMonitor() as unknown as MockMonitor, nodes, options.onNode);
  const failures = new UnhandledRejections();
  try {
    await Promise.race([runToEnd(program), failures.first, givenUp(options.limitSeconds ?? 15)]);
  } finally {
    await failures.release();
    pulumi.runtime.setAllConfig(configBefore);
    pulumi.runtime.resetOptions("project", "stack", -1, "", "", false, "");
  }
  failures.rethrow();
  // Also where the program goes on without the answer.
  if (unexpected.size > 0) {
    throw new Error(`no mock for call "${[...unexpected].join('", "')}"`);
  }
  return graphFrom(nodes, calls);
}

async function runToEnd(program: () => unknown): Promise<void> {
  await program();
  await pulumi.runtime.disconnect();
}

function givenUp(limitSeconds: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => {
      reject(new Error(`The program did not settle within ${limitSeconds} s.`));
    }, limitSeconds * 1000).unref();
  });
}

function mocksFor(
  options: GraphOptions,
  calls: RecordedCall[],
  unexpected: Set<string>,
): pulumi.runtime.Mocks {
  return {
    newResource: ({ type, name, inputs, custom }) => {
      const given = unwrapped(inputs as Properties).values;
      const isPreview = options.preview ?? false;
      if (custom === false && !remotePackages.some((prefix) => type.startsWith(prefix))) {
        return { id: undefined, state: {} };
      }
      const made = { name, inputs: given };
      const outputs = { ...mockedOutputs(type, made), ...options.outputs?.[type]?.(made) };
      return isPreview
        ? { id: undefined, state: inputs as Properties }
        : { id: `${name}-id`, state: { ...outputs, ...(inputs as Properties) } };
    },
    call: async ({ token, inputs, provider }) => {
      calls.push({ token, inputs: inputs as Properties, provider: provider ?? "" });
      const mock = options.calls?.[token];
      try {
        if (mock === undefined) {
          unexpected.add(token);
          throw new Error(`no mock for call "${token}"`);
        }
        return await mock(inputs as Properties);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        // The SDK shows the details of a gRPC error, never its message.
        throw Object.assign(new Error(message), { details: message });
      }
    },
  };
}

/** Components with these prefixes are built by a plugin and have outputs of their own. */
const remotePackages = ["awsx:"];

function listenIn(
  monitor: MockMonitor,
  nodes: RecordedNode[],
  onNode: GraphOptions["onNode"],
): void {
  const register = monitor.registerResource.bind(monitor);
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  const indexOf = new Map<string, number>();

  monitor.registerResource = (request: RegisterResourceRequest, callback) =>
    register(request, (error: unknown, response: { getUrn(): string } | undefined) => {
      if (response === undefined) {
        callback(error, undefined);
        return;
      }
      const urn = response.getUrn();
      if (indexOf.has(urn)) {
        callback(new Error(`duplicate resource URN "${urn}"`), undefined);
        return;
      }
      const node = nodeFrom(request, urn);
      indexOf.set(urn, nodes.push(node) - 1);
      onNode?.(node);
      callback(error, response);
    });

  monitor.registerResourceOutputs = (request: RegisterResourceOutputsRequest, callback) => {
    const index = indexOf.get(request.getUrn());
    const node = index === undefined ? undefined : nodes[index];
    if (index !== undefined && node !== undefined) {
      nodes[index] = { ...node, outputs: unwrapped(fromWire(request.getOutputs())).values };
    }
    registerOutputs(request, callback);
  };
}

/** Also the way to build a graph by hand, for the tests of what reads graphs. */
export function graphFrom(
  nodes: readonly RecordedNode[],
  calls: readonly RecordedCall[] = [],
): Graph {
  return {
    nodes,
    calls,
    node: (type, name) => {
      const [found, ...more] = nodes.filter((node) => node.type === type && node.name === name);
      if (found === undefined || more.length > 0) {
        const all = nodes.map((node) => `  ${node.type} ${node.name}`).sort();
        throw new Error(
          `${found === undefined ? "no" : "more than one"} ${type} named "${name}"; there are:\n${all.join("\n")}`,
        );
      }
      return found;
    },
    ofType: (type) => nodes.filter((node) => node.type === type),
    childrenOf: (urn) => nodes.filter((node) => node.parent === urn),
  };
}
