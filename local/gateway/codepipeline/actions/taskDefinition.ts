import { ActionFailure } from "./action";
import { type ImageDefinition } from "./imageDefinitions";

type Properties = Readonly<Record<string, unknown>>;

/** What RegisterTaskDefinition takes of what DescribeTaskDefinition gives. */
const registered = [
  "family",
  "taskRoleArn",
  "executionRoleArn",
  "networkMode",
  "containerDefinitions",
  "volumes",
  "placementConstraints",
  "requiresCompatibilities",
  "cpu",
  "memory",
  "pidMode",
  "ipcMode",
  "proxyConfiguration",
  "inferenceAccelerators",
  "ephemeralStorage",
  "runtimePlatform",
  "enableFaultInjection",
];

/**
 * The next revision of a task definition: the same with other images, and with the same tags, for which the
 * action's role needs `ecs:TagResource` (aws/aws-cdk#25768).
 *
 * @throws ActionFailure for a container that the task definition does not have
 */
export function nextRevision(
  taskDefinition: Properties,
  tags: unknown,
  images: readonly ImageDefinition[],
): Properties {
  const containers = (taskDefinition["containerDefinitions"] ?? []) as readonly Properties[];
  const unknown = images.find(({ name }) => !containers.some((other) => other["name"] === name));
  if (unknown !== undefined) {
    throw new ActionFailure(
      "ConfigurationError",
      `The AWS ECS container ${unknown.name} does not exist`,
    );
  }
  const kept = Object.entries(taskDefinition).filter(
    ([key, value]) =>
      registered.includes(key) && value !== null && value !== undefined && value !== "",
  );
  return {
    ...Object.fromEntries(kept),
    containerDefinitions: containers.map((container) => {
      const image = images.find(({ name }) => name === container["name"]);
      return image === undefined ? container : { ...container, image: image.imageUri };
    }),
    ...(Array.isArray(tags) && tags.length > 0 && { tags: ownTags(tags as Properties[]) }),
  };
}

/** Tags with the prefix `aws:` are AWS's own to set. */
function ownTags(tags: readonly Properties[]): readonly Properties[] {
  return tags.filter(({ key }) => typeof key === "string" && !key.startsWith("aws:"));
}
