import {
  type CreateProjectCommandInput,
  type Project,
  type UpdateProjectCommandInput,
} from "@aws-sdk/client-codebuild";

import { type Problem, type Properties, type ResourceEntry } from "../resourceEntry";
import { refusedFor, retrying } from "./retry";
import {
  lowerTagList,
  observed,
  present,
  record,
  request,
  required,
  tagMap,
  whole,
} from "./shapes";

const project: ResourceEntry = {
  type: "aws:codebuild/project:Project",
  inputs: [
    "artifacts",
    "autoRetryLimit",
    "badgeEnabled",
    "buildTimeout",
    "cache",
    "concurrentBuildLimit",
    "description",
    "encryptionKey",
    "environment",
    "logsConfig",
    "name",
    "projectVisibility",
    "queuedTimeout",
    "serviceRole",
    "source",
    "sourceVersion",
    "tags",
    "vpcConfig",
  ],
  replaceOn: ["name"],
  computed: [
    "arn",
    "autoRetryLimit",
    "badgeUrl",
    "description",
    "encryptionKey",
    "publicProjectAlias",
    "tagsAll",
  ],
  defaults: {
    badgeEnabled: false,
    buildTimeout: 60,
    projectVisibility: "PRIVATE",
    queuedTimeout: 480,
  },
  autoName: { property: "name", maxLength: 255 },
  validate: (inputs) => [
    ...outOfRange(inputs, "buildTimeout", 5, 2160),
    ...outOfRange(inputs, "queuedTimeout", 5, 480),
    ...cacheWithoutPlace(inputs),
    ...notServed(inputs),
  ],
  create: async (clients, inputs) => {
    const codeBuild = await clients.codeBuild();
    const answer = await retrying(
      () => codeBuild.createProject(request<CreateProjectCommandInput>(settings(inputs))),
      // The role exists, and IAM has not told every service yet.
      (error) =>
        refusedFor(
          error,
          ["InvalidInputException"],
          [
            "CodeBuild is not authorized to perform",
            "Not authorized to perform DescribeSecurityGroups",
          ],
        ),
    );
    return required({ ...answer.project }, "arn");
  },
  read: async (clients, id) => {
    const { projects } = await (await clients.codeBuild()).batchGetProjects({ names: [id] });
    const [found] = projects ?? [];
    return found === undefined ? undefined : properties(found);
  },
  update: async (clients, _id, inputs) => {
    const codeBuild = await clients.codeBuild();
    await codeBuild.updateProject(
      request<UpdateProjectCommandInput>({
        ...removed(inputs),
        ...settings(inputs),
        // AWS keeps the tags that it is not told of.
        tags: lowerTagList(inputs["tagsAll"]),
      }),
    );
  },
  delete: async (clients, _id, state) => {
    // AWS calls the deletion of what is gone a success.
    await (await clients.codeBuild()).deleteProject({ name: required(state, "name") });
  },
};

/** A project as the API takes it. */
function settings(inputs: Properties): Properties {
  const logs = record(inputs["logsConfig"]);
  return present({
    name: inputs["name"],
    artifacts: inputs["artifacts"],
    autoRetryLimit: inputs["autoRetryLimit"],
    badgeEnabled: inputs["badgeEnabled"],
    cache: inputs["cache"] && { type: "NO_CACHE", ...record(inputs["cache"]) },
    concurrentBuildLimit: inputs["concurrentBuildLimit"],
    description: inputs["description"],
    encryptionKey: inputs["encryptionKey"],
    environment: inputs["environment"],
    logsConfig: inputs["logsConfig"] && {
      cloudWatchLogs: { status: "ENABLED", ...record(logs["cloudwatchLogs"]) },
      s3Logs: { status: "DISABLED", ...record(logs["s3Logs"]) },
    },
    queuedTimeoutInMinutes: inputs["queuedTimeout"],
    serviceRole: inputs["serviceRole"],
    source: inputs["source"],
    sourceVersion: inputs["sourceVersion"],
    tags: lowerTagList(inputs["tagsAll"]),
    timeoutInMinutes: inputs["buildTimeout"],
    vpcConfig: inputs["vpcConfig"],
  });
}

/** How AWS is told that what the program no longer says is to be as if it never had been. */
function removed(inputs: Properties): Properties {
  const blank: Properties = {
    cache: { type: "NO_CACHE" },
    concurrentBuildLimit: -1,
    logsConfig: {},
    vpcConfig: {},
  };
  return Object.fromEntries(Object.entries(blank).filter(([name]) => inputs[name] === undefined));
}

/** A project in the provider's shape. */
function properties(found: Project): Properties {
  const { cloudWatchLogs, s3Logs } = found.logsConfig ?? {};
  const hasLogs = cloudWatchLogs !== undefined || s3Logs !== undefined;
  return observed({
    arn: found.arn,
    artifacts: present({ ...found.artifacts }),
    autoRetryLimit: found.autoRetryLimit ?? 0,
    badgeEnabled: found.badge?.badgeEnabled ?? false,
    badgeUrl: found.badge?.badgeRequestUrl,
    buildTimeout: found.timeoutInMinutes,
    cache: found.cache?.type === "NO_CACHE" ? undefined : found.cache,
    concurrentBuildLimit:
      found.concurrentBuildLimit === -1 ? undefined : found.concurrentBuildLimit,
    description: found.description,
    encryptionKey: found.encryptionKey,
    environment: { ...found.environment },
    logsConfig: hasLogs ? present({ cloudwatchLogs: cloudWatchLogs, s3Logs }) : undefined,
    name: found.name,
    projectVisibility: found.projectVisibility,
    publicProjectAlias: found.publicProjectAlias,
    queuedTimeout: found.queuedTimeoutInMinutes,
    serviceRole: found.serviceRole,
    source: present({ ...found.source }),
    sourceVersion: found.sourceVersion,
    tagsAll: tagMap(found.tags),
    vpcConfig: found.vpcConfig?.vpcId === undefined ? undefined : found.vpcConfig,
  });
}

function outOfRange(inputs: Properties, property: string, least: number, most: number): Problem[] {
  const value = whole(inputs[property]);
  return value !== undefined && (value < least || value > most)
    ? [{ property, reason: `expected to be in the range (${least} - ${most}), got ${value}` }]
    : [];
}

/** Of the real provider's CustomizeDiff. */
function cacheWithoutPlace(inputs: Properties): Problem[] {
  const { type, location, modes } = record(inputs["cache"]);
  if (type === "S3" && (location === undefined || location === "")) {
    return [
      { property: "cache.location", reason: 'cache location is required when cache type is "S3"' },
    ];
  }
  return type === "LOCAL" && !(Array.isArray(modes) && modes.length > 0)
    ? [{ property: "cache.modes", reason: 'cache modes are required when cache type is "LOCAL"' }]
    : [];
}

function notServed(inputs: Properties): Problem[] {
  return inputs["projectVisibility"] === "PUBLIC_READ"
    ? [{ property: "projectVisibility", reason: "the stand-in serves PRIVATE projects only" }]
    : [];
}

export const entries: readonly ResourceEntry[] = [project];
