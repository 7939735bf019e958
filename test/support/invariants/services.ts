import { type Graph, type RecordedNode } from "../graph";
import {
  called,
  everythingBefore,
  numberOf,
  recordsOf,
  sourcesOf,
  textOf,
  type Invariant,
} from "./read";

/** What keeps deployments and deletions in order. */

const rulesType = "aws:lb/listenerRule:ListenerRule";
const service = "aws:ecs/service:Service";

export const hasOwnPriorities: Invariant = {
  title: "gives every rule of a listener a priority of its own",
  problems: (graph) => {
    const taken = new Map<string, string>();
    return graph.ofType(rulesType).flatMap((rule) => {
      const priority = numberOf(rule.inputs.priority);
      if (priority === undefined || priority < 1 || priority > 50_000) {
        return [`${called(rule)} has priority ${String(rule.inputs.priority)}`];
      }
      const place = `${textOf(rule.inputs.listenerArn) ?? "?"} ${priority}`;
      const other = taken.get(place);
      taken.set(place, rule.name);
      return other === undefined ? [] : [`${called(rule)} has the priority of ${other}`];
    });
  },
};

/** Rules, and listeners of TCP, that forward to one of the service's target groups. */
function rulesFor(graph: Graph, node: RecordedNode): RecordedNode[] {
  const groups = recordsOf(node.inputs.loadBalancers).map((one) => one.targetGroupArn);
  const forward = (actions: unknown) =>
    recordsOf(actions)
      .flatMap(groupsOf)
      .some((group) => groups.includes(group));
  return [
    ...graph.ofType(rulesType).filter(({ inputs }) => forward(inputs.actions)),
    ...graph
      .ofType("aws:lb/listener:Listener")
      .filter(({ inputs }) => forward(inputs.defaultActions)),
  ];
}

/** Target groups that an action forwards to, with or without weights. */
function groupsOf({ targetGroupArn, forward }: Record<string, unknown>): unknown[] {
  const weighted = recordsOf([forward ?? {}]).flatMap(({ targetGroups }) =>
    recordsOf(targetGroups).map(({ arn }) => arn),
  );
  return [targetGroupArn, ...weighted];
}

export const waitsForItsRule: Invariant = {
  title: "makes a service after the rule that sends it requests",
  problems: (graph) =>
    graph
      .ofType(service)
      .filter((node) => recordsOf(node.inputs.loadBalancers).length > 0)
      .flatMap((node) => {
        const rules = rulesFor(graph, node);
        if (rules.length === 0) {
          return [`${called(node)}: no listener rule forwards to its target group`];
        }
        const before = everythingBefore(graph, node);
        return rules
          .filter((rule) => !before.has(rule.urn))
          .map((rule) => `${called(node)} does not wait for ${rule.name}`);
      }),
};

export const waitsForItsPermissions: Invariant = {
  title: "makes a service after the permissions of its roles",
  problems: (graph) =>
    graph.ofType(service).flatMap((node) => {
      const roles = sourcesOf(
        graph,
        node,
        "taskDefinition",
        "aws:ecs/taskDefinition:TaskDefinition",
      ).flatMap((definition) =>
        ["executionRoleArn", "taskRoleArn"].flatMap((input) =>
          sourcesOf(graph, definition, input, "aws:iam/role:Role"),
        ),
      );
      const before = everythingBefore(graph, node);
      return [
        ...(roles.length === 0 ? [`${called(node)}: its task definition has no role`] : []),
        ...["aws:iam/rolePolicy:RolePolicy", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"]
          .flatMap((type) => graph.ofType(type))
          .filter((policy) =>
            roles.some((role) => (policy.propertyDependencies.role ?? []).includes(role.urn)),
          )
          .filter((policy) => !before.has(policy.urn))
          .map((policy) => `${called(node)} does not wait for ${policy.name}`),
      ];
    }),
};

export const rollsBack: Invariant = {
  title: "rolls back a deployment that fails",
  problems: (graph) =>
    graph
      .ofType(service)
      .filter(({ inputs }) => {
        const breaker = inputs.deploymentCircuitBreaker as Record<string, unknown> | undefined;
        return breaker?.enable !== true || breaker.rollback !== true;
      })
      .map((node) => `${called(node)} has no circuit breaker that rolls back`),
};

/** Types whose loss is the loss of data. */
const dataBearing = ["aws:ecr/repository:Repository", "aws:s3/bucket:Bucket"];

/** For stacks with `protect: true`. */
export const protectsData: Invariant = {
  title: "protects what holds data",
  problems: (graph) => [
    ...dataBearing
      .flatMap((type) => graph.ofType(type))
      .filter((node) => !node.protect)
      .map((node) => `${called(node)} is not protected`),
    ...dataBearing
      .flatMap((type) => graph.ofType(type))
      .filter((node) => node.inputs.forceDelete === true || node.inputs.forceDestroy === true)
      .map((node) => `${called(node)} may be deleted with all it holds`),
    ...graph
      .ofType("aws:lb/loadBalancer:LoadBalancer")
      .filter((node) => node.inputs.enableDeletionProtection !== true)
      .map((node) => `${called(node)} has no deletion protection`),
  ],
};
