import { pipelineName, serviceName } from "../../aws/naming";
import { type WatchedApp } from "../../delivery/deployment/look";
import { type ImageOrigins } from "../../delivery/imageOrigins";
import { revisionPath } from "../../delivery/paths";
import {
  describedApps,
  hasService,
  imageOrigins,
  type StackParameter,
} from "../../delivery/stackParameter";

/** An app of the stack, as far as a release needs it. */
export interface ReleasedApp extends WatchedApp {
  /** `<cluster>/<app>` */
  readonly key: string;
  /** The container that delivery owns. */
  readonly containerName: string;
  readonly origins: ImageOrigins;
}

/** @throws Error for an app that the stack does not have (any more). */
export function appOf(parameter: StackParameter, key: string): ReleasedApp {
  const found = describedApps(parameter).find(({ cluster, app }) => `${cluster}/${app}` === key);
  if (found === undefined) {
    throw new Error(`Stack "${parameter.stack}" has no app "${key}"; pulumi up mends its build.`);
  }
  const { cluster, app, kind } = found;
  const { stack, repository, branch } = parameter;
  return {
    key,
    containerName: app,
    origins: imageOrigins(parameter, found),
    cluster: parameter.clusters[cluster]?.name ?? "",
    service: serviceName(stack, cluster, app),
    ...(!hasService(kind) && { isFamily: true }),
    pipeline: pipelineName(repository, branch, cluster, app),
    path: revisionPath(cluster, app),
  };
}
