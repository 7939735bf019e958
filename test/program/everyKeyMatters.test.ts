import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import schema from "../../config/stack.schema.json";
import { emptyAccount } from "../support/calls";
import { type CallMocks, type Graph } from "../support/graph";
import { changes as otherChanges, everything, type Settings } from "../support/keyChanges";
import { roleChanges } from "../support/roleChanges";
import { graphOfStack, programTimeout } from "../support/stackProgram";

/**
 * No key of the configuration is read and forgotten: another value makes other resources. What a
 * component registers as its own inputs does not count, because components repeat their settings.
 */

const changes = { ...otherChanges, ...roleChanges };

/** The names of things in this file stand for any name. */
const names =
  /(?<=^slipway:(?:images|builds|clusters|tags)\.|\.(?:apps|sidecars|initContainers|volumes|roles|args|environment|secrets|ulimits|dependsOn|mounts)\.)[^.]+/g;

function pattern(path: string): string {
  return path.replace(names, "*");
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode & { readonly const?: unknown }>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** Every key of a stack, as the editor's schema lists them. */
function keysOf(node: SchemaNode, path: string): string[] {
  const { properties, additionalProperties: others, anyOf = [], oneOf = [] } = node;
  const choices = [...anyOf, ...oneOf];
  if (choices.length > 0) {
    return choices.flatMap((choice) => keysOf(choice, path));
  }
  if (properties !== undefined) {
    return Object.entries(properties).flatMap(([key, value]) =>
      keysOf(value, path === "" ? key : `${path}.${key}`),
    );
  }
  return typeof others === "object" ? keysOf(others, `${path}.*`) : [path];
}

function withValue(
  settings: Settings,
  [key, ...rest]: readonly string[],
  value: unknown,
): Settings {
  if (key === undefined) {
    throw new RangeError("A path needs a key.");
  }
  const inside = (settings[key] ?? {}) as Settings;
  return { ...settings, [key]: rest.length === 0 ? value : withValue(inside, rest, value) };
}

/** Resources with all that the engine is told of them, and the questions to AWS. */
function resourcesOf({ nodes, calls }: Graph): string {
  const resources = nodes.filter(({ custom, remote }) => custom || remote);
  return JSON.stringify([...resources.map((node) => JSON.stringify(node)).sort(), calls.length]);
}

const vpcCalls: CallMocks = {
  "aws:ec2/getVpc:getVpc": ({ id }) => ({ id, cidrBlock: "10.1.0.0/16" }),
  "aws:ec2/getSubnets:getSubnets": () => ({
    ids: ["subnet-0000000a", "subnet-0000000b", "subnet-0000000c"],
  }),
  "aws:ec2/getSubnet:getSubnet": ({ id }) => ({ id, availabilityZone: `zone of ${String(id)}` }),
  "aws:ec2/getRouteTables:getRouteTables": () => ({ ids: [] }),
  "aws:ec2/getVpcEndpoint:getVpcEndpoint": ({ vpcId, serviceName }) => ({ vpcId, serviceName }),
};

describe("the configuration of a stack", function () {
  this.timeout(programTimeout);

  let folder = "";

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-keys-"));
    for (const context of ["one", "two"]) {
      mkdirSync(join(folder, context));
      for (const file of ["Dockerfile", "Dockerfile.other"]) {
        writeFileSync(join(folder, context, file), "FROM scratch AS build\nFROM build\n");
      }
    }
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  async function graphWith(values: readonly (readonly [string, unknown])[]): Promise<Graph> {
    const settings = values.reduce<Settings>(
      (all, [path, value]) => withValue(all, path.split("."), value),
      everything(folder),
    );
    const config = Object.entries(settings).map(
      ([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const,
    );
    return graphOfStack("staging", {
      calls: { ...emptyAccount, ...vpcCalls },
      config: Object.fromEntries(config),
      secretKeys: ["buildSecrets:first", "buildSecrets:second"],
    });
  }

  /** Resources before a change; most changes start from the same. */
  const starts = new Map<string, Promise<string>>();

  function startWith(given: readonly (readonly [string, unknown])[]): Promise<string> {
    const key = JSON.stringify(given);
    const start = starts.get(key) ?? graphWith(given).then(resourcesOf);
    starts.set(key, start);
    return start;
  }

  it("has a case here for each of its keys", () => {
    const project = keysOf(schema.properties.config as SchemaNode, "").filter((key) =>
      key.startsWith("slipway:"),
    );
    const cases = Object.keys(changes).map(pattern);
    assert.deepEqual([...new Set(cases)].sort(), [...new Set(project)].sort());
  });

  it("makes the same resources of the same values", async () => {
    assert.equal(resourcesOf(await graphWith([])), await startWith([]));
  });

  for (const [path, { to, given = {} }] of Object.entries(changes)) {
    it(`makes other resources of another ${path}`, async () => {
      const base = Object.entries(given);
      const value = /^slipway:images\.[^.]+\.context$/.test(path) ? join(folder, String(to)) : to;
      const changed = resourcesOf(await graphWith([...base, [path, value]]));
      assert.notEqual(changed, await startWith(base));
    });
  }
});
