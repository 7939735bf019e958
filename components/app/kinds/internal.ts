import * as pulumi from "@pulumi/pulumi";

import { port, rangeProblem } from "../../../aws/limits";
import { typeToken } from "../../../aws/naming";
import { connectNameProblem, timeoutProblem } from "../../../aws/serviceConnect";
import { resourceError } from "../../resourceError";
import { type App, type AppAccess, type AppIdentity, type Deployable } from "../app";
import { EcsService, type EcsServiceTransform } from "../service/ecsService";
import { type ConnectServer, type ConnectSettings } from "../service/serviceConnect";
import { type ServicePlace, type ServiceSettings } from "../service/servicePlace";
import { serviceProblem } from "../service/serviceProblem";
import { type TaskLocation } from "../task/taskProblem";

/** An internal app in the words of the configuration. */
export interface InternalSettings extends ServiceSettings, ConnectSettings {
  readonly kind: "internal";
}

/** Arguments of {@link InternalApp}. */
export interface InternalAppArgs extends ServicePlace {
  readonly settings: InternalSettings;
  /** @default - none: everything is as written here */
  readonly transform?: EcsServiceTransform | undefined;
}

/** A service that other apps of its cluster call by its name, through ECS Service Connect. */
export class InternalApp extends pulumi.ComponentResource implements App {
  public readonly kind = "internal";
  public readonly identity: AppIdentity;
  public readonly deployed: Deployable;
  public readonly access: AppAccess;
  /** What the apps that call it need to know. */
  public readonly server: ConnectServer;

  constructor(name: string, args: InternalAppArgs, opts?: pulumi.ComponentResourceOptions) {
    const { settings, cluster, identity } = args;
    super(typeToken("app", "InternalApp"), name, { ...identity, settings }, opts);
    const problem = internalProblem(settings, { app: identity.app, ...cluster });
    if (problem !== undefined) {
      throw resourceError(`App "${identity.app}": ${problem}`, this);
    }

    const service = new EcsService(name, { ...args, connect: settings }, { parent: this });
    this.deployed = service.deployed;
    this.access = service.access;
    this.identity = identity;
    this.server = {
      name: identity.app,
      port: settings.port,
      protocol: settings.protocol,
      securityGroupId: cluster.launch === "ec2" ? undefined : service.access.securityGroupId,
      service: this.deployed.resource,
    };
    this.registerOutputs({ address: `${identity.app}:${settings.port}` });
  }
}

/** The first thing that is wrong with an internal app; undefined if nothing is. */
function internalProblem(app: InternalSettings, place: TaskLocation): string | undefined {
  const name = connectNameProblem(place.app);
  if (name !== undefined) {
    return `${name}.`;
  }
  const limits = { from: 0, to: Infinity };
  const wrong = rangeProblem([
    ["port", app.port, port],
    ["requestTimeoutSeconds", app.requestTimeoutSeconds, limits],
    ["idleTimeoutSeconds", app.idleTimeoutSeconds, limits],
  ]);
  if (wrong !== undefined) {
    return wrong;
  }
  const timeout = timeoutProblem(app);
  return timeout === undefined
    ? serviceProblem(app, { ...place, hasProxy: true })
    : `${timeout.key} ${timeout.sentence}.`;
}
