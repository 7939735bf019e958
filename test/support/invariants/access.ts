import { type Graph, type RecordedNode } from "../graph";
import { called, jsonOf, listOf, recordsOf, textOf, textsOf, type Invariant } from "./read";

/** Who may connect, and what may be read where. */

const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const group = "aws:ec2/securityGroup:SecurityGroup";

/** True for ranges so wide that they are the Internet, however they are written. */
function isWorld(cidr: unknown): boolean {
  const bits = /\/(\d+)$/.exec(textOf(cidr) ?? "")?.[1];
  return bits !== undefined && Number(bits) < 8;
}

/** Ports that the balancers with this group listen on. */
function listenerPorts(graph: Graph, groupId: unknown): number[] {
  const balancers = graph
    .ofType("aws:lb/loadBalancer:LoadBalancer")
    .filter((balancer) => listOf(balancer.inputs.securityGroups).includes(groupId))
    .map((balancer) => balancer.urn);
  return graph
    .ofType("aws:lb/listener:Listener")
    .filter((listener) =>
      (listener.propertyDependencies.loadBalancerArn ?? []).some((urn) => balancers.includes(urn)),
    )
    .map((listener) => Number(listener.inputs.port));
}

export const letsTheWorldInAtListenersOnly: Invariant = {
  title: "lets the world in at the ports of listeners only",
  problems: (graph) =>
    graph
      .ofType(ingress)
      .filter(({ inputs }) => isWorld(inputs.cidrIpv4) || isWorld(inputs.cidrIpv6))
      .filter(
        ({ inputs }) =>
          inputs.fromPort !== inputs.toPort ||
          !listenerPorts(graph, inputs.securityGroupId).includes(Number(inputs.fromPort)),
      )
      .map((node) => `${called(node)} lets the world in where no load balancer listens`),
};

export const writesRulesApart: Invariant = {
  title: "writes every security group rule as a resource of its own",
  problems: (graph) => [
    ...graph
      .ofType(group)
      .filter(({ inputs }) => [...listOf(inputs.ingress), ...listOf(inputs.egress)].length > 0)
      .map((node) => `${called(node)} has rules inside, which fight with rules outside`),
    ...graph.ofType("aws:ec2/securityGroupRule:SecurityGroupRule").map((node) => called(node)),
  ],
};

export const describesRules: Invariant = {
  title: "describes every security group and every rule",
  problems: (graph) =>
    [group, ingress, egress]
      .flatMap((type) => graph.ofType(type))
      .filter(({ inputs }) => (textOf(inputs.description) ?? "").trim() === "")
      .map((node) => `${called(node)} has no description`),
};

const secretName = /secret|passw|token|api_?key|access_?key|private_?key|credential/i;
const secretValue = /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN |:\/\/[^/\s:@]+:[^/\s:@]+@/;

function containersOf(definition: RecordedNode) {
  return recordsOf(jsonOf(definition.inputs.containerDefinitions));
}

export const keepsSecretsOut: Invariant = {
  title: "keeps secrets out of the environment of containers",
  problems: (graph) =>
    graph.ofType("aws:ecs/taskDefinition:TaskDefinition").flatMap((definition) =>
      containersOf(definition).flatMap((container) =>
        recordsOf(container.environment)
          .filter(
            ({ name, value }) =>
              secretName.test(textOf(name) ?? "") || secretValue.test(textOf(value) ?? ""),
          )
          .map(
            ({ name }) =>
              `${called(definition)}: environment variable ${String(name)} looks like a secret`,
          ),
      ),
    ),
};

export const keepsBucketsPrivate: Invariant = {
  title: "blocks public access to every bucket",
  problems: (graph) => {
    const blocked = graph
      .ofType("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
      .filter(({ inputs }) =>
        ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].every(
          (key) => inputs[key] === true,
        ),
      )
      .flatMap((node) => textsOf(node.propertyDependencies.bucket));
    return graph
      .ofType("aws:s3/bucket:Bucket")
      .filter((bucket) => !blocked.includes(bucket.urn))
      .map((bucket) => `${called(bucket)} does not block public access`);
  },
};
