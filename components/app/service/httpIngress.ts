import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { elbName } from "../../../aws/elbName";
import { typeToken } from "../../../aws/naming";
import { type AccountContext } from "../../accountContext";
import { type LoadBalancer } from "../../loadBalancer/loadBalancer";
import { type Transform, transformed } from "../../transform";
import { type AppIdentity } from "../app";
import { appUrl } from "./appUrl";
import { InfrastructureRole, type InfrastructureRoleTransform } from "./infrastructureRole";
import { type Ingress, type IngressShift } from "./ingress";

/** What an app says about its requests, in the words of the configuration. */
export interface HttpSettings {
  /** Port that the container listens on, 1 to 65535. */
  readonly port: number;
  /** Which requests go to this app: at most five paths and hosts together. */
  readonly route: { readonly paths: readonly string[]; readonly hosts: readonly string[] };
  /** How the load balancer checks whether a task is healthy. */
  readonly healthCheck: {
    readonly path: string;
    /** 5 to 300, above the timeout. A new task needs one passing check, so short is quick. */
    readonly intervalSeconds: number;
    readonly timeoutSeconds: number;
    readonly healthyThreshold: number;
    readonly unhealthyThreshold: number;
    /** Status codes that count as healthy, such as `200` or `200-299`. */
    readonly matcher: string;
    /** Seconds after a task's start in which failing checks do not count. */
    readonly graceSeconds: number;
  };
  /** Seconds that a stopping task may finish its requests, 0 to 3600. */
  readonly deregistrationDelaySeconds: number;
  /** Seconds in which a new task's share of the requests grows, 30 to 900. @default - it has the whole at once */
  readonly slowStartSeconds?: number | undefined;
  /** Sends a visitor to the same task again. @default - to any */
  readonly stickiness?: Stickiness | undefined;
}

interface Stickiness {
  /** 1 to 604800. */
  readonly seconds: number;
  /** Name of a cookie that the app sets. @default - the load balancer sets one of its own */
  readonly cookie?: string | undefined;
}

/** Changes to the resources of {@link HttpIngress}, by child. */
export interface HttpIngressTransform {
  /** Of both groups of an app whose requests shift. */
  readonly group?: Transform<aws.lb.TargetGroupArgs>;
  readonly infrastructureRole?: InfrastructureRoleTransform;
  readonly rule?: Transform<aws.lb.ListenerRuleArgs>;
}

/** Arguments of {@link HttpIngress}. */
export interface HttpIngressArgs {
  readonly identity: AppIdentity;
  readonly settings: HttpSettings;
  /** Hosts are registered with the port that the container got there, tasks by their address. */
  readonly targetType: "instance" | "ip";
  readonly vpcId: pulumi.Input<string>;
  readonly loadBalancer: Pick<LoadBalancer, "arn" | "listenerArn" | "securityGroupId" | "url">;
  /** Place among the listener's rules, 1 to 50000, lowest first. */
  readonly priority: number;
  /** Moves requests between two groups. @default - the tasks of one group take turns */
  readonly shift?: HttpShift | undefined;
  /** @default - none: everything is as written here */
  readonly transform?: HttpIngressTransform | undefined;
}

/** What is known of an app whose requests ECS moves between two target groups. */
export interface HttpShift {
  readonly account: AccountContext;
  /** Whether ECS moves the weights of the rule already, so that they are ECS's. */
  readonly underWay: boolean;
}

/** Where the load balancer sends an app's requests: its target group, and the rule that leads there. */
export class HttpIngress extends pulumi.ComponentResource implements Ingress {
  public readonly port: number;
  public readonly targetGroupArn: pulumi.Output<string>;
  public readonly sourceSecurityGroupId: pulumi.Output<string>;
  public readonly graceSeconds: number;
  public readonly drainSeconds: number;
  public readonly requestsLabel: pulumi.Output<string>;
  public readonly shift: IngressShift | undefined;
  public readonly ready: readonly pulumi.Resource[];
  /** Where a person finds the app. */
  public readonly url: pulumi.Output<string>;

  constructor(name: string, args: HttpIngressArgs, opts?: pulumi.ComponentResourceOptions) {
    const { identity, settings, targetType, loadBalancer, priority, transform = {} } = args;
    super(
      typeToken("app", "HttpIngress"),
      name,
      { identity, settings, targetType, priority },
      opts,
    );

    const { healthCheck, port, route } = settings;
    const group = this.group(`${name}-group`, args, []);
    const alternate = args.shift && this.group(`${name}-alternate-group`, args, ["alternate"]);
    const rule = new aws.lb.ListenerRule(
      ...transformed(
        transform.rule,
        `${name}-rule`,
        {
          listenerArn: loadBalancer.listenerArn,
          priority,
          conditions: conditionsOf(route),
          actions: [
            alternate === undefined
              ? { type: "forward", targetGroupArn: group.arn }
              : forwardByWeight(group.arn, alternate.arn),
          ],
        },
        {
          parent: this,
          // ECS moves the weights with each deployment: they never go back to those of the beginning.
          ...(args.shift?.underWay === true && { ignoreChanges: ["actions"] }),
        },
      ),
    );

    this.port = port;
    // Known once the rule exists: ECS refuses a group that no load balancer uses.
    this.targetGroupArn = pulumi.all([group.arn, rule.id]).apply(([arn]) => arn);
    this.sourceSecurityGroupId = loadBalancer.securityGroupId;
    this.graceSeconds = healthCheck.graceSeconds;
    this.drainSeconds = settings.deregistrationDelaySeconds;
    this.requestsLabel = pulumi
      .all([loadBalancer.arn, this.targetGroupArn])
      .apply(([balancer, targets]) => requestsLabel(balancer, targets));
    this.ready = alternate === undefined ? [group, rule] : [group, alternate, rule];
    this.shift = args.shift &&
      alternate && {
        alternateTargetGroupArn: pulumi.all([alternate.arn, rule.id]).apply(([arn]) => arn),
        productionListenerRule: rule.arn,
        roleArn: new InfrastructureRole(
          `${name}-infrastructure`,
          { identity, account: args.shift.account, transform: transform.infrastructureRole },
          { parent: this },
        ).arn,
      };
    this.url = loadBalancer.url.apply((url) => appUrl(url, route.hosts, route.paths));
    this.registerOutputs({ targetGroupArn: this.targetGroupArn, url: this.url });
  }

  private group(
    name: string,
    { identity, settings, targetType, loadBalancer, vpcId, transform = {} }: HttpIngressArgs,
    distinct: readonly string[],
  ): aws.lb.TargetGroup {
    const { healthCheck } = settings;
    return new aws.lb.TargetGroup(
      ...transformed(
        transform.group,
        name,
        {
          // A group never changes its load balancer: another balancer asks for another group, too.
          name: pulumi
            .all([vpcId, loadBalancer.arn])
            .apply(([vpc, loadBalancerArn]) =>
              elbName(
                [identity.stack, identity.cluster, identity.app],
                [vpc, loadBalancerArn, targetType, ...distinct],
              ),
            ),
          vpcId,
          targetType,
          protocol: "HTTP",
          // Never used: ECS registers each target with its own port. The app's port here would replace the group, and
          // the rule would lead to an empty one until the new tasks are there.
          port: 80,
          deregistrationDelay: settings.deregistrationDelaySeconds,
          ...(settings.slowStartSeconds !== undefined && { slowStart: settings.slowStartSeconds }),
          stickiness: stickinessOf(settings.stickiness),
          healthCheck: {
            enabled: true,
            protocol: "HTTP",
            // The port that a target takes requests on; on EC2 it is another one for each task.
            port: "traffic-port",
            path: healthCheck.path,
            interval: healthCheck.intervalSeconds,
            timeout: healthCheck.timeoutSeconds,
            healthyThreshold: healthCheck.healthyThreshold,
            unhealthyThreshold: healthCheck.unhealthyThreshold,
            matcher: healthCheck.matcher,
          },
        },
        // Its name changes with whatever forces a new one, so the rule can move over before it goes.
        { parent: this, deleteBeforeReplace: false },
      ),
    );
  }
}

/** All requests to the first group; ECS moves them to the other one, and back with the next deployment. */
function forwardByWeight(
  group: pulumi.Output<string>,
  alternate: pulumi.Output<string>,
): aws.types.input.lb.ListenerRuleAction {
  return {
    type: "forward",
    forward: {
      targetGroups: [
        { arn: group, weight: 100 },
        { arn: alternate, weight: 0 },
      ],
    },
  };
}

/** Said also where it is off: what is left out stays as it was. */
function stickinessOf(
  stickiness: Stickiness | undefined,
): aws.types.input.lb.TargetGroupStickiness {
  if (stickiness === undefined) {
    return { enabled: false, type: "lb_cookie" };
  }
  const { seconds, cookie } = stickiness;
  return {
    enabled: true,
    cookieDuration: seconds,
    ...(cookie === undefined ? { type: "lb_cookie" } : { type: "app_cookie", cookieName: cookie }),
  };
}

function conditionsOf({
  paths,
  hosts,
}: HttpSettings["route"]): aws.types.input.lb.ListenerRuleCondition[] {
  const byHost = hosts.length === 0 ? [] : [{ hostHeader: { values: [...hosts] } }];
  return [...byHost, { pathPattern: { values: [...paths] } }];
}

/** `app/<balancer>/<id>/targetgroup/<group>/<id>`, the label of the metric of requests. */
function requestsLabel(balancerArn: string, targetGroupArn: string): string {
  const balancer = balancerArn.split(":loadbalancer/").at(-1) ?? balancerArn;
  return `${balancer}/${targetGroupArn.split(":").at(-1) ?? targetGroupArn}`;
}
