import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../../aws/naming";
import { isShifting } from "../../../aws/trafficShift";
import { type LoadBalancer } from "../../loadBalancer/loadBalancer";
import { resourceError } from "../../resourceError";
import { type App, type AppAccess, type AppIdentity, type Deployable } from "../app";
import { type RunningApp } from "../running";
import { EcsService, type EcsServiceTransform } from "../service/ecsService";
import { HttpIngress, type HttpIngressTransform, type HttpSettings } from "../service/httpIngress";
import { shifts } from "../service/liveTraffic";
import { type ServicePlace, type ServiceSettings } from "../service/servicePlace";
import { webProblem } from "./webProblem";

/** A web app in the words of the configuration. */
export interface WebSettings extends ServiceSettings, HttpSettings {
  readonly kind: "web";
}

/** Changes to the resources of {@link WebApp}, by child. */
export interface WebAppTransform extends EcsServiceTransform {
  readonly ingress?: HttpIngressTransform;
}

/** Arguments of {@link WebApp}. */
export interface WebAppArgs extends ServicePlace {
  readonly settings: WebSettings;
  readonly loadBalancer: Pick<LoadBalancer, "arn" | "listenerArn" | "securityGroupId" | "url">;
  /** Place among the listener's rules, 1 to 50000, lowest first. */
  readonly priority: number;
  /** @default - none: everything is as written here */
  readonly transform?: WebAppTransform | undefined;
}

/** An HTTP service behind the cluster's load balancer. */
export class WebApp extends pulumi.ComponentResource implements App {
  public readonly kind = "web";
  public readonly identity: AppIdentity;
  /** Where a person finds the app. */
  public readonly url: pulumi.Output<string>;
  public readonly deployed: Deployable;
  public readonly access: AppAccess;

  constructor(name: string, args: WebAppArgs, opts?: pulumi.ComponentResourceOptions) {
    const { settings, cluster, identity, loadBalancer, priority, transform = {}, ...place } = args;
    super(typeToken("app", "WebApp"), name, { ...identity, settings, priority }, opts);
    const problem =
      webProblem(settings, priority, { app: identity.app, ...cluster }) ??
      backToRollingProblem(settings, place.running);
    if (problem !== undefined) {
      throw resourceError(`App "${identity.app}": ${problem}`, this);
    }

    const ingress = new HttpIngress(
      `${name}-ingress`,
      {
        identity,
        settings,
        targetType: cluster.launch === "ec2" ? "instance" : "ip",
        vpcId: place.network.vpcId,
        loadBalancer,
        priority,
        shift: isShifting(settings.deploy.strategy)
          ? { account: cluster.account, underWay: shifts(place.running.live?.service) }
          : undefined,
        transform: transform.ingress,
      },
      { parent: this },
    );
    const service = new EcsService(
      name,
      { ...place, identity, cluster, settings, ingress, transform },
      { parent: this },
    );
    this.deployed = service.deployed;
    this.access = service.access;
    // Not before it is served: the service waits until its tasks are healthy.
    this.url = pulumi.all([ingress.url, this.deployed.resource.id]).apply(([url]) => url);
    this.identity = identity;
    this.registerOutputs({ url: this.url });
  }
}

/** An app that rolls has the first target group alone: nothing may depend on the second one then. */
function backToRollingProblem(settings: WebSettings, { live }: RunningApp): string | undefined {
  const { strategy } = settings.deploy;
  return isShifting(strategy) || live?.onAlternateGroup !== true
    ? undefined
    : `deploy.strategy: its requests go to the second of its two target groups, which "${strategy ?? "rolling"}" does not have. Release it once more with the strategy that it had, then change it.`;
}
