import { inputs, other, service, without, type Mutation } from "./mutation";

const userData = (text: string) => Buffer.from(text).toString("base64");

/** Ways to break how requests and hosts get along. */
export const trafficMutations: readonly Mutation[] = [
  [
    "gives every rule of a listener a priority of its own",
    "aws:lb/listenerRule:ListenerRule app-ip-rule has the priority of app-rule",
    inputs("app-ip-rule", { priority: 1 }),
  ],
  [
    "gives every rule of a listener a priority of its own",
    "aws:lb/listenerRule:ListenerRule app-rule has priority 50001",
    inputs("app-rule", { priority: 50_001 }),
  ],
  [
    "makes a service after the rule that sends it requests",
    `${service} does not wait for app-rule`,
    other("app-service", (found) => ({
      ...found,
      dependencies: found.dependencies.filter((urn) => !urn.endsWith("::app-rule")),
    })),
  ],
  [
    "makes a service after the rule that sends it requests",
    `${service}: no listener rule forwards to its target group`,
    without("app-rule"),
  ],
  [
    "makes a service after the permissions of its roles",
    `${service} does not wait for app-policy`,
    other("app-service", (found) => ({
      ...found,
      dependencies: found.dependencies.filter((urn) => !urn.endsWith("::app-policy")),
    })),
  ],
  [
    "rolls back a deployment that fails",
    `${service} has no circuit breaker that rolls back`,
    inputs("app-service", { deploymentCircuitBreaker: { enable: true, rollback: false } }),
  ],
  [
    "opens the port of every listener on its balancer, and puts the balancer where clients are",
    "aws:lb/loadBalancer:LoadBalancer app-balancer: no rule lets clients in at port 443",
    inputs("app-http", { port: 443 }),
  ],
  [
    "opens the port of every listener on its balancer, and puts the balancer where clients are",
    "aws:lb/loadBalancer:LoadBalancer app-balancer faces the Internet from private subnets",
    inputs("app-balancer", { subnets: ["net-vpc-private-1-id"] }),
  ],
  [
    "lets requests pass from the balancer to the tasks",
    `${service}: app-balancer may not send to port 49153-65535`,
    without("app-to-hosts"),
  ],
  [
    "lets requests pass from the balancer to the tasks",
    `${service}: app-balancer may not send to port 49153-65535`,
    inputs("app-to-hosts", { fromPort: 50_000 }),
  ],
  [
    "lets requests pass from the balancer to the tasks",
    `${service}: its tasks do not let app-balancer in at exactly 49153-65535`,
    inputs("app-from-balancer", { fromPort: 32_768 }),
  ],
  [
    "lets requests pass from the balancer to the tasks",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule app-from-balancer lets addresses in past the balancer",
    inputs("app-from-balancer", {
      referencedSecurityGroupId: undefined,
      cidrIpv4: "10.20.0.0/16",
    }),
  ],
  [
    "lets requests pass from the balancer to the tasks",
    `${service}: its hosts are not told which ports to use`,
    inputs("app-template", { userData: userData("ECS_CLUSTER=test\n") }),
  ],
  [
    "lets requests pass from the balancer to the tasks",
    "aws:ecs/taskDefinition:TaskDefinition app-task has a host port that is not dynamic",
    inputs("app-task", {
      containerDefinitions: JSON.stringify([{ portMappings: [{ hostPort: 80 }] }]),
    }),
  ],
  [
    "lets requests pass from the balancer to the tasks",
    "aws:ecs/taskDefinition:TaskDefinition app-task is not in bridge mode, as its target group expects",
    inputs("app-task", { networkMode: "awsvpc" }),
  ],
  [
    "lets requests pass from the balancer to the tasks",
    "aws:lb/targetGroup:TargetGroup app-targets checks a fixed port, where no task need be",
    inputs("app-targets", { healthCheck: { port: "8080" } }),
  ],
  [
    "lets requests pass from the balancer to the tasks",
    "aws:ecs/service:Service app-ip-service: app-balancer may not send to port 8080",
    without("app-to-tasks"),
  ],
  [
    "lets hosts and tasks out to ECS, ECR and the logs",
    `${service}: no rule lets its hosts or tasks out by HTTPS`,
    without("app-host-https"),
  ],
  [
    "lets hosts and tasks out to ECS, ECR and the logs",
    "aws:autoscaling/group:Group app-hosts stands in a private subnet without NAT gateway and endpoints",
    inputs("net-vpc", { natGateways: { strategy: "None" } }),
  ],
  [
    "lets hosts and tasks out to ECS, ECR and the logs",
    "aws:autoscaling/group:Group app-hosts stands in a public subnet without a public address",
    inputs("app-hosts", { vpcZoneIdentifiers: ["net-vpc-public-1-id"] }),
  ],
];
