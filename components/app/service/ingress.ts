import type * as pulumi from "@pulumi/pulumi";

/** What ECS needs to move requests, in its own words. */
export interface IngressShift {
  readonly alternateTargetGroupArn: pulumi.Output<string>;
  /** ARN of the rule whose weights move. */
  readonly productionListenerRule: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;
}

/** What brings requests to a service. */
export interface Ingress {
  /** Port that the app's own container listens on, 1 to 65535. */
  readonly port: number;
  /** Target group that ECS registers tasks with. */
  readonly targetGroupArn: pulumi.Output<string>;
  /** Group of whatever opens connections to the tasks. */
  readonly sourceSecurityGroupId: pulumi.Output<string>;
  /** Seconds after a task's start in which failing checks do not count. */
  readonly graceSeconds: number;
  /** How ECS moves requests from one target group to the other. @default - it does not: there is one */
  readonly shift?: IngressShift | undefined;
  /** Seconds that a stopping task may finish its requests. */
  readonly drainSeconds: number;
  /** Balancer and target group as CloudWatch names them, to scale by requests. @default - not counted */
  readonly requestsLabel?: pulumi.Output<string> | undefined;
  /** What must be there before the service: ECS refuses a target group that no rule leads to. */
  readonly ready: readonly pulumi.Resource[];
}
