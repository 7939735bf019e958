import { type Graph, type RecordedNode } from "../graph";
import { covers, isExactly, placesOf, rulesOn, type Place } from "./places";
import {
  called,
  jsonOf,
  listOf,
  numberOf,
  recordOf,
  recordsOf,
  sourcesOf,
  textOf,
  textsOf,
  type Invariant,
} from "./read";

/**
 * Walks the way of a request from the balancer to the task, and the way of a host or task to the
 * registry. Pulumi removes the egress that AWS gives a new group, so a way that nobody wrote down is
 * closed on AWS, while an emulator that knows no firewall would let everything pass.
 */

const ingressRule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const egressRule = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

export const reachesTasks: Invariant = {
  title: "lets requests pass from the balancer to the tasks",
  problems: (graph) =>
    balanced(graph).flatMap((service) =>
      sourcesOf(graph, service, "loadBalancers", "aws:lb/targetGroup:TargetGroup").flatMap(
        (targetGroup) => [
          ...definitionProblems(graph, service, targetGroup),
          ...balancersOf(graph, targetGroup).flatMap((balancer) =>
            placesOf(graph, service, targetGroup).flatMap((place) =>
              wayIn(graph, service, balancer, place),
            ),
          ),
          ...(balancersOf(graph, targetGroup).length > 0
            ? []
            : [`${called(service)}: no rule leads from a balancer to its target group`]),
          ...(placesOf(graph, service, targetGroup).length > 0
            ? []
            : [`${called(service)}: nothing runs its tasks`]),
        ],
      ),
    ),
};

export const reachesRegistry: Invariant = {
  title: "lets hosts and tasks out to ECS, ECR and the logs",
  problems: (graph) =>
    balanced(graph).flatMap((service) =>
      sourcesOf(graph, service, "loadBalancers", "aws:lb/targetGroup:TargetGroup")
        .flatMap((targetGroup) => placesOf(graph, service, targetGroup))
        .flatMap((place) => wayOut(graph, service, place)),
    ),
};

export const listensToClients: Invariant = {
  title:
    "opens the port of every listener on its balancer, and puts the balancer where clients are",
  problems: (graph) =>
    graph.ofType("aws:lb/listener:Listener").flatMap((listener) => {
      const port = numberOf(listener.inputs.port) ?? 0;
      return balancersBehind(graph, listener).flatMap((balancer) => {
        const groups = textsOf(balancer.inputs.securityGroups);
        const open = rulesOn(graph, ingressRule, groups).some((rule) =>
          covers(rule, { from: port, to: port }),
        );
        const outside = textsOf(balancer.inputs.subnets).filter((id) => id.includes("-private-"));
        return [
          ...(open ? [] : [`${called(balancer)}: no rule lets clients in at port ${port}`]),
          ...(balancer.inputs.internal === true || outside.length === 0
            ? []
            : [`${called(balancer)} faces the Internet from private subnets`]),
        ];
      });
    }),
};

function balanced(graph: Graph): RecordedNode[] {
  return graph
    .ofType("aws:ecs/service:Service")
    .filter((service) => listOf(service.inputs.loadBalancers).length > 0);
}

function balancersBehind(graph: Graph, listener: RecordedNode): RecordedNode[] {
  return sourcesOf(graph, listener, "loadBalancerArn", "aws:lb/loadBalancer:LoadBalancer");
}

/** A rule of a listener leads to a target group, or the listener itself does. */
function balancersOf(graph: Graph, targetGroup: RecordedNode): RecordedNode[] {
  const forwarding = (type: string, input: string) =>
    graph
      .ofType(type)
      .filter((node) => (node.propertyDependencies[input] ?? []).includes(targetGroup.urn));
  return [
    ...forwarding("aws:lb/listenerRule:ListenerRule", "actions").flatMap((rule) =>
      sourcesOf(graph, rule, "listenerArn", "aws:lb/listener:Listener"),
    ),
    ...forwarding("aws:lb/listener:Listener", "defaultActions"),
  ].flatMap((listener) => balancersBehind(graph, listener));
}

function definitionProblems(
  graph: Graph,
  service: RecordedNode,
  targetGroup: RecordedNode,
): string[] {
  const wanted = targetGroup.inputs.targetType === "ip" ? "awsvpc" : "bridge";
  const checkPort = recordOf(targetGroup.inputs.healthCheck).port;
  return [
    ...(checkPort === undefined || checkPort === "traffic-port"
      ? []
      : [`${called(targetGroup)} checks a fixed port, where no task need be`]),
    ...sourcesOf(graph, service, "taskDefinition", "aws:ecs/taskDefinition:TaskDefinition").flatMap(
      (definition) => {
        const mappings = recordsOf(jsonOf(definition.inputs.containerDefinitions)).flatMap((one) =>
          recordsOf(one.portMappings),
        );
        const fixed = wanted === "bridge" && mappings.some((one) => one.hostPort !== 0);
        return [
          ...(definition.inputs.networkMode === wanted
            ? []
            : [`${called(definition)} is not in ${wanted} mode, as its target group expects`]),
          ...(fixed ? [`${called(definition)} has a host port that is not dynamic`] : []),
        ];
      },
    ),
  ];
}

function wayIn(
  graph: Graph,
  service: RecordedNode,
  balancer: RecordedNode,
  { ports, groupIds }: Place,
): string[] {
  if (ports === undefined) {
    return [`${called(service)}: its hosts are not told which ports to use`];
  }
  const balancerGroups = textsOf(balancer.inputs.securityGroups);
  const toTasks = rulesOn(graph, egressRule, balancerGroups).filter((rule) =>
    groupIds.includes(textOf(rule.inputs.referencedSecurityGroupId) ?? ""),
  );
  const rulesIn = rulesOn(graph, ingressRule, groupIds);
  const fromBalancer = rulesIn.filter((rule) =>
    balancerGroups.includes(textOf(rule.inputs.referencedSecurityGroupId) ?? ""),
  );
  const range = ports.from === ports.to ? `${ports.from}` : `${ports.from}-${ports.to}`;
  return [
    ...(toTasks.some((rule) => covers(rule, ports))
      ? []
      : [`${called(service)}: ${balancer.name} may not send to port ${range}`]),
    ...(fromBalancer.some((rule) => isExactly(rule, ports))
      ? []
      : [`${called(service)}: its tasks do not let ${balancer.name} in at exactly ${range}`]),
    ...rulesIn
      .filter((rule) => rule.inputs.referencedSecurityGroupId === undefined)
      .map((rule) => `${called(rule)} lets addresses in past the balancer`),
  ];
}

function wayOut(graph: Graph, service: RecordedNode, place: Place): string[] {
  const open = rulesOn(graph, egressRule, place.groupIds).some(
    (rule) => covers(rule, { from: 443, to: 443 }) && rule.inputs.cidrIpv4 === "0.0.0.0/0",
  );
  const vpcs = sourcesOf(graph, place.stands, place.subnetInput, "awsx:ec2:Vpc");
  return [
    ...(open ? [] : [`${called(service)}: no rule lets its hosts or tasks out by HTTPS`]),
    ...(place.subnetIds.length > 0 ? [] : [`${called(place.stands)} stands in no subnet`]),
    ...vpcs.flatMap((vpc) =>
      place.subnetIds.flatMap((id) => subnetProblem(graph, vpc, id, place) ?? []),
    ),
  ];
}

/** The mocked VPC says in the id of a subnet which tier it is of (outputs.ts). */
function subnetProblem(
  graph: Graph,
  vpc: RecordedNode,
  subnetId: string,
  place: Place,
): string | undefined {
  if (subnetId.includes("-public-")) {
    return place.hasPublicAddress
      ? undefined
      : `${called(place.stands)} stands in a public subnet without a public address`;
  }
  const nat = recordOf(vpc.inputs.natGateways).strategy;
  return (nat !== undefined && nat !== "None") || hasEndpoints(graph)
    ? undefined
    : `${called(place.stands)} stands in a private subnet without NAT gateway and endpoints`;
}

/** What a task cannot start without. */
const servicesOfATask = ["ecr.api", "ecr.dkr", "s3", "logs"];

function hasEndpoints(graph: Graph): boolean {
  const usable = graph
    .ofType("aws:ec2/vpcEndpoint:VpcEndpoint")
    .filter(
      ({ inputs }) =>
        inputs.vpcEndpointType === "Gateway" ||
        rulesOn(graph, ingressRule, textsOf(inputs.securityGroupIds)).some((rule) =>
          covers(rule, { from: 443, to: 443 }),
        ),
    );
  return servicesOfATask.every((name) =>
    usable.some(({ inputs }) => (textOf(inputs.serviceName) ?? "").endsWith(`.${name}`)),
  );
}
