import {
  DescribeTaskDefinitionCommand,
  type ECSClient,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";

import { type Revision } from "../../delivery/format";
import { UserError } from "../userError";

/** A task definition by its ARN, or the newest one of a family. */
export async function taskDefinitionOf(
  ecs: Pick<ECSClient, "send">,
  taskDefinition: string,
): Promise<TaskDefinition> {
  const answer = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  if (answer.taskDefinition === undefined) {
    throw new UserError(`There is no task definition "${taskDefinition}".`, { exitCode: 1 });
  }
  return answer.taskDefinition;
}

/** Every container's image, in the order of their names. */
export function imagesOf(definition: TaskDefinition): Revision {
  return (definition.containerDefinitions ?? [])
    .map(({ name = "", image = "" }) => ({ name, imageUri: image }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
