import { type IpPermission, type RouteTable, type SecurityGroup } from "@aws-sdk/client-ec2";

import { type Clients } from "./clients";

/**
 * Walks rules and routes as a packet would: from anyone to the load balancer, from it to the hosts on dynamic
 * ports, and from the hosts to the registry. Returns the steps that are closed; the emulator itself lets all pass.
 */
export async function missingSteps(aws: Clients): Promise<readonly string[]> {
  const { LoadBalancers } = await aws.elb.describeLoadBalancers({});
  const [balancer] = LoadBalancers ?? [];
  const { AutoScalingGroups } = await aws.autoScaling.describeAutoScalingGroups({});
  const subnets = (AutoScalingGroups?.[0]?.VPCZoneIdentifier ?? "").split(",");
  const { SecurityGroups } = await aws.ec2.describeSecurityGroups({});
  const groupsOf = (ids: readonly string[]): readonly SecurityGroup[] =>
    (SecurityGroups ?? []).filter(({ GroupId }) => ids.includes(GroupId ?? ""));
  const balancerIds = balancer?.SecurityGroups ?? [];
  const hosts = hostGroups(groupsOf(balancerIds));
  const ingressOf = (ids: readonly string[]) =>
    groupsOf(ids).flatMap(({ IpPermissions }) => IpPermissions ?? []);
  const egressOf = (ids: readonly string[]) =>
    groupsOf(ids).flatMap(({ IpPermissionsEgress }) => IpPermissionsEgress ?? []);
  const { RouteTables } = await aws.ec2.describeRouteTables({});
  const anyDynamicPort = 49200;
  const steps: readonly [string, boolean][] = [
    ["anyone → load balancer, port 80", ingressOf(balancerIds).some((rule) => opens(rule, 80))],
    [
      "load balancer → hosts, out",
      egressOf(balancerIds).some((rule) => opens(rule, anyDynamicPort)),
    ],
    [
      "load balancer → hosts, in, from its group alone",
      ingressOf(hosts).some(
        (rule) =>
          opens(rule, anyDynamicPort) &&
          (rule.UserIdGroupPairs ?? []).some(({ GroupId }) =>
            balancerIds.includes(GroupId ?? ""),
          ) &&
          (rule.IpRanges ?? []).length === 0,
      ),
    ],
    [
      "hosts → registry, out",
      egressOf(hosts).some(
        (rule) =>
          opens(rule, 443) && (rule.IpRanges ?? []).some(({ CidrIp }) => CidrIp === "0.0.0.0/0"),
      ),
    ],
    [
      "hosts → registry, a route in each subnet",
      subnets.every((subnet) => leadsOut(RouteTables ?? [], subnet)),
    ],
  ];
  return steps.filter(([, open]) => !open).map(([step]) => step);
}

/** The hosts' security groups: those that the load balancer's own rules lead to. */
function hostGroups(groups: readonly SecurityGroup[]): readonly string[] {
  return groups
    .flatMap(({ IpPermissionsEgress }) => IpPermissionsEgress ?? [])
    .flatMap(({ UserIdGroupPairs }) => UserIdGroupPairs ?? [])
    .map(({ GroupId }) => GroupId ?? "");
}

function opens({ IpProtocol, FromPort, ToPort }: IpPermission, port: number): boolean {
  if (IpProtocol === "-1") {
    return true;
  }
  return IpProtocol === "tcp" && (FromPort ?? 0) <= port && port <= (ToPort ?? 65535);
}

/** Whether a subnet's own route table has a default route that goes somewhere. */
function leadsOut(tables: readonly RouteTable[], subnet: string): boolean {
  const table = tables.find(({ Associations }) =>
    (Associations ?? []).some(({ SubnetId }) => SubnetId === subnet),
  );
  return (table?.Routes ?? []).some(
    (route) =>
      route.DestinationCidrBlock === "0.0.0.0/0" &&
      (route.NatGatewayId !== undefined || route.GatewayId !== undefined),
  );
}
