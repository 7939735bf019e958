import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  type DescribeTaskDefinitionResponse,
  type ECSClient,
  type ListTasksRequest,
  type Service,
  type Task,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";

import { batches, mapConcurrent } from "../mapConcurrent";
import { required } from "./answer";
import { collect, pagesOf } from "./pages";

/** Calls of ECS that what only looks has in common with what changes services. */

type Client = Pick<ECSClient, "send">;

/** API DescribeTasks and ListTasks: 100 at once. */
const mostTasks = 100;

/** Services of a cluster, ten at most, without those that were deleted. */
export async function describeServices(
  client: Client,
  cluster: string,
  names: readonly string[],
): Promise<Service[]> {
  const request = { cluster, services: [...names] };
  const { services = [] } = await client.send(new DescribeServicesCommand(request));
  return services.filter(({ status }) => status !== "INACTIVE");
}

export async function describeTaskDefinition(
  client: Client,
  name: string,
  include?: "TAGS",
): Promise<{
  readonly definition: TaskDefinition;
  readonly answer: DescribeTaskDefinitionResponse;
}> {
  const request = { taskDefinition: name, ...(include !== undefined && { include: [include] }) };
  const answer = await client.send(new DescribeTaskDefinitionCommand(request));
  const definition = required(answer.taskDefinition, "ECS", `task definition "${name}"`);
  return { definition, answer };
}

/** Tasks by their ARNs, without those that ECS no longer knows. */
export async function describeTasks(
  client: Client,
  cluster: string,
  arns: readonly string[],
): Promise<Task[]> {
  const answers = await mapConcurrent(batches(arns, mostTasks), (tasks) =>
    client.send(new DescribeTasksCommand({ cluster, tasks })),
  );
  return answers.flatMap(({ tasks = [] }) => tasks);
}

/** ARNs of a cluster's tasks. */
export async function listTasks(
  client: Client,
  request: Pick<ListTasksRequest, "cluster" | "serviceName" | "family" | "desiredStatus">,
): Promise<string[]> {
  const pages = pagesOf(
    (nextToken) =>
      client.send(new ListTasksCommand({ ...request, maxResults: mostTasks, nextToken })),
    (page) => page.nextToken,
  );
  return (await collect(pages)).flatMap(({ taskArns = [] }) => taskArns);
}
