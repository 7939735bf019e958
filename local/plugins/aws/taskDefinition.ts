import { type TaskDefinition, type Tag } from "@aws-sdk/client-ecs";

import { type Clients } from "../clients";
import { sameSet } from "../equivalence";
import { unlessGone } from "../provider/failure";
import { type ResourceEntry } from "../resourceEntry";
import { equivalentContainerDefinitions, parseContainerDefinitions } from "./containerDefinitions";
import { updateEcsTags } from "./ecsTags";
import { refusedFor } from "./retry";
import { required, tagMap, text } from "./shapes";
import { outputs, plain, registration, withoutRevision } from "./taskDefinitionShape";

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

export const entries: readonly ResourceEntry[] = [taskDefinition];
