import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { serviceName } from "../../aws/naming";
import {
  deliveryInFlight,
  type DeploymentInFlight,
  deploymentsInFlight,
  neverSteady,
} from "./service/deploymentInFlight";
import { shifts, usesAlternateGroup } from "./service/liveTraffic";

/** Images by container. */
export type Images = Readonly<Record<string, string>>;

/** What an app runs now. */
export interface RunningTask {
  /** @default - none: a scheduled app starts tasks by the clock */
  readonly service?: aws.ecs.GetServiceResult | undefined;
  /**
   * The task definition of the service, of its newest deployment or of the one it went back to; of an
   * app without a service the newest one, which its next run is of.
   */
  readonly definition: aws.ecs.GetTaskDefinitionResult;
  /** ARN of that revision. */
  readonly arn: string;
  /** What put that revision in place: a deployment of the service, or the revision itself. */
  readonly base: string;
  /** Of all containers, those that delivery does not own included. */
  readonly images: Images;
  /** Whether its requests go to the second of two target groups; asked where it is to roll. @default false */
  readonly onAlternateGroup?: boolean | undefined;
  /** @default - delivery is not in the middle of a deployment */
  readonly inFlight?: DeploymentInFlight | undefined;
}

/** What a service of an app runs; undefined where it runs nothing, or never came up. */
export async function runningService(
  names: { readonly cluster: string; readonly service: string },
  app: string,
  rolls: boolean,
  opts: pulumi.InvokeOptions,
): Promise<RunningTask | undefined> {
  const { cluster: clusterArn, service: serviceName } = names;
  const service = await unlessMissing("no matching ECS Service found", () =>
    aws.ecs.getService({ clusterArn, serviceName }, opts),
  );
  // AWS keeps a deleted service for a while and describes it as INACTIVE, with its last task
  // definition; the provider passes that on, status and all. Such a service runs nothing.
  if (service === undefined || service.status === "INACTIVE" || neverSteady(service.events)) {
    return undefined;
  }
  const inFlight = deploymentsInFlight(service.deployments);
  const arns = [
    ...new Set([service.taskDefinition, ...inFlight.map(({ taskDefinition }) => taskDefinition)]),
  ];
  const definitions = await Promise.all(
    arns.map((taskDefinition) => aws.ecs.getTaskDefinition({ taskDefinition }, opts)),
  );
  const images = definitions.map(({ containerDefinitions }) => imagesOf(containerDefinitions));
  const [definition] = definitions;
  if (definition === undefined) {
    throw new TypeError("The service has no task definition.");
  }
  const primary = service.deployments.find(({ status }) => status === "PRIMARY");
  return {
    service,
    definition,
    arn: service.taskDefinition,
    base: primary?.id ?? service.taskDefinition,
    images: images[0] ?? {},
    onAlternateGroup: rolls && shifts(service) && (await usesAlternateGroup(service, opts)),
    inFlight: deliveryInFlight(inFlight, (arn) => images[arns.indexOf(arn)]?.[app]),
  };
}

/**
 * The newest revision of an app without a service. Only of one that the last whole update left behind:
 * revisions outlive their stack, and one of an earlier life may name an image that is gone.
 */
export async function newestTask(
  family: string,
  opts: pulumi.InvokeOptions,
): Promise<RunningTask | undefined> {
  const definition = await unlessMissing("couldn't find resource", () =>
    aws.ecs.getTaskDefinition({ taskDefinition: family }, opts),
  );
  if (definition === undefined) {
    return undefined;
  }
  const { arn, containerDefinitions } = definition;
  const images = imagesOf(containerDefinitions);
  return { definition, arn, base: arn, images };
}

/**
 * The images of the newest revision of an app whose service is gone although an update made it once.
 * Revisions of failed releases are deregistered, so the newest is what ran last.
 */
export async function lastReleased(
  stack: string,
  cluster: string,
  app: string,
  opts: pulumi.InvokeOptions,
): Promise<Images | undefined> {
  const family = serviceName(stack, cluster, app);
  void pulumi.log.warn(
    `App "${cluster}/${app}": its service "${family}" was deleted outside of Pulumi. It is made again with the images that were released last. If the update fails with ServiceNotFoundException, run pulumi refresh first, so that Pulumi knows that it is gone.`,
  );
  const found = await unlessMissing("couldn't find resource", () =>
    aws.ecs.getTaskDefinition({ taskDefinition: family }, opts),
  );
  return found && imagesOf(found.containerDefinitions);
}

/**
 * The answer, or undefined where the provider says that there is none. Its data sources have no other
 * way to say so than a sentence: one for an unknown cluster, an unknown service and the answer MISSING.
 */
export async function unlessMissing<T>(
  sentence: string,
  call: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (reasonOf(error).includes(sentence)) {
      return undefined;
    }
    throw error;
  }
}

/** What an error says. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim();
}

/** @throws SyntaxError when the text is no JSON; TypeError when it is no list of containers. */
function imagesOf(containerDefinitions: string): Images {
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
