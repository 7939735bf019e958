import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import {
  deliveryInFlight,
  type DeploymentInFlight,
  deploymentsInFlight,
  neverSteady,
} from "./service/deploymentInFlight";

/** Images by container, as the service runs them now. */
export type RunningImages = Readonly<Record<string, string>>;

/** What a service runs now. */
export interface RunningService {
  /** Of all containers, those that delivery does not own included. */
  readonly images: RunningImages;
  /** The task definition of the service: of its newest deployment, or of the one it went back to. */
  readonly definition: aws.ecs.GetTaskDefinitionResult;
  /** @default - delivery is not in the middle of a deployment */
  readonly inFlight?: DeploymentInFlight | undefined;
}

/** The service to ask about. */
export interface ServiceReference {
  /** Physical name of the cluster. */
  readonly cluster: string;
  /** Physical name of the service. */
  readonly service: string;
  /** Name of the app's own container. */
  readonly app: string;
}

/**
 * What a service runs now, so that an update of the infrastructure deploys what delivery deployed
 * last, and nothing else.
 *
 * Two reads per app, side by side for all apps, under the parent's own provider; while a deployment
 * is in flight one more for each revision that it replaces. They start while the program runs and
 * not from within an output, so that a preview knows the images, too.
 *
 * @returns undefined when the service does not exist yet, or never came up: a first deployment.
 * @throws ResourceError for everything else that keeps the answer from coming: with a wrong
 *   profile every service would look absent, and the update would roll all of them back.
 */
export async function runningService(
  reference: ServiceReference,
  parent: pulumi.Resource,
): Promise<RunningService | undefined> {
  const { cluster, service } = reference;
  try {
    const found = await aws.ecs.getService(
      { clusterArn: cluster, serviceName: service },
      { parent },
    );
    // AWS keeps a deleted service for a while and describes it as INACTIVE, with its last task
    // definition; the provider passes that on, status and all. Such a service runs nothing.
    if (found.status === "INACTIVE" || neverSteady(found.events)) {
      return undefined;
    }
    return await describe(reference, found, parent);
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

async function describe(
  { app }: ServiceReference,
  found: aws.ecs.GetServiceResult,
  parent: pulumi.Resource,
): Promise<RunningService> {
  const inFlight = deploymentsInFlight(found.deployments);
  const arns = [
    ...new Set([found.taskDefinition, ...inFlight.map(({ taskDefinition }) => taskDefinition)]),
  ];
  const definitions = await Promise.all(
    arns.map((taskDefinition) => aws.ecs.getTaskDefinition({ taskDefinition }, { parent })),
  );
  const images = definitions.map(({ containerDefinitions }) => imagesOf(containerDefinitions));
  const [definition] = definitions;
  if (definition === undefined) {
    throw new TypeError("The service has no task definition.");
  }
  return {
    definition,
    images: images[0] ?? {},
    inFlight: deliveryInFlight(inFlight, (arn) => images[arns.indexOf(arn)]?.[app]),
  };
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
