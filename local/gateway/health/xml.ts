import { type HealthCheck } from "./healthCheck";
import { type Target } from "./probe";

/** The health check in a DescribeTargetGroups response about one group. */
export function healthCheckIn(xml: string): HealthCheck | undefined {
  if (textIn(xml, "TargetGroupArn") === undefined) {
    return undefined;
  }
  const number = (tag: string, fallback: number): number => Number(textIn(xml, tag) ?? fallback);
  return {
    enabled: textIn(xml, "HealthCheckEnabled") !== "false",
    path: textIn(xml, "HealthCheckPath") ?? "/",
    port: textIn(xml, "HealthCheckPort") ?? "traffic-port",
    intervalSeconds: number("HealthCheckIntervalSeconds", 30),
    timeoutSeconds: number("HealthCheckTimeoutSeconds", 5),
    healthyThreshold: number("HealthyThresholdCount", 5),
    unhealthyThreshold: number("UnhealthyThresholdCount", 2),
    matcher: textIn(xml, "HttpCode") ?? "200",
  };
}

/** The targets in a DescribeTargetHealth response. */
export function targetsIn(xml: string): readonly Target[] {
  const targets = xml.match(/<Target>.*?<\/Target>/gs) ?? [];
  return targets.map((target) => ({
    id: textIn(target, "Id") ?? "",
    port: Number(textIn(target, "Port") ?? 0),
  }));
}

function textIn(xml: string, tag: string): string | undefined {
  const text = new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1];
  return text?.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}
