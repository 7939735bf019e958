import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../../aws/naming";
import { type Transform, transformed } from "../../transform";
import {
  fromZeroQueries,
  scalingPolicies,
  type ScaledNames,
  type ScalingSettings,
} from "./scalingPolicies";

/** Changes to the resources of {@link ServiceScaling}, by child. */
export interface ServiceScalingTransform {
  readonly target?: Transform<aws.appautoscaling.TargetArgs>;
  readonly policy?: Transform<aws.appautoscaling.PolicyArgs>;
  readonly scheduledAction?: Transform<aws.appautoscaling.ScheduledActionArgs>;
  readonly firstTask?: Transform<aws.appautoscaling.PolicyArgs>;
  readonly messagesWait?: Transform<aws.cloudwatch.MetricAlarmArgs>;
}

/** Arguments of {@link ServiceScaling}. */
export interface ServiceScalingArgs extends Omit<ScaledNames, "requestsLabel"> {
  readonly settings: ScalingSettings;
  /** Moves with the service: known once it exists. */
  readonly service: aws.ecs.Service;
  /** Balancer and target group as CloudWatch names them. @default - nothing brings requests */
  readonly requestsLabel?: pulumi.Output<string> | undefined;
  /** @default - none: everything is as written here */
  readonly transform?: ServiceScalingTransform | undefined;
}

/** Application Auto Scaling of a service: the owner of its desired count. */
export class ServiceScaling extends pulumi.ComponentResource {
  /** What is scaled, in the words of Application Auto Scaling. */
  public readonly resourceId: pulumi.Output<string>;

  constructor(name: string, args: ServiceScalingArgs, opts?: pulumi.ComponentResourceOptions) {
    const { settings, service, requestsLabel, transform = {}, ...names } = args;
    super(typeToken("app", "ServiceScaling"), name, { settings, ...names }, opts);
    const scaled = {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: pulumi.interpolate`service/${names.clusterName}/${service.name}`,
    };
    const target = new aws.appautoscaling.Target(
      ...transformed(
        transform.target,
        `${name}-target`,
        { ...scaled, minCapacity: settings.min, maxCapacity: settings.max },
        { parent: this },
      ),
    );
    const owned = {
      serviceNamespace: target.serviceNamespace,
      scalableDimension: target.scalableDimension,
      resourceId: target.resourceId,
    };
    for (const { role, configuration } of scalingPolicies(settings, { ...names, requestsLabel })) {
      new aws.appautoscaling.Policy(
        ...transformed(
          transform.policy,
          `${name}-${role}`,
          {
            ...owned,
            policyType: "TargetTrackingScaling",
            targetTrackingScalingPolicyConfiguration: configuration,
          },
          { parent: this },
        ),
      );
    }
    if (settings.queue !== undefined && settings.min === 0) {
      this.leaveZero(name, owned, fromZeroQueries(settings.queue, names), transform);
    }
    for (const { at, timezone, min, max } of settings.schedule ?? []) {
      new aws.appautoscaling.ScheduledAction(
        ...transformed(
          transform.scheduledAction,
          `${name}-${scheduleKey(at, timezone)}`,
          {
            ...owned,
            schedule: at,
            timezone,
            scalableTargetAction: {
              ...(min !== undefined && { minCapacity: min }),
              ...(max !== undefined && { maxCapacity: max }),
            },
          },
          { parent: this },
        ),
      );
    }

    this.resourceId = target.resourceId;
    this.registerOutputs({ resourceId: this.resourceId });
  }

  /** Of no tasks at all a part is no more: target tracking never starts the first one. */
  private leaveZero(
    name: string,
    target: Pick<
      aws.appautoscaling.PolicyArgs,
      "serviceNamespace" | "scalableDimension" | "resourceId"
    >,
    metricQueries: aws.types.input.cloudwatch.MetricAlarmMetricQuery[],
    transform: ServiceScalingTransform,
  ): void {
    const first = new aws.appautoscaling.Policy(
      ...transformed(
        transform.firstTask,
        `${name}-first-task`,
        {
          ...target,
          policyType: "StepScaling",
          stepScalingPolicyConfiguration: {
            adjustmentType: "ChangeInCapacity",
            cooldown: 60,
            stepAdjustments: [{ metricIntervalLowerBound: "0", scalingAdjustment: 1 }],
          },
        },
        { parent: this },
      ),
    );
    new aws.cloudwatch.MetricAlarm(
      ...transformed(
        transform.messagesWait,
        `${name}-messages-wait`,
        {
          alarmDescription: "Messages wait and no task runs that takes them",
          comparisonOperator: "GreaterThanOrEqualToThreshold",
          threshold: 1,
          evaluationPeriods: 1,
          treatMissingData: "notBreaching",
          metricQueries,
          alarmActions: [first.arn],
        },
        { parent: this },
      ),
    );
  }
}

/** Signs of a schedule, as words that a name may have: TUE-THU is not TUE,THU. */
const signs = new Map([
  ["*", "any"],
  [",", "and"],
  ["-", "to"],
  ["/", "every"],
  ["#", "nth"],
]);

/** What tells actions of a service apart: when they happen. */
function scheduleKey(at: string, timezone: string): string {
  const spelled = at.replace(/[*,\-/#]/g, (sign) => `-${signs.get(sign) ?? ""}-`);
  return `${spelled}-${timezone}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
