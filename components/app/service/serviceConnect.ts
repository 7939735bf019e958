import type * as pulumi from "@pulumi/pulumi";

import { logGroupName } from "../../../aws/naming";
import { type ConnectProtocol, type ConnectTimeouts } from "../../../aws/serviceConnect";
import { type AppIdentity } from "../app";
import { type TaskConnect } from "../task/taskSettings";

/** What an internal app says about its requests, in the words of the configuration. */
export interface ConnectSettings extends ConnectTimeouts {
  /** Port that the container listens on and clients connect to, 1 to 65535. */
  readonly port: number;
}

/** An internal app, as those see it that call it. */
export interface ConnectServer {
  /** Key of the app, and the host that its clients ask for. */
  readonly name: string;
  readonly port: number;
  readonly protocol: ConnectProtocol;
  /** Group of its tasks. @default - they run on hosts, whose ports the hosts of the cluster share */
  readonly securityGroupId: pulumi.Output<string> | undefined;
  /** Its service: tasks know the names that were there when they started. */
  readonly service: pulumi.Resource;
}

/** How a service takes part in the namespace of its cluster. */
export interface Connect {
  readonly namespaceArn: pulumi.Output<string>;
  /** What others call it by. @default - nothing: it only calls */
  readonly settings?: ConnectSettings | undefined;
  /** The internal apps that it calls. */
  readonly servers: readonly ConnectServer[];
}

/**
 * The part of a service in the namespace of its cluster; undefined if it neither calls by name nor is called.
 *
 * @throws RangeError when it has a part, and the cluster has no namespace.
 */
export function connectOf(service: {
  readonly identity: AppIdentity;
  readonly cluster: { readonly namespaceArn: pulumi.Output<string> | undefined };
  readonly connect?: ConnectSettings | undefined;
  readonly servers?: readonly ConnectServer[] | undefined;
}): Connect | undefined {
  const { identity, cluster, connect: settings, servers = [] } = service;
  if (settings === undefined && servers.length === 0) {
    return undefined;
  }
  if (cluster.namespaceArn === undefined) {
    throw new RangeError(
      `App "${identity.app}" calls by name or is called so, and its cluster has no namespace. Give the cluster an app of kind internal.`,
    );
  }
  return { namespaceArn: cluster.namespaceArn, settings, servers };
}

/** The port is named after its protocol: ECS changes the protocol of no service, so another one makes it anew. */
export function taskConnect({ settings }: Pick<Connect, "settings">): TaskConnect {
  return {
    ...(settings && { port: { name: settings.protocol, protocol: settings.protocol } }),
  };
}

/** The input whose change replaces the service. */
export const replacingInput = "serviceConnectConfiguration.services[0].portName";

/** The service's part in the namespace, in the words of the resource's inputs. */
export function connectConfiguration(
  { stack, cluster, app }: AppIdentity,
  region: string,
  { namespaceArn, settings, servers }: Connect,
) {
  return {
    serviceConnectConfiguration: {
      enabled: true,
      namespace: namespaceArn,
      ...(settings && { services: [endpoint(app, settings)] }),
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": logGroupName(stack, cluster, app),
          "awslogs-region": region,
          "awslogs-stream-prefix": "service-connect",
        },
      },
    },
    // Tasks that run learn no new names: another list is a new deployment.
    ...(servers.length > 0 && { triggers: { connectsTo: servers.map(address).sort().join(" ") } }),
  };
}

function endpoint(app: string, settings: ConnectSettings) {
  const { protocol, port, requestTimeoutSeconds, idleTimeoutSeconds } = settings;
  const timeout = {
    ...(requestTimeoutSeconds !== undefined && { perRequestTimeoutSeconds: requestTimeoutSeconds }),
    ...(idleTimeoutSeconds !== undefined && { idleTimeoutSeconds }),
  };
  return {
    portName: protocol,
    discoveryName: app,
    clientAlias: [{ dnsName: app, port }],
    ...(Object.keys(timeout).length > 0 && { timeout }),
  };
}

function address({ name, port, protocol }: ConnectServer): string {
  return `${protocol}://${name}:${port}`;
}
