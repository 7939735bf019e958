import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { clusterName, serviceName } from "../../aws/naming";
import { isShifting } from "../../aws/trafficShift";
import { deployedAppsParameterName, hasService } from "../../delivery/stackParameter";
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

/** What AWS says of an app before anything is made. */
export interface RunningApp {
  /** @default - there is no service, or none that ever came up; a scheduled app is new */
  readonly live?: RunningTask | undefined;
  /**
   * Images that were released last, of a service that was deleted outside of Pulumi.
   * @default - none: a service that does not exist starts with the configured images
   */
  readonly lastReleased?: Images | undefined;
}

/** What AWS says of all apps of the stack. */
export interface Running {
  /** @param cluster,app keys. */
  of(cluster: string, app: string): RunningApp;
}

/** Apps by the keys of their clusters and their own. */
type Clusters = Readonly<Record<string, { readonly apps: Readonly<Record<string, ReadApp>> }>>;

interface ReadApp {
  readonly kind: string;
  readonly deploy?:
    { readonly approval?: boolean; readonly strategy?: string | undefined } | undefined;
}

/**
 * What every app of the stack runs now, so that an update of the infrastructure deploys what delivery
 * deployed last, and nothing else.
 *
 * Read once, before any resource is made and side by side for all apps, under the program's own
 * provider: two calls an app, one for a scheduled one. While a deployment is in flight there is one
 * more for each revision that it replaces, one where an app goes back to rolling deployments, and one
 * for the whole stack when a service is missing or not meant to be there.
 *
 * @throws RunError, naming every app, for anything but an answer: with a wrong profile every service
 *   would look absent, and the update would roll all of them back.
 */
export async function readRunning(
  stack: string,
  clusters: Clusters,
  opts: pulumi.InvokeOptions,
): Promise<Running> {
  const apps = Object.entries(clusters).flatMap(([cluster, settings]) =>
    Object.entries(settings.apps).map(([app, { kind, deploy }]) => ({
      cluster,
      app,
      kind,
      rolls: !isShifting(deploy?.strategy),
    })),
  );
  const problems: string[] = [];
  const lives = await Promise.all(
    apps.map(async ({ cluster, app, kind, rolls }) => {
      if (!hasService(kind)) {
        return undefined;
      }
      const names = {
        cluster: clusterName(stack, cluster),
        service: serviceName(stack, cluster, app),
      };
      try {
        return await runningService(names, app, rolls, opts);
      } catch (error) {
        problems.push(
          `Service "${names.service}" of cluster "${names.cluster}": cannot read what runs now. ${reasonOf(error)}`,
        );
        return undefined;
      }
    }),
  );
  if (problems.length > 0) {
    throw new pulumi.RunError(`Nothing is changed:\n${problems.join("\n")}`);
  }
  const listed = lives.includes(undefined) ? await listedApps(stack, opts) : new Set<string>();
  const entries = apps.map(async ({ cluster, app, kind }, index): Promise<[string, RunningApp]> => {
    const key = `${cluster}/${app}`;
    const live = lives[index];
    if (live !== undefined || !listed.has(key)) {
      return [key, { live }];
    }
    return hasService(kind)
      ? [key, { lastReleased: await lastReleased(stack, cluster, app, opts) }]
      : [key, { live: await newestTask(serviceName(stack, cluster, app), opts) }];
  });
  const found = new Map(await Promise.all(entries));
  return { of: (cluster, app) => found.get(`${cluster}/${app}`) ?? {} };
}

async function runningService(
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
async function newestTask(
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

/** The apps that the last whole update of the stack left behind, by `<cluster>/<app>`. */
async function listedApps(stack: string, opts: pulumi.InvokeOptions): Promise<ReadonlySet<string>> {
  const found = await unlessMissing("couldn't find resource", () =>
    aws.ssm.getParameter({ name: deployedAppsParameterName(stack) }, opts),
  );
  return new Set(found?.value.split(","));
}

/**
 * The images of the newest revision of an app whose service is gone although an update made it once.
 * Revisions of failed releases are deregistered, so the newest is what ran last.
 */
async function lastReleased(
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
async function unlessMissing<T>(sentence: string, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (reasonOf(error).includes(sentence)) {
      return undefined;
    }
    throw error;
  }
}

function reasonOf(error: unknown): string {
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
