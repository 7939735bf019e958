import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { elbName } from "../../../aws/elbName";
import { typeToken } from "../../../aws/naming";
import { defaultSslPolicy } from "../../../aws/sslPolicies";
import { type NetworkLoadBalancer } from "../../loadBalancer/networkLoadBalancer";
import { type Transform, transformed } from "../../transform";
import { type AppIdentity } from "../app";
import { tcpUrl } from "./appUrl";
import { type Ingress } from "./ingress";

/** What an app says about its connections, in the words of the configuration. */
export interface TcpSettings {
  /** Port that the container listens on, 1 to 65535. */
  readonly port: number;
  /** Port that clients connect to, 1 to 65535; one app's of the cluster. */
  readonly listenerPort: number;
  /** ARN of an issued certificate: clients speak TLS, the app gets plain TCP. @default - TCP */
  readonly certificateArn?: string | undefined;
  /** How the load balancer checks whether a task is healthy. */
  readonly healthCheck: {
    /** `tcp` connects, `http` asks for a path. */
    readonly protocol: "tcp" | "http";
    /** With `http` only. @default "/" */
    readonly path?: string | undefined;
    readonly intervalSeconds: number;
    readonly timeoutSeconds: number;
    readonly healthyThreshold: number;
    readonly unhealthyThreshold: number;
    /** Seconds after a task's start in which failing checks do not count. */
    readonly graceSeconds: number;
  };
  /** Seconds that a stopping task may finish its connections, 0 to 3600; then they are closed. */
  readonly deregistrationDelaySeconds: number;
}

/** Changes to the resources of {@link TcpIngress}, by child. */
export interface TcpIngressTransform {
  readonly group?: Transform<aws.lb.TargetGroupArgs>;
  readonly listener?: Transform<aws.lb.ListenerArgs>;
  readonly clients?: Transform<aws.vpc.SecurityGroupIngressRuleArgs>;
}

/** Arguments of {@link TcpIngress}. */
export interface TcpIngressArgs {
  readonly identity: AppIdentity;
  readonly settings: TcpSettings;
  /** Hosts are registered with the port that the container got there, tasks by their address. */
  readonly targetType: "instance" | "ip";
  readonly vpcId: pulumi.Input<string>;
  readonly loadBalancer: TcpBalancer;
  /** @default - none: everything is as written here */
  readonly transform?: TcpIngressTransform | undefined;
}

/** What a listener needs to know of its balancer. */
export type TcpBalancer = Pick<
  NetworkLoadBalancer,
  "arn" | "dnsName" | "securityGroupId" | "clients"
>;

/** Where the load balancer sends an app's connections: a listener of the app's own, and its target group. */
export class TcpIngress extends pulumi.ComponentResource implements Ingress {
  public readonly port: number;
  public readonly targetGroupArn: pulumi.Output<string>;
  public readonly sourceSecurityGroupId: pulumi.Output<string>;
  public readonly graceSeconds: number;
  public readonly drainSeconds: number;
  public readonly ready: readonly pulumi.Resource[];
  /** Where clients connect. */
  public readonly url: pulumi.Output<string>;

  constructor(name: string, args: TcpIngressArgs, opts?: pulumi.ComponentResourceOptions) {
    const { identity, settings, targetType, loadBalancer, transform = {} } = args;
    super(typeToken("app", "TcpIngress"), name, { identity, settings, targetType }, opts);

    const { healthCheck, port, listenerPort, certificateArn } = settings;
    const group = new aws.lb.TargetGroup(
      ...transformed(
        transform.group,
        `${name}-group`,
        {
          // A group never changes its load balancer: another balancer asks for another group, too.
          name: pulumi
            .all([args.vpcId, loadBalancer.arn])
            .apply(([vpcId, loadBalancerArn]) =>
              elbName(
                [identity.stack, identity.cluster, identity.app],
                [vpcId, loadBalancerArn, targetType],
              ),
            ),
          vpcId: args.vpcId,
          targetType,
          protocol: "TCP",
          // Never used: ECS registers each target with its own port. The app's port here would replace the group, and
          // the listener would lead to an empty one until the new tasks are there.
          port: 80,
          deregistrationDelay: settings.deregistrationDelaySeconds,
          // Else a connection outlives its task's notice, and ends when the container is killed.
          connectionTermination: true,
          healthCheck: {
            enabled: true,
            protocol: healthCheck.protocol === "http" ? "HTTP" : "TCP",
            // The port that a target takes connections on; on EC2 it is another one for each task.
            port: "traffic-port",
            ...(healthCheck.protocol === "http" && { path: healthCheck.path ?? "/" }),
            interval: healthCheck.intervalSeconds,
            timeout: healthCheck.timeoutSeconds,
            healthyThreshold: healthCheck.healthyThreshold,
            unhealthyThreshold: healthCheck.unhealthyThreshold,
          },
        },
        // Its name changes with whatever forces a new one, so the listener can move over before it goes.
        { parent: this, deleteBeforeReplace: false },
      ),
    );
    const listener = new aws.lb.Listener(
      ...transformed(
        transform.listener,
        `${name}-listener`,
        {
          loadBalancerArn: loadBalancer.arn,
          port: listenerPort,
          ...(certificateArn === undefined
            ? { protocol: "TCP" }
            : { protocol: "TLS", certificateArn, sslPolicy: defaultSslPolicy }),
          defaultActions: [{ type: "forward", targetGroupArn: group.arn }],
        },
        { parent: this },
      ),
    );
    const clients = new aws.vpc.SecurityGroupIngressRule(
      ...transformed(
        transform.clients,
        `${name}-clients`,
        {
          securityGroupId: loadBalancer.securityGroupId,
          description: `Port ${listenerPort} from ${loadBalancer.clients.title}, for app ${identity.cluster}/${identity.app}`,
          ipProtocol: "tcp",
          fromPort: listenerPort,
          toPort: listenerPort,
          cidrIpv4: loadBalancer.clients.cidr,
        },
        { parent: this },
      ),
    );

    this.port = port;
    // Known once the listener exists: ECS refuses a group that no load balancer uses.
    this.targetGroupArn = pulumi.all([group.arn, listener.id]).apply(([arn]) => arn);
    this.sourceSecurityGroupId = loadBalancer.securityGroupId;
    this.graceSeconds = healthCheck.graceSeconds;
    this.drainSeconds = settings.deregistrationDelaySeconds;
    this.ready = [group, listener, clients];
    this.url = loadBalancer.dnsName.apply((host) =>
      tcpUrl(certificateArn === undefined ? "tcp" : "tls", host, listenerPort),
    );
    this.registerOutputs({ targetGroupArn: this.targetGroupArn, url: this.url });
  }
}
