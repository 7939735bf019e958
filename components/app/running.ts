import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { clusterName, serviceName } from "../../aws/naming";
import { isShifting } from "../../aws/trafficShift";
import { deployedAppsParameterName, hasService } from "../../delivery/stackParameter";
import {
  type Images,
  lastReleased,
  newestTask,
  reasonOf,
  runningService,
  type RunningTask,
  unlessMissing,
} from "./runningTask";

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

/** The apps that the last whole update of the stack left behind, by `<cluster>/<app>`. */
async function listedApps(stack: string, opts: pulumi.InvokeOptions): Promise<ReadonlySet<string>> {
  const found = await unlessMissing("couldn't find resource", () =>
    aws.ssm.getParameter({ name: deployedAppsParameterName(stack) }, opts),
  );
  return new Set(found?.value.split(","));
}
