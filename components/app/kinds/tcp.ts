import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../../aws/naming";
import { resourceError } from "../../resourceError";
import { type App, type AppAccess, type AppIdentity, type Deployable } from "../app";
import { EcsService, type EcsServiceTransform } from "../service/ecsService";
import { type ServicePlace, type ServiceSettings } from "../service/servicePlace";
import {
  type TcpBalancer,
  TcpIngress,
  type TcpIngressTransform,
  type TcpSettings,
} from "../service/tcpIngress";
import { tcpProblem } from "./tcpProblem";

/** A TCP app in the words of the configuration. */
export interface TcpAppSettings extends ServiceSettings, TcpSettings {
  readonly kind: "tcp";
}

/** Changes to the resources of {@link TcpApp}, by child. */
export interface TcpAppTransform extends EcsServiceTransform {
  readonly ingress?: TcpIngressTransform;
}

/** Arguments of {@link TcpApp}. */
export interface TcpAppArgs extends ServicePlace {
  readonly settings: TcpAppSettings;
  readonly loadBalancer: TcpBalancer;
  /** @default - none: everything is as written here */
  readonly transform?: TcpAppTransform | undefined;
}

/** A TCP service behind the network load balancer of its cluster. */
export class TcpApp extends pulumi.ComponentResource implements App {
  public readonly kind = "tcp";
  public readonly identity: AppIdentity;
  /** Where clients connect. */
  public readonly url: pulumi.Output<string>;
  public readonly deployed: Deployable;
  public readonly access: AppAccess;

  constructor(name: string, args: TcpAppArgs, opts?: pulumi.ComponentResourceOptions) {
    const { settings, cluster, identity, loadBalancer, transform = {}, ...place } = args;
    super(typeToken("app", "TcpApp"), name, { ...identity, settings }, opts);
    const problem = tcpProblem(settings, { app: identity.app, ...cluster });
    if (problem !== undefined) {
      throw resourceError(`App "${identity.app}": ${problem}`, this);
    }

    const ingress = new TcpIngress(
      `${name}-ingress`,
      {
        identity,
        settings,
        targetType: cluster.launch === "ec2" ? "instance" : "ip",
        vpcId: place.network.vpcId,
        loadBalancer,
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
