import { appRolePrefix, logGroupPrefix, pipelinePrefix, stackRolePrefix } from "../../aws/naming";
import { approval } from "../pipeline";
import {
  accountOf,
  stackParameterFolder,
  stackParameterName,
  type StackParameter,
} from "../stackParameter";

/** The names of a stack that resources follow from. */
export interface StackNames extends Pick<
  StackParameter,
  "stack" | "region" | "repository" | "branch" | "imageRepositories"
> {
  readonly partition: string;
  readonly accountId: string;
  /** Physical names, by key. */
  readonly clusters: Readonly<Record<string, { readonly name: string }>>;
}

/** The names of a stack that describes itself. */
export function namesOf(parameter: StackParameter): StackNames {
  const [, partition = ""] = parameter.topicArn.split(":");
  return { ...parameter, partition, accountId: accountOf(parameter) };
}

/** What an action is called on. */
interface PlaceSpecification {
  /** For the document, in a few words. */
  readonly says: string;
  /** Resources of a stack, by its names. */
  readonly resources: (stack: StackNames) => readonly string[];
  /** What limits an action that knows no resource, or a part of one. @default - nothing */
  readonly condition?: (stack: StackNames) => Condition;
}

export type Condition = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Apps are covered by their clusters and prefixes: a hundred would not fit into a policy one by one. */
const specifications = {
  parameter: {
    says: "the stack's SSM parameter",
    resources: (stack) => [arn(stack, "ssm", `parameter${stackParameterName(stack.stack)}`)],
  },
  stackNames: {
    says: "the SSM parameters of all stacks, to list their names",
    resources: (stack) => [arn(stack, "ssm", `parameter${stackParameterFolder}`)],
  },
  repository: {
    says: "the deployment repository",
    resources: (stack) => [arn(stack, "codecommit", stack.repository)],
  },
  branch: {
    says: "the deployment repository, the stack's branch alone",
    resources: (stack) => [arn(stack, "codecommit", stack.repository)],
    condition: ({ branch }) => ({
      StringEquals: { "codecommit:References": [`refs/heads/${branch}`] },
    }),
  },
  pipelines: {
    says: "the stack's pipelines",
    resources: (stack) => [arn(stack, "codepipeline", `${pipelinesOf(stack)}*`)],
  },
  approvals: {
    says: "the approvals of the stack's pipelines",
    resources: (stack) => [
      arn(stack, "codepipeline", `${pipelinesOf(stack)}*/${approval}/${approval}`),
    ],
  },
  images: {
    says: "the stack's own image repositories",
    resources: (stack) => [arn(stack, "ecr", `repository/${stack.imageRepositories}*`)],
  },
  clusters: {
    says: "the stack's clusters",
    resources: (stack) => inClusters(stack, (name) => [`cluster/${name}`]),
  },
  services: {
    says: "the services of the stack's clusters",
    resources: (stack) => inClusters(stack, (name) => [`service/${name}/*`]),
  },
  deployments: {
    says: "the services of the stack's clusters, their deployments and revisions",
    resources: (stack) =>
      inClusters(stack, (name) =>
        ["service", "service-deployment", "service-revision"].map((kind) => `${kind}/${name}/*`),
      ),
  },
  tasks: {
    says: "the tasks of the stack's clusters",
    resources: (stack) => inClusters(stack, (name) => [`task/${name}/*`]),
  },
  shells: {
    says: "the stack's clusters and their tasks",
    resources: (stack) => inClusters(stack, (name) => [`cluster/${name}`, `task/${name}/*`]),
  },
  taskLists: {
    says: "the stack's clusters, by a condition: the action knows them as no resource",
    resources: () => ["*"],
    condition: (stack) => ({
      ArnEquals: { "ecs:cluster": inClusters(stack, (name) => [`cluster/${name}`]) },
    }),
  },
  definitions: {
    says: "the task definitions of the stack's apps, in its clusters alone",
    resources: (stack) => inClusters(stack, (name) => [`task-definition/${name}-*:*`]),
    condition: (stack) => ({
      ArnEquals: { "ecs:cluster": inClusters(stack, (name) => [`cluster/${name}`]) },
    }),
  },
  taskRoles: {
    says: "the roles of the stack's apps, for ECS to run tasks with",
    resources: (stack) =>
      Object.keys(stack.clusters).map((cluster) => {
        const prefix = appRolePrefix(stack.stack, cluster);
        return arn({ ...stack, region: "" }, "iam", `role/${prefix}*`);
      }),
    condition: () => ({ StringEquals: { "iam:PassedToService": ["ecs-tasks.amazonaws.com"] } }),
  },
  simulatedRoles: {
    says: "the roles of the stack's apps, to ask what they may do",
    resources: (stack) => [
      arn({ ...stack, region: "" }, "iam", `role/${stackRolePrefix(stack.stack)}*`),
    ],
  },
  hosts: {
    says: "the hosts of the stack's clusters",
    resources: (stack) => inClusters(stack, (name) => [`container-instance/${name}/*`]),
  },
  logs: {
    says: "the log groups of the stack's apps",
    resources: (stack) => [arn(stack, "logs", `log-group:${logGroupPrefix(stack.stack)}*`)],
  },
  schedules: {
    says: "the schedules of the stack's apps",
    resources: (stack) =>
      Object.keys(stack.clusters).map((cluster) =>
        arn(stack, "scheduler", `schedule/default/${appRolePrefix(stack.stack, cluster)}*`),
      ),
  },
  secrets: {
    says: "all secrets: the stack does not know their names, and no value is told",
    resources: (stack) => [arn(stack, "secretsmanager", "secret:*")],
  },
  everything: {
    says: "everything: AWS knows no resource for the action",
    resources: () => ["*"],
  },
} as const satisfies Readonly<Record<string, PlaceSpecification>>;

export type Place = keyof typeof specifications;

export const places: Readonly<Record<Place, PlaceSpecification>> = specifications;

function arn(
  { partition, region, accountId }: StackNames,
  service: string,
  resource: string,
): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

function inClusters(
  stack: StackNames,
  resourcesOf: (cluster: string) => readonly string[],
): string[] {
  return Object.values(stack.clusters).flatMap(({ name }) =>
    resourcesOf(name).map((resource) => arn(stack, "ecs", resource)),
  );
}

function pipelinesOf({ repository, branch }: StackNames): string {
  return pipelinePrefix(repository, branch);
}
