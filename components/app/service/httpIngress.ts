import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { elbName } from "../../../aws/elbName";
import { typeToken } from "../../../aws/naming";
import { type WebAppSettings } from "../kinds/web";
import { type AppIdentity } from "../task/taskDefinition";

/** Arguments of {@link WebTarget}. */
export interface WebTargetArgs {
  readonly identity: AppIdentity;
  readonly app: Pick<
    WebAppSettings,
    "port" | "route" | "healthCheck" | "deregistrationDelaySeconds"
  >;
  /** Hosts are registered with the port that the container got there, tasks by their address. */
  readonly targetType: "instance" | "ip";
  readonly vpcId: pulumi.Input<string>;
  readonly loadBalancerArn: pulumi.Input<string>;
  readonly listenerArn: pulumi.Input<string>;
  /** Place among the listener's rules, 1 to 50000. */
  readonly priority: number;
}

/** Where the balancer sends an app's requests: its target group, and the rule that leads there. */
export class WebTarget extends pulumi.ComponentResource {
  /** ARN of the target group, known once the rule exists: ECS refuses a group without a balancer. */
  public readonly arn: pulumi.Output<string>;

  constructor(name: string, args: WebTargetArgs, opts?: pulumi.ComponentResourceOptions) {
    const { app, identity, targetType } = args;
    super(typeToken("app", "WebTarget"), name, { ...args }, opts);

    const { healthCheck } = app;
    const group = new aws.lb.TargetGroup(
      `${name}-group`,
      {
        // A group belongs to one balancer for ever: another balancer asks for another group, too.
        name: pulumi
          .all([args.vpcId, args.loadBalancerArn])
          .apply(([vpcId, loadBalancerArn]) =>
            elbName(
              [identity.stack, identity.cluster, identity.app],
              [vpcId, loadBalancerArn, targetType, String(app.port)],
            ),
          ),
        vpcId: args.vpcId,
        targetType,
        protocol: "HTTP",
        // On EC2 each target has a port of its own, and this one is never used.
        port: app.port,
        deregistrationDelay: app.deregistrationDelaySeconds,
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
    );
    const rule = new aws.lb.ListenerRule(
      `${name}-rule`,
      {
        listenerArn: args.listenerArn,
        priority: args.priority,
        conditions: conditionsOf(app.route),
        actions: [{ type: "forward", targetGroupArn: group.arn }],
      },
      { parent: this },
    );

    this.arn = pulumi.all([group.arn, rule.id]).apply(([arn]) => arn);
    this.registerOutputs({ arn: this.arn });
  }
}

function conditionsOf({
  paths,
  hosts,
}: WebAppSettings["route"]): aws.types.input.lb.ListenerRuleCondition[] {
  const byHost = hosts.length === 0 ? [] : [{ hostHeader: { values: [...hosts] } }];
  return [...byHost, { pathPattern: { values: [...paths] } }];
}
