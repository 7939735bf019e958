import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";

/** A target and its health, in ELB's words: `unhealthy`, `Target.Timeout`, `Request timed out`. */
export interface Target {
  /** Instance or address and port. */
  readonly id: string;
  readonly state: string;
  readonly reason: string | undefined;
  readonly description: string | undefined;
}

export interface TargetGroupSettings {
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  readonly path: string | undefined;
  /** Of a network load balancer. @default - of one for HTTP */
  readonly isNetwork?: boolean | undefined;
  readonly deregistrationDelaySeconds: number;
}

/** What is asked of target groups; tests hand in literals. */
export interface Targets {
  health(targetGroupArn: string): Promise<readonly Target[]>;
  settings(targetGroupArn: string): Promise<TargetGroupSettings>;
}

/** What ELB does where the attribute was never set. */
const defaultDelaySeconds = 300;

/** Elastic Load Balancing. Throttling is left to the client's own retries. */
export function elbAdapter(client: Pick<ElasticLoadBalancingV2Client, "send">): Targets {
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
      const [group, attributes] = await Promise.all([
        targetGroup(client, TargetGroupArn),
        client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn })),
      ]);
      const delay = attributes.Attributes?.find(
        ({ Key }) => Key === "deregistration_delay.timeout_seconds",
      )?.Value;
      return {
        intervalSeconds: group?.HealthCheckIntervalSeconds ?? 30,
        timeoutSeconds: group?.HealthCheckTimeoutSeconds ?? 5,
        healthyThreshold: group?.HealthyThresholdCount ?? 5,
        unhealthyThreshold: group?.UnhealthyThresholdCount ?? 2,
        path: group?.HealthCheckPath,
        ...(group?.Protocol === "TCP" && { isNetwork: true }),
        deregistrationDelaySeconds: delay === undefined ? defaultDelaySeconds : Number(delay),
      };
    },
  };
}

export async function targetGroup(
  client: Pick<ElasticLoadBalancingV2Client, "send">,
  arn: string,
): Promise<TargetGroup | undefined> {
  const { TargetGroups: [group] = [] } = await client.send(
    new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }),
  );
  return group;
}
