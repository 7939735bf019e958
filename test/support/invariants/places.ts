import { type Graph, type RecordedNode } from "../graph";
import { everythingBefore, recordOf, recordsOf, sourcesOf, textOf, textsOf } from "./read";

/** Where tasks stand, and the security group rules around them. */

/** Ports, both ends open. */
export interface Ports {
  readonly from: number;
  readonly to: number;
}

/** Where the tasks of a service are reached, and from where they reach out. */
export interface Place {
  /** Ports that the balancer sends requests to. */
  readonly ports: Ports | undefined;
  readonly groupIds: readonly string[];
  readonly subnetIds: readonly string[];
  readonly hasPublicAddress: boolean;
  /** The node that stands in the subnets. */
  readonly stands: RecordedNode;
  readonly subnetInput: string;
}

/** The places of a service's tasks: their own on Fargate, else the hosts of its cluster. */
export function placesOf(graph: Graph, service: RecordedNode, targetGroup: RecordedNode): Place[] {
  if (targetGroup.inputs.targetType === "ip") {
    const network = recordOf(service.inputs.networkConfiguration);
    return recordsOf(service.inputs.loadBalancers).map(({ containerPort }) => ({
      ports: { from: Number(containerPort), to: Number(containerPort) },
      groupIds: textsOf(network.securityGroups),
      subnetIds: textsOf(network.subnets),
      hasPublicAddress: network.assignPublicIp === true,
      stands: service,
      subnetInput: "networkConfiguration",
    }));
  }
  const before = everythingBefore(graph, service);
  return graph
    .ofType("aws:autoscaling/group:Group")
    .filter((group) => before.has(group.urn))
    .flatMap((group) =>
      sourcesOf(graph, group, "launchTemplate", "aws:ec2/launchTemplate:LaunchTemplate").map(
        ({ inputs }) => {
          const interfaces = recordsOf(inputs.networkInterfaces);
          return {
            ports: dynamicPorts(inputs.userData),
            groupIds: [
              ...textsOf(inputs.vpcSecurityGroupIds),
              ...interfaces.flatMap((one) => textsOf(one.securityGroups)),
            ],
            subnetIds: textsOf(group.inputs.vpcZoneIdentifiers),
            hasPublicAddress: interfaces.some((one) => one.associatePublicIpAddress === "true"),
            stands: group,
            subnetInput: "vpcZoneIdentifiers",
          };
        },
      ),
    );
}

/** What the ECS agent of a host is told. */
function dynamicPorts(userData: unknown): Ports | undefined {
  const script = Buffer.from(textOf(userData) ?? "", "base64").toString();
  const range = /^ECS_DYNAMIC_HOST_PORT_RANGE=(\d+)-(\d+)$/m.exec(script);
  return range === null ? undefined : { from: Number(range[1]), to: Number(range[2]) };
}

/** Rules of a type that belong to one of the groups. */
export function rulesOn(graph: Graph, type: string, groupIds: readonly string[]): RecordedNode[] {
  return graph
    .ofType(type)
    .filter((rule) => groupIds.includes(textOf(rule.inputs.securityGroupId) ?? ""));
}

/** True if the rule opens all of the ports. */
export function covers({ inputs }: RecordedNode, { from, to }: Ports): boolean {
  return (
    inputs.ipProtocol === "-1" ||
    (inputs.ipProtocol === "tcp" && Number(inputs.fromPort) <= from && Number(inputs.toPort) >= to)
  );
}

/** True if the rule opens the ports and no other. */
export function isExactly({ inputs }: RecordedNode, { from, to }: Ports): boolean {
  return inputs.ipProtocol === "tcp" && inputs.fromPort === from && inputs.toPort === to;
}
