import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** A queue whose messages the tasks of a service share, in the words of the configuration. */
export interface QueueScaling {
  readonly arn: string;
  /** Messages that wait, for each task that runs. */
  readonly messagesPerTask: number;
}

/** Tasks by the clock, in the words of the configuration. */
export interface ScheduledScaling {
  /** When it begins: cron(…), rate(…) or at(…). */
  readonly at: string;
  readonly timezone: string;
  /** Fewest tasks from then on. @default - as before */
  readonly min?: number | undefined;
  /** Most tasks from then on. @default - as before */
  readonly max?: number | undefined;
}

/** How the load decides the number of tasks, in the words of the configuration. */
export interface ScalingSettings {
  /** Fewest tasks, 0 or more. */
  readonly min: number;
  /** Most tasks, at least as many. */
  readonly max: number;
  /** Average CPU to hold, in percent of what the task has. */
  readonly cpuPercent?: number | undefined;
  /** Average memory to hold, in percent of what the task has. */
  readonly memoryPercent?: number | undefined;
  /** Requests a minute and task to hold; for services behind a balancer. */
  readonly requestsPerTarget?: number | undefined;
  /** A queue whose messages the tasks share. */
  readonly queue?: QueueScaling | undefined;
  /** @default - none */
  readonly schedule?: readonly ScheduledScaling[] | undefined;
}

/** What metrics of a service are found by. */
export interface ScaledNames {
  readonly clusterName: string;
  readonly serviceName: string;
  readonly requestsLabel?: pulumi.Output<string> | undefined;
}

type Configuration = aws.types.input.appautoscaling.PolicyTargetTrackingScalingPolicyConfiguration;

/** A policy of a service, and what it is called. */
export interface ScalingPolicy {
  readonly role: "cpu" | "memory" | "requests" | "queue";
  readonly configuration: Configuration;
}

/**
 * Seconds between two steps. Out at once, as new tasks count as soon as they are healthy; in slowly,
 * so that a pause in the load is no reason (Application Auto Scaling: 300 both).
 */
const cooldowns = { scaleOutCooldown: 60, scaleInCooldown: 300 };

/** Each value to hold, as a policy. Where they disagree, the most tasks win. */
export function scalingPolicies(scaling: ScalingSettings, names: ScaledNames): ScalingPolicy[] {
  const { cpuPercent, memoryPercent, requestsPerTarget, queue } = scaling;
  const { requestsLabel } = names;
  const policies: (ScalingPolicy | undefined)[] = [
    cpuPercent === undefined
      ? undefined
      : { role: "cpu", configuration: predefined("ECSServiceAverageCPUUtilization", cpuPercent) },
    memoryPercent === undefined
      ? undefined
      : {
          role: "memory",
          configuration: predefined("ECSServiceAverageMemoryUtilization", memoryPercent),
        },
    requestsPerTarget === undefined || requestsLabel === undefined
      ? undefined
      : {
          role: "requests",
          configuration: predefined("ALBRequestCountPerTarget", requestsPerTarget, requestsLabel),
        },
    queue === undefined ? undefined : { role: "queue", configuration: backlog(queue, names) },
  ];
  return policies.filter((policy) => policy !== undefined);
}

function predefined(
  predefinedMetricType: string,
  targetValue: number,
  resourceLabel?: pulumi.Output<string>,
): Configuration {
  return {
    targetValue,
    predefinedMetricSpecification: {
      predefinedMetricType,
      ...(resourceLabel !== undefined && { resourceLabel }),
    },
    ...cooldowns,
  };
}

/** Messages a task: the queue's own number says nothing of how many tasks share it. */
function backlog(queue: QueueScaling, names: ScaledNames): Configuration {
  return {
    targetValue: queue.messagesPerTask,
    customizedMetricSpecification: {
      metrics: [
        ...metricsOf(queue, names).map(({ id, stat, namespace, metricName, dimensions }) => ({
          id,
          metricStat: {
            metric: {
              namespace,
              metricName,
              dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
            },
            stat,
          },
          returnData: false,
        })),
        {
          id: "backlog",
          label: "Messages a task",
          expression: "IF(tasks > 0, messages / tasks, messages)",
          returnData: true,
        },
      ],
    },
    ...cooldowns,
  };
}

/** 1 while messages wait and no task runs, else 0. */
export function fromZeroQueries(
  queue: QueueScaling,
  names: Omit<ScaledNames, "requestsLabel">,
): aws.types.input.cloudwatch.MetricAlarmMetricQuery[] {
  return [
    ...metricsOf(queue, names).map(({ id, ...metric }) => ({
      id,
      metric: { ...metric, period: 60 },
    })),
    {
      id: "waiting",
      label: "Messages wait and no task runs",
      expression: "IF(FILL(tasks, 0) < 1 AND messages > 0, 1, 0)",
      returnData: true,
    },
  ];
}

/** Messages that wait, and the tasks that Container Insights counts. */
function metricsOf({ arn }: QueueScaling, { clusterName, serviceName }: ScaledNames) {
  const QueueName = arn.split(":").at(-1) ?? arn;
  return [
    {
      id: "messages",
      stat: "Sum",
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName },
    },
    {
      id: "tasks",
      stat: "Average",
      namespace: "ECS/ContainerInsights",
      metricName: "RunningTaskCount",
      dimensions: { ClusterName: clusterName, ServiceName: serviceName },
    },
  ];
}
