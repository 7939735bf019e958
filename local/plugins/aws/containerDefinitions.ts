import { canonical } from "../equivalence";
import { isRecord } from "../provider/values";
import { type Properties } from "../resourceEntry";
import { record, records } from "./shapes";

/** Arrays of objects in which the provider drops members without any value. */
const sparseArrays = [
  "dependsOn",
  "environment",
  "environmentFiles",
  "extraHosts",
  "mountPoints",
  "portMappings",
  "resourceRequirements",
  "secrets",
  "systemControls",
  "ulimits",
  "volumesFrom",
] as const;

/** Arrays whose absence and emptiness mean the same. */
const emptyArrays = [
  ...sparseArrays,
  "command",
  "credentialSpecs",
  "dnsSearchDomains",
  "dnsServers",
  "dockerSecurityOptions",
  "entryPoint",
  "links",
] as const;

/** AWS writes these arrays into every definition it returns. */
const arraysOfEveryAnswer = [
  "environment",
  "mountPoints",
  "portMappings",
  "systemControls",
  "volumesFrom",
] as const;

const healthCheckDefaults = { interval: 30, retries: 3, timeout: 5 };

/**
 * Whether two texts describe the same containers to the real provider, which then shows no difference:
 * order of containers, variables and secrets, nulls, empty arrays and AWS's defaults do not count.
 */
export function equivalentContainerDefinitions(
  left: string,
  right: string,
  networkMode?: string,
): boolean {
  const reduced = (json: string): string => canonical(reduce(parse(json), networkMode));
  return reduced(left) === reduced(right);
}

/** The containers of a text; throws the provider's sentence when they cannot be read. */
export function parseContainerDefinitions(json: string): Properties[] {
  return parse(json).map(compacted);
}

/** Definitions as AWS returns them: with every default written out. */
export function asAwsReturns(
  definitions: readonly Properties[],
  networkMode: string | undefined,
): Properties[] {
  return byName(definitions).map((given) => {
    const definition = compacted(given);
    const arrays = arraysOfEveryAnswer.map((name): [string, unknown] => [
      name,
      definition[name] ?? [],
    ]);
    return {
      cpu: 0,
      essential: true,
      ...definition,
      ...Object.fromEntries(arrays),
      environment: byName(records(definition["environment"])),
      ...(definition["secrets"] === undefined
        ? {}
        : { secrets: byName(records(definition["secrets"])) }),
      portMappings: records(definition["portMappings"]).map((mapping) => ({
        protocol: "tcp",
        ...mapping,
        hostPort: hostPort(mapping, networkMode),
      })),
      ...withHealthCheck(definition),
    };
  });
}

function hostPort(mapping: Properties, networkMode: string | undefined): unknown {
  const declared = mapping["hostPort"];
  if (typeof declared === "number" && declared !== 0) {
    return declared;
  }
  // A task with its own network interface has no other port than the container's.
  return networkMode === "awsvpc" ? mapping["containerPort"] : 0;
}

function withHealthCheck(definition: Properties): Properties {
  return isRecord(definition["healthCheck"])
    ? { healthCheck: { ...healthCheckDefaults, ...definition["healthCheck"] } }
    : {};
}

function reduce(definitions: readonly Properties[], networkMode: string | undefined): Properties[] {
  return byName(definitions.map(compacted)).map((definition) => {
    const reduced: Properties = {
      ...definition,
      ...withHealthCheck(definition),
      cpu: definition["cpu"] ?? 0,
      essential: definition["essential"] ?? true,
      environment: byName(records(definition["environment"])),
      secrets: byName(records(definition["secrets"])),
      portMappings: records(definition["portMappings"]).map((mapping) => ({
        protocol: "tcp",
        ...mapping,
        hostPort: hostPort(mapping, networkMode),
      })),
    };
    const kept = Object.entries(reduced).filter(([name, value]) => !isEmptyArray(name, value));
    return Object.fromEntries(kept);
  });
}

function isEmptyArray(name: string, value: unknown): boolean {
  return (emptyArrays as readonly string[]).includes(name) && Array.isArray(value) && !value.length;
}

/** Without nulls, and without members that have no value at all. */
function compacted(definition: Properties): Properties {
  const clean = record(withoutNulls(definition));
  const arrays = sparseArrays
    .filter((name) => Array.isArray(clean[name]))
    .map((name): [string, unknown] => [
      name,
      records(clean[name]).filter((item) => Object.values(item).some((value) => value !== "")),
    ]);
  return { ...clean, ...Object.fromEntries(arrays) };
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((item) => item !== null).map(withoutNulls);
  }
  if (!isRecord(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}

function byName(items: readonly Properties[]): Properties[] {
  const name = (item: Properties): string => (typeof item["name"] === "string" ? item["name"] : "");
  return [...items].sort((a, b) => (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0));
}

function parse(json: string): Properties[] {
  let definitions: unknown;
  try {
    definitions = JSON.parse(json);
  } catch (error) {
    throw new Error(`ECS Task Definition container_definitions is invalid: ${String(error)}`);
  }
  if (!Array.isArray(definitions)) {
    throw new Error("ECS Task Definition container_definitions is invalid: it must be a list");
  }
  return definitions.map((definition: unknown, index) => {
    if (isRecord(definition) && Object.values(definition).some((value) => value !== null)) {
      return definition;
    }
    throw new Error(`invalid container definition supplied at index (${index})`);
  });
}
