import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../../aws/naming";
import { resourceError } from "../../resourceError";
import { type App, type AppAccess, type AppIdentity, type Deployable } from "../app";
import { EcsService, type EcsServiceTransform } from "../service/ecsService";
import { type ServicePlace, type ServiceSettings } from "../service/servicePlace";
import { serviceProblem } from "../service/serviceProblem";

/** A worker in the words of the configuration. */
export interface WorkerSettings extends ServiceSettings {
  readonly kind: "worker";
}

/** Arguments of {@link WorkerApp}. */
export interface WorkerAppArgs extends ServicePlace {
  readonly settings: WorkerSettings;
  /** @default - none: everything is as written here */
  readonly transform?: EcsServiceTransform | undefined;
}

/** A service that nothing calls: no load balancer, no target group, no open port. */
export class WorkerApp extends pulumi.ComponentResource implements App {
  public readonly kind = "worker";
  public readonly identity: AppIdentity;
  public readonly deployed: Deployable;
  public readonly access: AppAccess;

  constructor(name: string, args: WorkerAppArgs, opts?: pulumi.ComponentResourceOptions) {
    const { settings, cluster, identity } = args;
    super(typeToken("app", "WorkerApp"), name, { ...identity, settings }, opts);
    const problem = serviceProblem(settings, { app: identity.app, ...cluster });
    if (problem !== undefined) {
      throw resourceError(`App "${identity.app}": ${problem}`, this);
    }

    const service = new EcsService(name, args, { parent: this });
    this.deployed = service.deployed;
    this.access = service.access;
    this.identity = identity;
    this.registerOutputs({ serviceName: this.deployed.family });
  }
}
