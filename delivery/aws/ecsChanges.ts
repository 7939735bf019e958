import {
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  UpdateServiceCommand,
  type ECSClient,
  type RegisterTaskDefinitionCommandInput,
  type RunTaskCommandInput,
  type Tag,
  type TaskDefinition as SdkTaskDefinition,
  type UpdateServiceCommandInput,
} from "@aws-sdk/client-ecs";

import { required } from "./answer";
import { serviceFrom, taskFrom } from "./ecsAnswers";
import { describeServices, describeTaskDefinition, describeTasks, listTasks } from "./ecsCalls";
import { type Service, type ServicePlace, type Task } from "./ecsTypes";
import { collect, pagesOf } from "./pages";

type Client = Pick<ECSClient, "send">;

/** A definition as ECS has it, with every field. */
export interface WholeDefinition {
  readonly definition: SdkTaskDefinition;
  readonly tags: readonly Tag[];
}

/** A service, with what a change of it must know. */
export interface ChangeableService extends Service {
  readonly clusterArn: string;
  /** What deploys it: ECS itself, CODE_DEPLOY or EXTERNAL. */
  readonly controller: string;
}

export type ServiceChanges = Omit<UpdateServiceCommandInput, "cluster" | "service">;

/** What changes services without a pipeline; tests hand in literals. */
export interface EcsChanges {
  /** Undefined when the cluster has no such service. A cluster that does not exist is an error. */
  service(at: ServicePlace): Promise<ChangeableService | undefined>;
  definition(name: string, withTags: boolean): Promise<WholeDefinition>;
  /** Returns the ARN of the new revision. */
  register(definition: RegisterTaskDefinitionCommandInput): Promise<string>;
  /** ARNs of a family's active revisions, the oldest first. */
  revisions(family: string): Promise<readonly string[]>;
  /** Definitions that services and tasks of a cluster use at this moment. */
  definitionsOfTasks(cluster: string, family: string): Promise<readonly string[]>;
  update(at: ServicePlace, changes: ServiceChanges): Promise<void>;
  /** Returns the ARN of the task, or why there is none. */
  runTask(input: RunTaskCommandInput): Promise<string | { readonly reason: string }>;
  /** Undefined when ECS no longer knows it. */
  task(cluster: string, arn: string): Promise<Task | undefined>;
}

/** ECS, for those who change services by themselves. Throttling is left to the client's own retries. */
export function ecsChangesAdapter(client: Client): EcsChanges {
  return {
    service: async ({ cluster, service }) => {
      const [found] = await describeServices(client, cluster, [service]);
      return (
        found && {
          ...serviceFrom(found),
          clusterArn: found.clusterArn ?? "",
          controller: found.deploymentController?.type ?? "ECS",
        }
      );
    },
    definition: async (name, withTags) => {
      const { definition, answer } = await describeTaskDefinition(
        client,
        name,
        withTags ? "TAGS" : undefined,
      );
      return { definition, tags: withTags ? (answer.tags ?? []) : [] };
    },
    register: async (definition) => {
      const { taskDefinition } = await client.send(new RegisterTaskDefinitionCommand(definition));
      return required(taskDefinition?.taskDefinitionArn, "ECS", "ARN of the new revision");
    },
    revisions: async (familyPrefix) => {
      const request = { familyPrefix, status: "ACTIVE", sort: "ASC" } as const;
      const pages = pagesOf(
        (nextToken) => client.send(new ListTaskDefinitionsCommand({ ...request, nextToken })),
        (page) => page.nextToken,
      );
      return (await collect(pages)).flatMap(({ taskDefinitionArns = [] }) => taskDefinitionArns);
    },
    definitionsOfTasks: async (cluster, family) => {
      const arns = await listTasks(client, { cluster, family });
      const all = await describeTasks(client, cluster, arns);
      return [...new Set(all.flatMap(({ taskDefinitionArn }) => taskDefinitionArn ?? []))];
    },
    update: async ({ cluster, service }, changes) => {
      await client.send(new UpdateServiceCommand({ ...changes, cluster, service }));
    },
    runTask: async (input) => {
      const { tasks, failures } = await client.send(new RunTaskCommand(input));
      const reasons = (failures ?? []).map(({ reason, detail }) => detail ?? reason ?? "");
      return tasks?.[0]?.taskArn ?? { reason: reasons.join(", ") || "ECS gives no reason" };
    },
    task: async (cluster, arn) => {
      const [task] = await describeTasks(client, cluster, [arn]);
      return task && taskFrom(task);
    },
  };
}
