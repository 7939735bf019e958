import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../../aws/naming";
import { type LoadBalancer } from "../../loadBalancer/loadBalancer";
import { type App, type AppAccess, type AppIdentity, type Deployable } from "../app";
import {
  EcsService,
  type EcsServiceTransform,
  type ServicePlace,
  type ServiceSettings,
} from "../service/ecsService";
import { HttpIngress, type HttpIngressTransform, type HttpSettings } from "../service/httpIngress";
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
    const problem = webProblem(settings, priority, { app: identity.app, ...cluster });
    if (problem !== undefined) {
      throw new pulumi.ResourceError(`App "${identity.app}": ${problem}`, this);
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
