import {
  type RegisterTaskDefinitionCommandInput,
  type Tag,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";

/** What ECS adds to a definition: DescribeTaskDefinition answers with it, RegisterTaskDefinition takes none of it. */
export const readOnly = [
  "taskDefinitionArn",
  "revision",
  "status",
  "requiresAttributes",
  "compatibilities",
  "registeredAt",
  "registeredBy",
  "deregisteredAt",
  "deleteRequestedAt",
] as const satisfies readonly (keyof TaskDefinition)[];

/** A definition as it can be registered again: all of it but what ECS adds, and nothing that is absent. */
export function registrationOf(
  definition: TaskDefinition,
  tags: readonly Tag[] = [],
): RegisterTaskDefinitionCommandInput {
  const kept = Object.entries(definition).filter(
    // No field of a definition may be an empty text; "" stands for an absent one.
    ([key, value]) =>
      !readOnly.some((one) => one === key) && value !== undefined && value !== null && value !== "",
  );
  // AWS keeps these for itself and refuses them in a request.
  const own = tags.filter(({ key = "" }) => !key.startsWith("aws:"));
  return {
    ...(Object.fromEntries(kept) as Omit<TaskDefinition, (typeof readOnly)[number]>),
    family: definition.family,
    containerDefinitions: definition.containerDefinitions,
    ...(own.length > 0 && { tags: own }),
  };
}
