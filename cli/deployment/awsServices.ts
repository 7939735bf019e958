import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  StopServiceDeploymentCommand,
  type ECSClient,
} from "@aws-sdk/client-ecs";

import { isAnswer } from "../../aws/awsAnswer";
import { serviceDeployments, targetRevisions, unknownOperation } from "../aws/serviceDeployments";
import { batches, together } from "../together";
import { definitionOf, serviceOf, taskOf } from "./ecsAnswers";
import { type ServicePlace, type Services, type TakenBack, type Task } from "./ports";

type Client = Pick<ECSClient, "send">;

/** The services in ECS. */
export function awsServices(client: Client): Services {
  return {
    service: async ({ cluster, service }) => {
      try {
        const answer = await client.send(
          new DescribeServicesCommand({ cluster, services: [service] }),
        );
        const found = answer.services?.find(({ status }) => status !== "INACTIVE");
        return found && serviceOf(found);
      } catch (error) {
        if (isAnswer(error, "ClusterNotFoundException")) {
          return undefined;
        }
        throw error;
      }
    },
    definition: async (arn) => {
      const { taskDefinition } = await client.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: arn }),
      );
      return definitionOf(arn, taskDefinition);
    },
    takenBack: (at, since) => takenBack(client, at, since),
    tasks: (at, status) => tasks(client, at, status),
    stopDeployment: async (at) => {
      const [newest] = await serviceDeployments(client, at, ["PENDING", "IN_PROGRESS"]);
      if (newest?.serviceDeploymentArn === undefined) {
        return false;
      }
      try {
        await client.send(
          new StopServiceDeploymentCommand({
            serviceDeploymentArn: newest.serviceDeploymentArn,
            stopType: "ROLLBACK",
          }),
        );
        return true;
      } catch (error) {
        // It ended meanwhile, or it is the service's first and there is nothing to go back to.
        const refused = ["ConflictException", "ServiceDeploymentNotFoundException"];
        if (isAnswer(error, ...refused, ...unknownOperation)) {
          return false;
        }
        throw error;
      }
    },
  };
}

const takenBackStates = [
  "ROLLBACK_REQUESTED",
  "ROLLBACK_IN_PROGRESS",
  "ROLLBACK_SUCCESSFUL",
  "ROLLBACK_FAILED",
  "STOPPED",
] as const;

async function takenBack(client: Client, at: ServicePlace, since: Date): Promise<TakenBack[]> {
  const found = await serviceDeployments(client, at, takenBackStates, since);
  const recent = found.filter(({ createdAt }) => (createdAt ?? since) >= since);
  const revisions = await targetRevisions(client, recent);
  return recent.flatMap(({ targetServiceRevisionArn = "", createdAt = since, statusReason }) => {
    const taskDefinition = revisions.get(targetServiceRevisionArn)?.taskDefinition;
    return taskDefinition === undefined
      ? []
      : [{ taskDefinition, createdAt, reason: statusReason }];
  });
}

/** Most that ListTasks names on a page, and that DescribeTasks takes. */
const tasksAtOnce = 100;

async function tasks(
  client: Client,
  { cluster, service }: ServicePlace,
  desiredStatus: "RUNNING" | "STOPPED",
): Promise<Task[]> {
  const arns: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new ListTasksCommand({
        cluster,
        serviceName: service,
        desiredStatus,
        maxResults: tasksAtOnce,
        nextToken,
      }),
    );
    arns.push(...(page.taskArns ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  const answers = await together(batches(arns, tasksAtOnce), (group) =>
    client.send(new DescribeTasksCommand({ cluster, tasks: group })),
  );
  return answers.flatMap((answer) => answer.tasks ?? []).map(taskOf);
}
