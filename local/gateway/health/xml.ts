import { XMLParser } from "fast-xml-parser";

import { type HealthCheck } from "./healthCheck";
import { type Target } from "./probe";

/** Every value stays the text that AWS sends. */
const parser = new XMLParser({
  parseTagValue: false,
  isArray: (tag) => tag === "member",
});

/** The health check in a DescribeTargetGroups response about one group. */
export function healthCheckIn(xml: string): HealthCheck | undefined {
  const [group] = members(xml, "DescribeTargetGroups", "TargetGroups");
  if (group === undefined) {
    return undefined;
  }
  const number = (tag: string, fallback: number): number => Number(textIn(group, tag) ?? fallback);
  return {
    enabled: textIn(group, "HealthCheckEnabled") !== "false",
    protocol: textIn(group, "HealthCheckProtocol") === "TCP" ? "TCP" : "HTTP",
    path: textIn(group, "HealthCheckPath") ?? "/",
    port: textIn(group, "HealthCheckPort") ?? "traffic-port",
    intervalSeconds: number("HealthCheckIntervalSeconds", 30),
    timeoutSeconds: number("HealthCheckTimeoutSeconds", 5),
    healthyThreshold: number("HealthyThresholdCount", 5),
    unhealthyThreshold: number("UnhealthyThresholdCount", 2),
    matcher: textIn(group["Matcher"], "HttpCode") ?? "200",
  };
}

/** The targets in a DescribeTargetHealth response. */
export function targetsIn(xml: string): readonly Target[] {
  return members(xml, "DescribeTargetHealth", "TargetHealthDescriptions").map(({ Target }) => ({
    id: textIn(Target, "Id") ?? "",
    port: Number(textIn(Target, "Port") ?? 0),
  }));
}

/** A listener of a network load balancer. */
export interface TcpListener {
  readonly port: number;
  readonly protocol: string;
  /** ARN of the target group that its connections go to. */
  readonly group: string;
}

/** ARNs of the network load balancers in a DescribeLoadBalancers response. */
export function networkBalancersIn(xml: string): readonly string[] {
  return members(xml, "DescribeLoadBalancers", "LoadBalancers")
    .filter((balancer) => textIn(balancer, "Type") === "network")
    .flatMap((balancer) => textIn(balancer, "LoadBalancerArn") ?? []);
}

/** The listeners in a DescribeListeners response that forward to a target group. */
export function tcpListenersIn(xml: string): readonly TcpListener[] {
  return members(xml, "DescribeListeners", "Listeners").flatMap((listener) => {
    const { member } = child(listener, "DefaultActions");
    const [action] = Array.isArray(member) ? (member as Element[]) : [];
    const group = textIn(action, "TargetGroupArn");
    const port = Number(textIn(listener, "Port"));
    const protocol = textIn(listener, "Protocol") ?? "";
    return group === undefined ? [] : [{ port, protocol, group }];
  });
}

type Element = Readonly<Record<string, unknown>>;

/** The members of a list in the response to an action; none in an error. */
function members(xml: string, action: string, list: string): readonly Element[] {
  const response = child(child(parser.parse(xml), `${action}Response`), `${action}Result`);
  const { member } = child(response, list);
  return Array.isArray(member) ? (member as Element[]) : [];
}

function child(element: unknown, tag: string): Element {
  const value = (element as Element | undefined)?.[tag];
  return typeof value === "object" && value !== null ? (value as Element) : {};
}

function textIn(element: unknown, tag: string): string | undefined {
  const value = (element as Element | undefined)?.[tag];
  return typeof value === "string" ? value : undefined;
}
