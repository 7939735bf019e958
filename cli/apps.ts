import { logGroupName, pipelineName, scheduleName, serviceName } from "../aws/naming";
import { nearest } from "../config/suggest";
import { type Service, type ServicePlace } from "../delivery/aws/ecs";
import { type ImageOrigins } from "../delivery/imageOrigins";
import { revisionPath } from "../delivery/paths";
import {
  type DescribedApp,
  describedApps,
  hasService,
  imageOrigins,
  type StackParameter,
} from "../delivery/stackParameter";
import { UserError } from "./userError";

/** Where everything of an app is. All follows from the stack's parameter; nothing is asked of AWS. */
export interface AppPlace {
  /** `<cluster>/<app>`, as people write it. */
  readonly key: string;
  /** Keys in the configuration. */
  readonly cluster: string;
  readonly app: string;
  /** What `kind` says there: web, worker, … */
  readonly kind: string;
  /** Physical names. */
  readonly clusterName: string;
  readonly serviceName: string;
  readonly pipelineName: string;
  readonly logGroupName: string;
  /** Of a scheduled app. */
  readonly scheduleName: string;
  /** Of the revision in the deployment repository. */
  readonly path: string;
  /** The container that delivery owns. */
  readonly containerName: string;
  /** Where its images may come from. */
  readonly origins: ImageOrigins;
}

/** Every app of the stack, in the order of their names. */
export function appsOf(parameter: StackParameter): AppPlace[] {
  return describedApps(parameter)
    .map((app) => placeOf(parameter, app))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
}

/**
 * The app that a person names: `main/web`, or `web` where only one cluster has it.
 *
 * @throws UserError that names the nearest one and all that there are.
 */
export function appNamed(parameter: StackParameter, name: string): AppPlace {
  const all = appsOf(parameter);
  const found = all.filter(({ key, app }) => key === name || app === name);
  const [first, second] = found;
  if (first !== undefined && second === undefined) {
    return first;
  }
  const keys = all.map(({ key }) => key);
  if (first !== undefined) {
    throw new UserError(
      `More than one cluster of stack "${parameter.stack}" has an app "${name}".`,
      { hint: `Say which: ${listed(found.map(({ key }) => key))}.` },
    );
  }
  if (keys.length === 0) {
    throw new UserError(`Stack "${parameter.stack}" has no apps.`, {
      hint: "Add one under slipway:clusters and run pulumi up.",
    });
  }
  const meant = nearest(name, keys) ?? nearAlone(name, all);
  const question = meant === undefined ? "" : ` Did you mean "${meant}"?`;
  throw new UserError(`Stack "${parameter.stack}" has no app "${name}".${question}`, {
    hint: `Its apps are ${listed(keys)}.`,
  });
}

/** The key of the app whose own name is near, when the cluster was left out. */
function nearAlone(name: string, all: readonly AppPlace[]): string | undefined {
  const near = nearest(
    name,
    all.map(({ app }) => app),
  );
  return all.find(({ app }) => app === near)?.key;
}

const mostListed = 20;

/** Names for a sentence; not all of a hundred. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostListed).join(", ");
  const more = names.length - mostListed;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** @throws UserError when a command that works on services names an app of a kind without one. */
export function refuseWithoutService({ key, kind }: AppPlace, command: string): void {
  if (!hasService(kind)) {
    throw new UserError(
      `slipway ${command} is for apps that run as a service; ${key} is of kind "${kind}".`,
      { hint: `slipway status ${key} shows how it stands.` },
    );
  }
}

/** Where ECS has the app's service, or the family whose tasks a schedule starts. */
export function servicePlaceOf({ kind, clusterName, serviceName }: AppPlace): ServicePlace {
  return {
    cluster: clusterName,
    service: serviceName,
    ...(!hasService(kind) && { isFamily: true }),
  };
}

/** @throws UserError when the app has no service, and no task that a schedule would start. */
export async function serviceOf<S extends Service>(
  services: { service(at: ServicePlace): Promise<S | undefined> },
  place: AppPlace,
): Promise<S> {
  const service = await services.service(servicePlaceOf(place));
  if (service !== undefined) {
    return service;
  }
  throw noService(place);
}

export function noService({ key, kind, serviceName: name, clusterName }: AppPlace): UserError {
  const missing = hasService(kind)
    ? `service "${name}" in the cluster "${clusterName}"`
    : `task definition "${name}"`;
  return new UserError(`${key} has no ${missing}.`, {
    hint: "pulumi up makes it; slipway status shows the others.",
  });
}

function placeOf(parameter: StackParameter, { cluster, app, kind }: DescribedApp): AppPlace {
  const { stack, repository, branch } = parameter;
  return {
    key: `${cluster}/${app}`,
    cluster,
    app,
    kind,
    clusterName: parameter.clusters[cluster]?.name ?? "",
    serviceName: serviceName(stack, cluster, app),
    pipelineName: pipelineName(repository, branch, cluster, app),
    logGroupName: logGroupName(stack, cluster, app),
    scheduleName: scheduleName(stack, cluster, app),
    path: revisionPath(cluster, app),
    containerName: app,
    origins: imageOrigins(parameter, { cluster, app }),
  };
}
