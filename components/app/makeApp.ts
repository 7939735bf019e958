import type * as pulumi from "@pulumi/pulumi";

import { type LoadBalancer } from "../loadBalancer/loadBalancer";
import { type NetworkLoadBalancer } from "../loadBalancer/networkLoadBalancer";
import { type App, type AppIdentity } from "./app";
import { InternalApp, type InternalSettings } from "./kinds/internal";
import {
  ScheduledApp,
  type ScheduledAppTransform,
  type ScheduledSettings,
} from "./kinds/scheduled";
import { TcpApp, type TcpAppSettings, type TcpAppTransform } from "./kinds/tcp";
import { WebApp, type WebAppTransform, type WebSettings } from "./kinds/web";
import { WorkerApp, type WorkerSettings } from "./kinds/worker";
import { type EcsServiceTransform } from "./service/ecsService";
import { type ServiceCluster, type ServicePlace } from "./service/servicePlace";

/** An app of any kind that has a component, in the words of the configuration. */
export type AppSettings =
  WebSettings | TcpAppSettings | InternalSettings | WorkerSettings | ScheduledSettings;

/** Changes to the resources of apps, by kind, for each app as it is made. */
export interface AppTransforms {
  readonly web?: (app: AppIdentity) => WebAppTransform;
  readonly tcp?: (app: AppIdentity) => TcpAppTransform;
  readonly internal?: (app: AppIdentity) => EcsServiceTransform;
  readonly worker?: (app: AppIdentity) => EcsServiceTransform;
  readonly scheduled?: (app: AppIdentity) => ScheduledAppTransform;
}

/** Arguments of {@link makeApp}. */
export interface MakeAppArgs extends Omit<ServicePlace, "cluster"> {
  readonly settings: AppSettings;
  readonly cluster: ServiceCluster & {
    readonly loadBalancer: LoadBalancer | undefined;
    readonly networkLoadBalancer: NetworkLoadBalancer | undefined;
  };
  /** @default - none: everything is as the components write it */
  readonly transforms?: AppTransforms | undefined;
}

/** The component of an app's kind: the one place that tells kinds apart. */
export function makeApp(
  name: string,
  { settings, cluster, transforms = {}, ...place }: MakeAppArgs,
  opts: pulumi.ComponentResourceOptions,
): App {
  switch (settings.kind) {
    case "web": {
      const loadBalancer = balancerOf(name, cluster);
      const priority = loadBalancer.priorityOf(place.identity.app);
      const transform = transforms.web?.(place.identity);
      return new WebApp(
        name,
        { ...place, settings, cluster, loadBalancer, priority, transform },
        opts,
      );
    }
    case "tcp": {
      const loadBalancer = networkBalancerOf(name, cluster);
      const transform = transforms.tcp?.(place.identity);
      return new TcpApp(name, { ...place, settings, cluster, loadBalancer, transform }, opts);
    }
    case "internal":
      return new InternalApp(
        name,
        { ...place, settings, cluster, transform: transforms.internal?.(place.identity) },
        opts,
      );
    case "worker":
      return new WorkerApp(
        name,
        { ...place, settings, cluster, transform: transforms.worker?.(place.identity) },
        opts,
      );
    case "scheduled":
      return new ScheduledApp(
        name,
        { ...place, settings, cluster, transform: transforms.scheduled?.(place.identity) },
        opts,
      );
  }
}

function balancerOf(name: string, { loadBalancer }: MakeAppArgs["cluster"]): LoadBalancer {
  if (loadBalancer === undefined) {
    throw new RangeError(
      `App "${name}" is a web app, and its cluster has no load balancer. Add loadBalancer: {} to the cluster.`,
    );
  }
  return loadBalancer;
}

function networkBalancerOf(
  name: string,
  { networkLoadBalancer }: MakeAppArgs["cluster"],
): NetworkLoadBalancer {
  if (networkLoadBalancer === undefined) {
    throw new RangeError(
      `App "${name}" is a TCP app, and its cluster has no network load balancer. Add networkLoadBalancer: {} to the cluster.`,
    );
  }
  return networkLoadBalancer;
}
