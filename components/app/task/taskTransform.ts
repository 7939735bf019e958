import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { type ContainerDefinition } from "./containerDefinition";

/** A container with every key of the ECS API, as plain values. */
export type PlainContainer = pulumi.UnwrappedObject<aws.ecs.ContainerDefinition>;

/**
 * A change to an app's task before it is compared with the one that runs, so that what it adds is no
 * change in every update. It is called several times in a run, with images that are known and images that
 * are not, and must do the same each time.
 */
export type TaskTransform = (task: { readonly containers: PlainContainer[] }) => undefined;

/**
 * The containers with the transform's changes.
 *
 * @throws RunError, naming the app, when a container is gone or has another image: these are delivery's.
 */
export function transformedContainers(
  app: string,
  containers: readonly ContainerDefinition[],
  transform: TaskTransform | undefined,
): readonly (ContainerDefinition | PlainContainer)[] {
  if (transform === undefined) {
    return containers;
  }
  const task = { containers: containers.map(copyOf) };
  transform(task);
  for (const { name, image } of containers) {
    const found = task.containers.find((container) => container.name === name);
    if (found?.image !== image) {
      const did =
        found === undefined ? "removes or renames" : `sets the image "${found.image ?? ""}" of`;
      throw new pulumi.RunError(
        `App "${app}": its task transform ${did} container "${name}". Containers and their images follow from the stack file and from releases; change them there.`,
      );
    }
  }
  return task.containers;
}

/** The same container, free to be changed. */
function copyOf(container: ContainerDefinition): PlainContainer {
  const copy: unknown = structuredClone(container);
  return copy as PlainContainer;
}
