import {
  type RegisterTaskDefinitionCommandInput,
  type TaskDefinition,
  type Tag,
  type Volume,
} from "@aws-sdk/client-ecs";

import { type Clients } from "../clients";
import { canonical, sameSet } from "../equivalence";
import { unlessGone } from "../provider/failure";
import { type Properties, type ResourceEntry } from "../resourceEntry";
import {
  asAwsReturns,
  equivalentContainerDefinitions,
  parseContainerDefinitions,
} from "./containerDefinitions";
import { ecsTags, updateEcsTags } from "./ecsTags";
import { refusedFor } from "./retry";
import {
  observed,
  pick,
  present,
  record,
  records,
  request,
  required,
  tagMap,
  text,
} from "./shapes";

/** What ECS takes and returns under the same name and in the same shape. */
const plain = [
  "cpu",
  "executionRoleArn",
  "family",
  "ipcMode",
  "memory",
  "networkMode",
  "pidMode",
  "taskRoleArn",
] as const;

/** Every input but these three makes a new revision. */
const revisionInputs = [
  ...plain,
  "containerDefinitions",
  "enableFaultInjection",
  "ephemeralStorage",
  "placementConstraints",
  "proxyConfiguration",
  "requiresCompatibilities",
  "runtimePlatform",
  "volumes",
];

const taskDefinition: ResourceEntry = {
  type: "aws:ecs/taskDefinition:TaskDefinition",
  inputs: [...revisionInputs, "skipDestroy", "tags", "trackLatest"],
  replaceOn: revisionInputs,
  computed: ["arn", "arnWithoutRevision", "networkMode", "revision", "tagsAll"],
  defaults: { skipDestroy: false, trackLatest: false },
  equivalent: {
    containerDefinitions: (existing, wanted) =>
      typeof existing === "string" &&
      typeof wanted === "string" &&
      equivalentContainerDefinitions(existing, wanted),
    placementConstraints: sameSet,
    requiresCompatibilities: sameSet,
    volumes: sameSet,
  },
  validate: (inputs) => {
    const definitions = inputs["containerDefinitions"];
    if (typeof definitions !== "string") {
      return [];
    }
    try {
      parseContainerDefinitions(definitions);
      return [];
    } catch (error) {
      return [{ property: "containerDefinitions", reason: (error as Error).message }];
    }
  },
  create: async (clients, inputs) => {
    const { taskDefinition: registered } = await (
      await clients.ecs()
    ).registerTaskDefinition(registration(inputs));
    return required({ ...registered }, "family");
  },
  read: async (clients, id, known) => {
    // Without an ARN (a resource just registered, or imported) the newest revision is the one.
    const arn = known["trackLatest"] === true ? undefined : text(known["arn"]);
    const found = await describeTaskDefinition(clients, arn ?? id);
    if (found === undefined || found.definition.status !== "ACTIVE") {
      return undefined;
    }
    return { ...outputs(found.definition, known), tagsAll: tagMap(found.tags) };
  },
  update: async (clients, id, inputs, previous) => {
    const arn = text(previous["arn"]);
    await updateEcsTags(clients, arn ?? id, inputs, previous);
  },
  delete: async (clients, _id, state) => {
    if (state["skipDestroy"] === true) {
      return;
    }
    await (
      await clients.ecs()
    )
      .deregisterTaskDefinition({ taskDefinition: required(state, "arn") })
      .catch((error: unknown) => {
        const gone = ["in the process of being deleted", "Unable to describe task definition"];
        if (!refusedFor(error, ["ClientException"], gone)) {
          throw error;
        }
      });
  },
};

/** A definition with the tags that AWS keeps beside it. */
export interface FoundTaskDefinition {
  readonly definition: TaskDefinition;
  readonly tags: readonly Tag[];
}

/**
 * The definition with this ARN, `family:revision`, or family: of a family, the newest ACTIVE revision.
 * The list is asked for a family because the emulator answers with the highest number, ACTIVE or not.
 */
export async function describeTaskDefinition(
  clients: Clients,
  reference: string,
): Promise<FoundTaskDefinition | undefined> {
  const isFamily = !reference.includes(":");
  const name = isFamily ? await newestActiveArn(clients, reference) : reference;
  if (name === undefined) {
    return undefined;
  }
  const ecs = await clients.ecs();
  const answer = await unlessGone(
    () => ecs.describeTaskDefinition({ taskDefinition: name, include: ["TAGS"] }),
    "ClientException",
  );
  return answer?.taskDefinition === undefined
    ? undefined
    : { definition: answer.taskDefinition, tags: answer.tags ?? [] };
}

async function newestActiveArn(clients: Clients, family: string): Promise<string | undefined> {
  const { taskDefinitionArns } = await (
    await clients.ecs()
  ).listTaskDefinitions({
    familyPrefix: family,
    status: "ACTIVE",
    sort: "DESC",
  });
  const ofFamily = (taskDefinitionArns ?? []).filter(
    (arn) => withoutRevision(arn).split("/").at(-1) === family,
  );
  const revision = (arn: string): number => Number(arn.split(":").at(-1));
  return ofFamily.sort((a, b) => revision(b) - revision(a))[0];
}

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

function registration(inputs: Properties): RegisterTaskDefinitionCommandInput {
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

export const entries: readonly ResourceEntry[] = [taskDefinition];
