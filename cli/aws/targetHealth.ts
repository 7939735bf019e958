import { type Service } from "@aws-sdk/client-ecs";
import {
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";

/** Targets of a service's load balancers. Those that leave are none any more. */
export interface Targets {
  readonly healthy: number;
  readonly total: number;
  /** Why others are not healthy: "Target.Timeout: Request timed out". */
  readonly reasons: readonly string[];
}

/** @returns `undefined` for a service without a load balancer. */
export async function targetsOf(
  elb: () => Promise<Pick<ElasticLoadBalancingV2Client, "send">>,
  service: Service,
): Promise<Targets | undefined> {
  const groups = (service.loadBalancers ?? []).flatMap(
    ({ targetGroupArn }) => targetGroupArn ?? [],
  );
  if (groups.length === 0) {
    return undefined;
  }
  const client = await elb();
  const answers = await Promise.all(
    groups.map((TargetGroupArn) =>
      client.send(new DescribeTargetHealthCommand({ TargetGroupArn })),
    ),
  );
  const states = answers
    .flatMap(({ TargetHealthDescriptions = [] }) => TargetHealthDescriptions)
    .flatMap(({ TargetHealth }) => TargetHealth ?? [])
    .filter(({ State }) => State !== "draining");
  const reasons = states
    .filter(({ State }) => State !== "healthy")
    .map(({ State = "unknown", Reason = State, Description = "" }) =>
      Description === "" ? Reason : `${Reason}: ${Description}`,
    );
  return {
    healthy: states.filter(({ State }) => State === "healthy").length,
    total: states.length,
    reasons: [...new Set(reasons)],
  };
}
