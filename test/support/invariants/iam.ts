import { type RecordedNode } from "../graph";
import { called, jsonOf, listOf, recordOf, recordsOf, textOf, type Invariant } from "./read";

/** Permissions name what they permit. */

/** Actions that have no resource to name, from AWS's service authorization reference. */
const actionsWithoutResource: Readonly<Record<string, string>> = {
  "codepipeline:PutJobFailureResult": "jobs have no resource type",
  "codepipeline:PutJobSuccessResult": "jobs have no resource type",
  ...Object.fromEntries(
    [
      ...["ec2:DescribeRouteTables", "ec2:DescribeSubnets", "ec2:DescribeVpcEndpoints"],
      ...[
        "Listeners",
        "LoadBalancers",
        "Rules",
        "TargetGroupAttributes",
        "TargetGroups",
        "TargetHealth",
      ].map((what) => `elasticloadbalancing:Describe${what}`),
      "ssm:DescribeParameters",
    ].map((action) => [action, "a description of what there is has no resource"]),
  ),
  "ecr:GetAuthorizationToken": "a token is for the whole registry",
  "ecs:DeregisterTaskDefinition": "task definitions are no resource of it",
  "ecs:DescribeTaskDefinition": "task definitions are no resource of it",
  "ecs:ListTasks": "tasks are no resource of it; the cluster is a condition",
  "elasticloadbalancing:DescribeTargetHealth": "no description of it has a resource",
  "logs:DescribeLogGroups": "a list of groups has no resource",
  "ssm:UpdateInstanceInformation":
    "AWS's own policies name no resource for an agent's registration",
  "ssmmessages:CreateControlChannel": "sessions have no resource type",
  "ssmmessages:CreateDataChannel": "sessions have no resource type",
  "ssmmessages:OpenControlChannel": "sessions have no resource type",
  "ssmmessages:OpenDataChannel": "sessions have no resource type",
};

/** AWS's own policies that may be attached, with what they are for. */
const managedPolicies: Readonly<Record<string, string>> = {
  "service-role/AmazonEC2ContainerServiceforEC2Role": "the calls of the ECS agent on a host",
  AmazonECSInfrastructureRolePolicyForLoadBalancers:
    "what ECS does to rules and target groups to move requests; it grows with ECS",
};

/** Documents of a role: what its holder may do. */
const permissions = ["aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy"];

interface Statement {
  readonly node: RecordedNode;
  readonly statement: Readonly<Record<string, unknown>>;
}

function allowedBy(nodes: readonly RecordedNode[], input: string): Statement[] {
  return nodes.flatMap((node) =>
    statementsOf(node.inputs[input])
      .filter((statement) => statement.Effect === "Allow")
      .map((statement) => ({ node, statement })),
  );
}

function statementsOf(document: unknown): Readonly<Record<string, unknown>>[] {
  const statements = recordOf(jsonOf(document)).Statement;
  return Array.isArray(statements) ? recordsOf(statements) : [recordOf(statements)];
}

function oneOrMore(value: unknown): string[] {
  return (Array.isArray(value) ? listOf(value) : [value]).flatMap((item) => textOf(item) ?? []);
}

export const writesReadableDocuments: Invariant = {
  title: "writes every policy as a document with statements",
  problems: ({ nodes }) =>
    nodes
      .filter(({ type }) => permissions.includes(type))
      .filter(({ inputs }) => !statementsOf(inputs.policy).some((one) => "Effect" in one))
      .map((node) => `${called(node)} has no statement that can be read`),
};

export const permitsNamedActions: Invariant = {
  title: "permits actions by their full names",
  problems: ({ nodes }) =>
    allowedBy(
      nodes.filter(({ type }) => permissions.includes(type)),
      "policy",
    ).flatMap(({ node, statement }) => [
      ...oneOrMore(statement.Action)
        .filter((action) => action.includes("*"))
        .map((action) => `${called(node)} permits "${action}"`),
      ...(statement.NotAction === undefined ? [] : [`${called(node)} permits by NotAction`]),
    ]),
};

export const permitsNamedResources: Invariant = {
  title: "permits nothing on every resource without a reason",
  problems: ({ nodes }) =>
    allowedBy(
      nodes.filter(({ type }) => permissions.includes(type)),
      "policy",
    ).flatMap(({ node, statement }) => [
      ...(oneOrMore(statement.Resource).includes("*")
        ? oneOrMore(statement.Action)
            .filter((action) => !(action in actionsWithoutResource))
            .map((action) => `${called(node)} permits ${action} on every resource`)
        : []),
      ...(statement.NotResource === undefined ? [] : [`${called(node)} permits by NotResource`]),
    ]),
};

export const trustsNamedPrincipals: Invariant = {
  title: "trusts nobody in general",
  problems: ({ nodes }) =>
    [...allowedBy(nodes, "assumeRolePolicy"), ...allowedBy(nodes, "policy")]
      .filter(
        ({ statement: { Principal: principal } }) =>
          principal === "*" || oneOrMore(recordOf(principal).AWS).includes("*"),
      )
      .map(({ node }) => `${called(node)} trusts everybody`),
};

export const attachesKnownPolicies: Invariant = {
  title: "attaches only those policies of AWS that are listed with a reason",
  problems: (graph) =>
    graph
      .ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
      .map((node) => ({ node, arn: textOf(node.inputs.policyArn) ?? "" }))
      .filter(({ arn }) => {
        const managed = /^arn:[a-z-]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
        return managed !== undefined && !(managed in managedPolicies);
      })
      .map(({ node, arn }) => `${called(node)} attaches ${arn}`),
};
