import { cidrParts, rangeIn } from "./cidr";

/** A connection that tasks may open, in the words of the configuration. */
export interface Outbound {
  /** 1 to 65535. */
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  /** A range of addresses, the id of a prefix list or that of a security group. */
  readonly to: string;
  /** What is there; the description of the rule. */
  readonly why: string;
}

export const destinationPattern =
  /^(?:\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}|pl-[0-9a-f]{8,17}|sg-[0-9a-f]{8,17})$/;

/** EC2 API, description of a security group rule. */
export const descriptionPattern = /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

/** VPC quota: rules of a security group that lead out. Two are the network's own. */
export const mostOutbound = 58;

/** Where a rule leads, in the words of the EC2 API. */
export type Destination =
  | { readonly cidrIpv4: string }
  | { readonly prefixListId: string }
  | { readonly referencedSecurityGroupId: string };

export function destinationOf(to: string): Destination {
  if (to.startsWith("pl-")) {
    return { prefixListId: to };
  }
  return to.startsWith("sg-") ? { referencedSecurityGroupId: to } : { cidrIpv4: to };
}

/** The same for rules that EC2 takes for one, and no two of which a group may have. */
export function outboundKey({ port, protocol, to }: Omit<Outbound, "why">): string {
  return `${protocol}-${port}-${to.replace("/", "-")}`;
}

/** Ranges in which no server answers a task. */
const nowhere = [
  ["0.0.0.0/8", "no host has such an address"],
  ["127.0.0.0/8", "it is the task itself"],
  ["169.254.0.0/16", "it is the task's own host"],
  ["224.0.0.0/3", "a VPC has no multicast"],
] as const;

/** What is wrong with where a rule leads, if anything. */
export function destinationProblem(
  { port, protocol, to }: Omit<Outbound, "why">,
  network: {
    /** Addresses of the network, where they are known. */
    readonly cidr?: string | undefined;
    /** Whether anything can leave the network. */
    readonly closed: boolean;
  },
): string | undefined {
  if (port === 443 && protocol === "tcp") {
    return "is open already: HTTPS may leave to anywhere; remove the rule";
  }
  const range = cidrParts(to);
  if (range === undefined) {
    return /^\d/.test(to) ? "invalid CIDR; it looks like 10.50.0.0/16" : undefined;
  }
  if (range.network !== to) {
    return `invalid CIDR: bits of the host are set; the network is ${range.network}`;
  }
  const lost = nowhere.find(([cidr]) => rangeIn(to, cidr));
  if (lost !== undefined) {
    return `leads nowhere: ${lost[1]}`;
  }
  if (network.cidr !== undefined && rangeIn(to, network.cidr)) {
    return `is open already: ${to} is in the network, ${network.cidr}; remove the rule`;
  }
  return network.closed && !range.isPrivate
    ? "leads nowhere: without NAT gateways and public addresses nothing leaves the network; set network.natGateways: 1"
    : undefined;
}
