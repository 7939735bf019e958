import {
  type RegisterTaskDefinitionCommandInput,
  type TaskDefinition,
  type Volume,
} from "@aws-sdk/client-ecs";

import { canonical } from "../equivalence";
import { type Properties } from "../resourceEntry";
import {
  asAwsReturns,
  equivalentContainerDefinitions,
  parseContainerDefinitions,
} from "./containerDefinitions";
import { ecsTags } from "./ecsTags";
import { observed, pick, present, record, records, request, required, text } from "./shapes";

/** What ECS takes and returns under the same name and in the same shape. */
export const plain = [
  "cpu",
  "executionRoleArn",
  "family",
  "ipcMode",
  "memory",
  "networkMode",
  "pidMode",
  "taskRoleArn",
] as const;

/** The definition in the provider's shape; the emulator forgets `enableFaultInjection`. */
export function outputs(found: TaskDefinition, known: Properties): Properties {
  const arn = found.taskDefinitionArn ?? "";
  const storage = found.ephemeralStorage;
  return observed({
    ...Object.fromEntries(plain.map((name) => [name, found[name]])),
    arn,
    arnWithoutRevision: withoutRevision(arn),
    revision: found.revision,
    containerDefinitions: containerText(found, text(known["containerDefinitions"])),
    ephemeralStorage: storage ? { sizeInGib: storage.sizeInGiB } : undefined,
    placementConstraints: found.placementConstraints ?? [],
    proxyConfiguration: proxyOutputs(found),
    requiresCompatibilities: found.requiresCompatibilities ?? [],
    runtimePlatform: found.runtimePlatform ?? undefined,
    volumes: (found.volumes ?? []).map(volumeOutputs),
  });
}

/**
 * AWS's own text. With `awsvpc` the declared one stays when it says the same: there AWS repeats the
 * container's port as the host's, which is a difference only where a definition has a host to share.
 */
function containerText(found: TaskDefinition, known: string | undefined): string {
  const networkMode = text(found.networkMode);
  const definitions = (found.containerDefinitions ?? []).map((definition) => ({ ...definition }));
  const answer = canonical(asAwsReturns(definitions, networkMode));
  const mayStay = known !== undefined && networkMode === "awsvpc";
  return mayStay && equivalentContainerDefinitions(known, answer, networkMode) ? known : answer;
}

/** What a revision is registered with. */
export function registration(inputs: Properties): RegisterTaskDefinitionCommandInput {
  const storage = record(inputs["ephemeralStorage"]);
  const proxy = record(inputs["proxyConfiguration"]);
  const optional = [
    ...plain,
    "enableFaultInjection",
    "placementConstraints",
    "requiresCompatibilities",
    "runtimePlatform",
  ];
  return request<RegisterTaskDefinitionCommandInput>({
    ...pick(inputs, optional),
    containerDefinitions: parseContainerDefinitions(required(inputs, "containerDefinitions")),
    ...("sizeInGib" in storage ? { ephemeralStorage: { sizeInGiB: storage["sizeInGib"] } } : {}),
    ...("containerName" in proxy
      ? { proxyConfiguration: { ...proxy, properties: nameValues(proxy["properties"]) } }
      : {}),
    ...(Array.isArray(inputs["volumes"])
      ? { volumes: records(inputs["volumes"]).map(volumeRequest) }
      : {}),
    tags: ecsTags(inputs),
  });
}

function proxyOutputs({ proxyConfiguration: proxy }: TaskDefinition): Properties | undefined {
  if (!proxy) {
    return undefined;
  }
  const pairs = (proxy.properties ?? []).map(({ name, value }) => [name, value]);
  const properties: unknown = Object.fromEntries(pairs);
  return { containerName: proxy.containerName, type: proxy.type, properties };
}

function volumeOutputs({ host, configuredAtLaunch, ...rest }: Volume): Properties {
  return present({
    ...rest,
    hostPath: host?.sourcePath,
    configureAtLaunch: configuredAtLaunch ?? false,
  });
}

function volumeRequest({ hostPath, configureAtLaunch, ...rest }: Properties): Properties {
  return present({
    ...rest,
    host: text(hostPath) === undefined ? undefined : { sourcePath: hostPath },
    configuredAtLaunch: configureAtLaunch,
  });
}

function nameValues(map: unknown): { name: string; value: unknown }[] {
  return Object.entries(record(map)).map(([name, value]) => ({ name, value }));
}

/** `…/family:3` as `…/family`. */
export function withoutRevision(arn: string): string {
  return arn.replace(/:\d+$/, "");
}
