import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Images by container, as the service runs them now. */
export type RunningImages = Readonly<Record<string, string>>;

/** The service to ask about. */
export interface ServiceReference {
  /** Physical name of the cluster. */
  readonly cluster: string;
  /** Physical name of the service. */
  readonly service: string;
}

/**
 * The images that a service runs now, so that an update of the infrastructure deploys what delivery
 * deployed last, and nothing else.
 *
 * Two reads per app, side by side for all apps, under the parent's own provider. They start while
 * the program runs and not from within an output, so that a preview knows the images, too.
 *
 * @returns undefined when the service does not exist yet: a first deployment.
 * @throws ResourceError for everything else that keeps the answer from coming: with a wrong
 *   profile every service would look absent, and the update would roll all of them back.
 */
export async function runningImages(
  { cluster, service }: ServiceReference,
  parent: pulumi.Resource,
): Promise<RunningImages | undefined> {
  try {
    const found = await aws.ecs.getService(
      { clusterArn: cluster, serviceName: service },
      { parent },
    );
    // AWS keeps a deleted service for a while and describes it as INACTIVE, with its last task
    // definition; the provider passes that on, status and all. Such a service runs nothing.
    if (found.status === "INACTIVE") {
      return undefined;
    }
    const definition = await aws.ecs.getTaskDefinition(
      { taskDefinition: found.taskDefinition },
      { parent },
    );
    return imagesOf(definition.containerDefinitions);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (isAbsent(reason)) {
      return undefined;
    }
    throw new pulumi.ResourceError(
      `Service "${service}" of cluster "${cluster}": cannot read which images run now, so nothing is changed. ${reason.trim()}`,
      parent,
      // Who runs this needs the sentence; the stack of this file says nothing about their account.
      true,
    );
  }
}

/**
 * How the aws provider says that cluster or service are absent: one sentence for an unknown
 * cluster, an unknown service and the answer MISSING (its data source `aws_ecs_service`).
 */
function isAbsent(message: string): boolean {
  return message.includes("no matching ECS Service found");
}

/** @throws SyntaxError when the text is no JSON; TypeError when it is no list of containers. */
export function imagesOf(containerDefinitions: string): RunningImages {
  const containers: unknown = JSON.parse(containerDefinitions);
  if (!Array.isArray(containers)) {
    throw new TypeError("The task definition has no list of containers.");
  }
  return Object.fromEntries(
    containers.map((container: unknown) => {
      if (!isContainer(container)) {
        throw new TypeError("The task definition has a container without name or image.");
      }
      return [container.name, container.image];
    }),
  );
}

function isContainer(value: unknown): value is { name: string; image: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    "name" in value &&
    typeof value.name === "string" &&
    "image" in value &&
    typeof value.image === "string"
  );
}
