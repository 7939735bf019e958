import * as autoscaling from "@pulumi/aws/autoscaling";
import * as ec2 from "@pulumi/aws/ec2";
import * as ecs from "@pulumi/aws/ecs";
import * as lb from "@pulumi/aws/lb";
import * as vpc from "@pulumi/aws/vpc";

import { type Inputs, type Rule, type Stack, type Subject, stackRule, stackRuleOf } from "../rule";
import { refersTo } from "../stack";
import { describe, fromAnywhere, openingsOf } from "./ingress";

/** Services that a task needs at its start; a network without NAT reaches them by endpoints. */
const endpointsForTasks = ["ecr.api", "ecr.dkr", "s3", "logs"];

/** The three ways to write what a security group lets in. */
const ingressTypes = [vpc.SecurityGroupIngressRule, ec2.SecurityGroup, ec2.SecurityGroupRule];

/** Rules about how the parts of a network belong together, and about parts that nothing uses. */
export const topologyRules: readonly Rule[] = [
  stackRuleOf(ingressTypes, {
    name: "world-only-to-load-balancers",
    description:
      "The internet reaches load balancers, on web ports or single ports of a network load balancer, and nothing else.",
    controls: ["EC2.18", "EC2.19", "CKV_AWS_260"],
    severity: "high",
    why: "Everything else would be open past TLS, logs and health checks.",
    fix: "let in the load balancer's security group, or open a port of the load balancer's listener.",
    parameters: {
      ports: {
        default: ["80", "443"] as readonly string[],
        description: "Ports that a load balancer may open to the internet.",
      },
    },
    check: (_props, { subject, stack, parameters }) => {
      const world = openingsOf(subject).filter(fromAnywhere);
      if (world.length === 0) {
        return undefined;
      }
      // A group with rules inside, or the group that a rule belongs to.
      const groups = new Set([
        subject.urn,
        ...(subject.propertyDependencies["securityGroupId"] ?? []),
      ]);
      const balancers = stack
        .ofType(lb.LoadBalancer)
        .filter((balancer) =>
          (balancer.propertyDependencies["securityGroups"] ?? []).some((urn) => groups.has(urn)),
        );
      const guardsBalancer = balancers.length > 0;
      // What is not HTTP has ports of its own.
      const isNetwork = balancers.some(({ props }) => props["loadBalancerType"] === "network");
      return world.map((ingress) => {
        const onePort = ingress.fromPort !== undefined && ingress.fromPort === ingress.toPort;
        return guardsBalancer &&
          onePort &&
          (isNetwork || parameters.ports.includes(String(ingress.fromPort)))
          ? undefined
          : `it lets in ${describe(ingress)} to ${guardsBalancer ? "a load balancer" : "what is not a load balancer"}`;
      });
    },
  }),
  stackRule(ec2.Vpc, {
    name: "network-closes-default-group",
    description: "A new network closes its default security group.",
    controls: ["EC2.2", "CKV2_AWS_12"],
    severity: "medium",
    why: "AWS creates it open between its members, and whatever names no group gets it.",
    fix: "an `aws.ec2.DefaultSecurityGroup` without rules for the network.",
    check: (_network, { subject, stack }) =>
      stack.ofType(ec2.DefaultSecurityGroup).some((group) => refersTo(group, "vpcId", subject))
        ? undefined
        : "its default security group is left as AWS makes it",
  }),
  stackRule(ec2.Vpc, {
    name: "network-flow-logs",
    description: "A network logs its connections.",
    controls: ["EC2.6", "CKV2_AWS_11"],
    severity: "medium",
    why: "After an intrusion nobody could say what was reached.",
    fix: "`flowLogs: true` in `slipway:network`.",
    check: (_network, { subject, stack }) =>
      stack.ofType(ec2.FlowLog).some((log) => refersTo(log, "vpcId", subject))
        ? undefined
        : "it has no flow log",
  }),
  stackRule(ec2.Vpc, {
    name: "network-endpoints-without-nat",
    description: "A network without NAT has the endpoints that tasks need.",
    controls: ["EC2.10", "EC2.55", "EC2.56", "EC2.57"],
    severity: "high",
    why: "Tasks could neither pull their images nor write their logs.",
    fix: "`endpoints: true` or `natGateways: 1` in `slipway:network`.",
    check: (_network, { subject, stack }) => {
      const hostsPublic = stack.ofType(ec2.Subnet).every(({ props }) => props.mapPublicIpOnLaunch);
      if (stack.ofType(ec2.NatGateway).length > 0 || hostsPublic) {
        return undefined;
      }
      const present = stack
        .ofType(ec2.VpcEndpoint)
        .filter((endpoint) => refersTo(endpoint, "vpcId", subject))
        .map(({ props }) => props.serviceName ?? "");
      const missing = endpointsForTasks.filter(
        (service) => !present.some((name) => name.endsWith(`.${service}`)),
      );
      return missing.length === 0
        ? undefined
        : `it has no NAT gateway and no endpoint for ${missing.join(", ")}`;
    },
  }),
  stackRule(ec2.Vpc, {
    name: "network-nat-per-zone",
    description: "Every zone with private subnets has its own NAT gateway.",
    controls: [],
    severity: "medium",
    why: "The failure of one zone would cut the tasks of all zones off.",
    fix: "`natGateways: per-az` in `slipway:network`.",
    check: (_network, { stack }) => {
      const gateways = stack.ofType(ec2.NatGateway).length;
      const zones = zonesOf(
        stack.ofType(ec2.Subnet).filter(({ props }) => !props.mapPublicIpOnLaunch),
      );
      return gateways > 0 && gateways < zones
        ? `${gateways} NAT gateway serves ${zones} zones`
        : undefined;
    },
  }),
  stackRule(ec2.NatGateway, {
    name: "nat-gateway-used",
    description: "A NAT gateway has a route to it.",
    controls: [],
    severity: "low",
    why: "It costs some 30 dollars a month, and nothing uses it.",
    fix: "`natGateways: 0` in `slipway:network`, or a route to it.",
    check: (_gateway, { subject, stack }) =>
      isReferenced(stack, subject, ["aws:ec2/route:Route", "aws:ec2/routeTable:RouteTable"])
        ? undefined
        : "no route leads to it",
  }),
  stackRule(lb.LoadBalancer, {
    name: "load-balancer-used",
    description: "A load balancer has an app behind it.",
    controls: [],
    severity: "low",
    why: "It costs money every hour, and nothing uses it.",
    fix: "remove `loadBalancer` of the cluster in Pulumi.<stack>.yaml, or add an app with a route.",
    check: (_balancer, { subject, stack }) => {
      const listeners = stack
        .ofType(lb.Listener)
        .filter((listener) => refersTo(listener, "loadBalancerArn", subject));
      const routed = listeners.some(
        (listener) =>
          listener.props.defaultActions.some(({ type }) => type === "forward") ||
          stack.ofType(lb.ListenerRule).some((rule) => refersTo(rule, "listenerArn", listener)),
      );
      return routed ? undefined : "no listener of it sends traffic to an app";
    },
  }),
  stackRule(autoscaling.Group, {
    name: "hosts-used",
    description: "Instances belong to a cluster.",
    controls: [],
    severity: "low",
    why: "They cost money every hour, and no task can run on them.",
    fix: "an `aws.ecs.CapacityProvider` for the group, or no group.",
    check: (_group, { subject, stack }) =>
      stack
        .ofType(ecs.CapacityProvider)
        .some((provider) => refersTo(provider, "autoScalingGroupProvider", subject))
        ? undefined
        : "no capacity provider uses it",
  }),
];

function zonesOf(subnets: readonly Subject<Inputs<ec2.SubnetArgs>>[]): number {
  return new Set(subnets.map(({ props }) => props.availabilityZone ?? props.availabilityZoneId))
    .size;
}

function isReferenced<A>(stack: Stack, subject: Subject<A>, types: readonly string[]): boolean {
  return stack.resources.some(
    ({ type, propertyDependencies }) =>
      types.includes(type) &&
      Object.values(propertyDependencies).some((urns) => urns.includes(subject.urn)),
  );
}
