import { GetLogEventsCommand, type CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";

import { unlessAbsent } from "../../aws/awsAnswer";
import { type Logs, type Targets } from "./ports";

/** The targets of the load balancer. */
export function awsTargets(client: Pick<ElasticLoadBalancingV2Client, "send">): Targets {
  return {
    health: async (TargetGroupArn) => {
      const answer = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
      return (answer.TargetHealthDescriptions ?? []).map(({ Target, TargetHealth }) => ({
        id: `${Target?.Id ?? ""}:${Target?.Port ?? ""}`,
        state: TargetHealth?.State ?? "",
        reason: TargetHealth?.Reason,
        description: TargetHealth?.Description,
      }));
    },
    settings: async (TargetGroupArn) => {
      const [groups, attributes] = await Promise.all([
        client.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [TargetGroupArn] })),
        client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn })),
      ]);
      const [group] = groups.TargetGroups ?? [];
      const delay = attributes.Attributes?.find(
        ({ Key }) => Key === "deregistration_delay.timeout_seconds",
      )?.Value;
      return {
        intervalSeconds: group?.HealthCheckIntervalSeconds ?? 30,
        timeoutSeconds: group?.HealthCheckTimeoutSeconds ?? 5,
        healthyThreshold: group?.HealthyThresholdCount ?? 5,
        unhealthyThreshold: group?.UnhealthyThresholdCount ?? 2,
        path: group?.HealthCheckPath,
        // What ELB does where the attribute was never set.
        deregistrationDelaySeconds: delay === undefined ? 300 : Number(delay),
      };
    },
  };
}

/** The log groups in CloudWatch. */
export function awsLogs(client: Pick<CloudWatchLogsClient, "send">): Logs {
  return {
    tail: async (logGroupName, logStreamName, limit) => {
      const answer = await unlessAbsent(
        () =>
          client.send(
            new GetLogEventsCommand({ logGroupName, logStreamName, limit, startFromHead: false }),
          ),
        "ResourceNotFoundException",
      );
      return (answer?.events ?? []).map(({ message = "" }) => message.trimEnd());
    },
  };
}
