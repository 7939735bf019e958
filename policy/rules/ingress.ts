import type * as ec2 from "@pulumi/aws/ec2";
import type * as vpc from "@pulumi/aws/vpc";

import { type Inputs, type Subject } from "../rule";

/** Where Docker's own range begins; the agent's, and that of newer kernels, end above it, too. */
const firstDynamicPort = 49153;

/** One opening of a security group or network ACL, however it was written. */
export interface Ingress {
  readonly protocol: string;
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
  /** Address ranges; empty where another security group is let in. */
  readonly ranges: readonly string[];
}

/** What a rule resource opens. An address range that is not known yet throws when it is read. */
function ingressOf(rule: Inputs<vpc.SecurityGroupIngressRuleArgs>): Ingress {
  return {
    protocol: rule.ipProtocol,
    fromPort: rule.fromPort,
    toPort: rule.toPort,
    ranges: [rule.cidrIpv4, rule.cidrIpv6].filter((range) => range !== undefined),
  };
}

/** What a security group, or a rule of one, opens. */
export function openingsOf(subject: Subject): readonly Ingress[] {
  switch (subject.type) {
    case "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule":
      return [ingressOf(subject.props as unknown as Inputs<vpc.SecurityGroupIngressRuleArgs>)];
    case "aws:ec2/securityGroupRule:SecurityGroupRule": {
      const rule = subject.props as unknown as Inputs<ec2.SecurityGroupRuleArgs>;
      return rule.type === "ingress" ? [listed(rule)] : [];
    }
    default:
      return ((subject.props as Inputs<ec2.SecurityGroupArgs>).ingress ?? []).map(listed);
  }
}

function listed(rule: {
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly cidrBlocks?: readonly string[] | undefined;
  readonly ipv6CidrBlocks?: readonly string[] | undefined;
}): Ingress {
  const { protocol, fromPort, toPort, cidrBlocks = [], ipv6CidrBlocks = [] } = rule;
  return { protocol, fromPort, toPort, ranges: [...cidrBlocks, ...ipv6CidrBlocks] };
}

export function fromAnywhere({ ranges }: Ingress): boolean {
  return ranges.some((range) => range === "0.0.0.0/0" || range === "::/0");
}

export function includesPort({ protocol, fromPort, toPort }: Ingress, port: number): boolean {
  if (protocol === "-1" || protocol === "all") {
    return true;
  }
  return (fromPort ?? 0) <= port && port <= (toPort ?? 65535);
}

/** True when it opens more than one port, some of which containers may get on their host. */
export function reachesDynamicPorts({ protocol, fromPort, toPort }: Ingress): boolean {
  if (protocol === "-1" || protocol === "all") {
    return true;
  }
  const [from, to] = [fromPort ?? 0, toPort ?? 65535];
  return from < to && to >= firstDynamicPort;
}

/** For messages: `tcp 22-22 from 0.0.0.0/0`. */
export function describe({ protocol, fromPort, toPort, ranges }: Ingress): string {
  const ports =
    protocol === "-1" || protocol === "all"
      ? "every port"
      : `${protocol} ${fromPort ?? 0}-${toPort ?? 65535}`;
  return `${ports} from ${ranges.join(", ")}`;
}
