import type * as aws from "@pulumi/aws";
import { isDeepStrictEqual } from "node:util";

import { containerHealthCheckDefaults } from "../../../aws/container";
import { type TaskSpec, type VolumeSpec } from "./taskSpec";

/** What the provider read, as far as this project writes it. */
export type ReadDefinition = Pick<
  aws.ecs.GetTaskDefinitionResult,
  | "containerDefinitions"
  | "networkMode"
  | "requiresCompatibilities"
  | "runtimePlatforms"
  | "executionRoleArn"
  | "taskRoleArn"
  | "volumes"
  | "cpu"
  | "memory"
>;

type Fields = Readonly<Record<string, unknown>>;

/**
 * In what a definition that is to be registered differs from one that is; empty if in nothing. Both
 * are brought into one form: order of named things, absent and empty values and the defaults that
 * ECS fills in do not count.
 */
export function definitionChanges(rendered: TaskSpec, live: ReadDefinition): string[] {
  const { networkMode } = rendered;
  const wanted = containersOf(rendered.containerDefinitions, networkMode);
  const found = containersOf(live.containerDefinitions, live.networkMode);
  return [
    ...changedKeys(task(rendered), readTask(live)),
    ...keysOf(wanted, found).flatMap((name) => {
      const [now, before] = [wanted[name], found[name]];
      if (now === undefined || before === undefined) {
        return [`container "${name}" ${now === undefined ? "goes" : "comes"}`];
      }
      const keys = changedKeys(now, before);
      return keys.length === 0 ? [] : [`container "${name}": ${keys.join(", ")}`];
    }),
  ];
}

function task(rendered: TaskSpec): Fields {
  return taskForm(
    rendered,
    rendered.runtimePlatform,
    rendered.volumes.map(({ name, hostPath, efsVolumeConfiguration: efs }) => ({
      name,
      hostPath,
      ...(efs && { efs: fileSystem(efs, efs.authorizationConfig) }),
    })),
  );
}

function readTask(live: ReadDefinition): Fields {
  return taskForm(
    live,
    live.runtimePlatforms[0],
    live.volumes.map(({ name, hostPath, efsVolumeConfigurations: [efs] }) => ({
      name,
      hostPath,
      ...(efs && { efs: fileSystem(efs, efs.authorizationConfigs[0]) }),
    })),
  );
}

function taskForm(
  given: TaskSpec | ReadDefinition,
  runtimePlatform: TaskSpec["runtimePlatform"] | undefined,
  volumes: readonly Fields[],
): Fields {
  return filled({
    networkMode: given.networkMode,
    requiresCompatibilities: [...given.requiresCompatibilities].sort(),
    runtimePlatform: runtimePlatform && { ...runtimePlatform },
    executionRoleArn: given.executionRoleArn,
    taskRoleArn: given.taskRoleArn,
    cpu: given.cpu,
    memory: given.memory,
    volumes: sortedBy("name", volumes),
  });
}

function fileSystem(
  efs: Pick<
    NonNullable<VolumeSpec["efsVolumeConfiguration"]>,
    "fileSystemId" | "rootDirectory" | "transitEncryption"
  >,
  access: { readonly accessPointId?: string | undefined; readonly iam?: string } | undefined,
): Fields {
  const { fileSystemId, rootDirectory, transitEncryption } = efs;
  const { accessPointId, iam } = access ?? {};
  return filled({ fileSystemId, rootDirectory, transitEncryption, accessPointId, iam });
}

/** Containers by name, each with the defaults of ECS and without what says nothing. */
function containersOf(text: string, networkMode: string): Readonly<Record<string, Fields>> {
  const containers = JSON.parse(text) as readonly Fields[];
  return Object.fromEntries(
    containers.map((container) => {
      const list = (key: string): readonly Fields[] => (container[key] ?? []) as readonly Fields[];
      const form = filled({
        cpu: 0,
        essential: true,
        ...container,
        environment: sortedBy("name", list("environment")),
        secrets: sortedBy("name", list("secrets")),
        ulimits: sortedBy("name", list("ulimits")),
        dependsOn: sortedBy("containerName", list("dependsOn")),
        mountPoints: sortedBy("sourceVolume", list("mountPoints")),
        portMappings: list("portMappings").map((mapping) => ({
          protocol: "tcp",
          ...mapping,
          // With an address of its own, a task's host port is the container's.
          hostPort:
            networkMode === "awsvpc" ? mapping["containerPort"] : (mapping["hostPort"] ?? 0),
        })),
        healthCheck: healthCheck(container["healthCheck"]),
      });
      return [String(container["name"]), form];
    }),
  );
}

function healthCheck(given: unknown): Fields | undefined {
  return given === undefined || given === null
    ? undefined
    : { ...containerHealthCheckDefaults, ...filled(given as Fields) };
}

/** Without what AWS and the provider write for "nothing", at every depth. */
function filled(fields: Fields): Fields {
  const entries = Object.entries(fields).map(([key, value]) => [key, meaning(value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => saysSomething(value)));
}

function meaning(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(meaning);
  }
  return typeof value === "object" && value !== null ? filled(value as Fields) : value;
}

function saysSomething(value: unknown): boolean {
  return (
    value !== undefined &&
    value !== null &&
    value !== "" &&
    !(Array.isArray(value) && !value.length)
  );
}

function changedKeys(a: Fields, b: Fields): string[] {
  return keysOf(a, b).filter((key) => !isDeepStrictEqual(a[key], b[key]));
}

function keysOf(a: Fields, b: Fields): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

function sortedBy(key: string, list: readonly Fields[]): Fields[] {
  const value = (fields: Fields): string => String(fields[key]);
  return [...list].sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0));
}
