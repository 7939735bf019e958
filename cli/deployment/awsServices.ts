import {
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
  StopServiceDeploymentCommand,
} from "@aws-sdk/client-ecs";
import type { ECSClient, ServiceDeploymentBrief } from "@aws-sdk/client-ecs";
import { isAnswer } from "../../revision/awsAnswer";
import { definitionOf, serviceOf, taskOf } from "./ecsAnswers";
import type { ServicePlace, Services, TakenBack, Task } from "./ports";

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
        if (isAnswer(error, "ClusterNotFoundException")) return undefined;
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
      const [newest] = await deployments(client, at, ["PENDING", "IN_PROGRESS"]);
      if (newest?.serviceDeploymentArn === undefined) return false;
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
        if (isAnswer(error, ...refused, ...unknownOperation)) return false;
        throw error;
      }
    },
  };
}

/** How a place that is older than an operation answers to it. */
const unknownOperation = [
  "InvalidAction",
  "UnknownOperationException",
  "UnsupportedFeatureException",
];

async function deployments(
  client: Client,
  { cluster, service }: ServicePlace,
  status: ServiceDeploymentBrief["status"][],
): Promise<readonly ServiceDeploymentBrief[]> {
  try {
    const wanted = status.flatMap((one) => one ?? []);
    const answer = await client.send(
      new ListServiceDeploymentsCommand({ cluster, service, status: wanted }),
    );
    // A place that does not know the filter must not pass for one where everything was rolled back.
    return (answer.serviceDeployments ?? []).filter((one) => status.includes(one.status));
  } catch (error) {
    if (isAnswer(error, ...unknownOperation, "ServiceNotFoundException")) return [];
    throw error;
  }
}

async function takenBack(client: Client, at: ServicePlace, since: Date): Promise<TakenBack[]> {
  const found = await deployments(client, at, [
    "ROLLBACK_REQUESTED",
    "ROLLBACK_IN_PROGRESS",
    "ROLLBACK_SUCCESSFUL",
    "ROLLBACK_FAILED",
    "STOPPED",
  ]);
  const recent = found.filter(({ createdAt }) => (createdAt ?? since) >= since);
  const arns = recent.flatMap(({ targetServiceRevisionArn }) => targetServiceRevisionArn ?? []);
  if (arns.length === 0) return [];
  const { serviceRevisions = [] } = await client.send(
    new DescribeServiceRevisionsCommand({ serviceRevisionArns: arns.slice(0, 20) }),
  );
  return recent.flatMap(({ targetServiceRevisionArn: arn, createdAt = since, statusReason }) => {
    const revision = serviceRevisions.find(({ serviceRevisionArn }) => serviceRevisionArn === arn);
    const taskDefinition = revision?.taskDefinition;
    return taskDefinition === undefined
      ? []
      : [{ taskDefinition, createdAt, reason: statusReason }];
  });
}

/** API DescribeTasks: at most 100. */
const tasksAtOnce = 100;

async function tasks(
  client: Client,
  { cluster, service }: ServicePlace,
  desiredStatus: "RUNNING" | "STOPPED",
): Promise<Task[]> {
  const { taskArns = [] } = await client.send(
    new ListTasksCommand({
      cluster,
      serviceName: service,
      desiredStatus,
      maxResults: tasksAtOnce,
    }),
  );
  if (taskArns.length === 0) return [];
  const answer = await client.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
  return (answer.tasks ?? []).map(taskOf);
}
