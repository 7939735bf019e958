import {
  DeregisterTaskDefinitionCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  ListServiceDeploymentsCommand,
  type ECSClient,
  type ServiceDeploymentBrief,
} from "@aws-sdk/client-ecs";

import { isAnswer } from "../../aws/awsAnswer";
import { type FailedDeployment } from "./event";
import { type Deployments } from "./ports";

type Client = Pick<ECSClient, "send">;

/** What the function asks of ECS. Throttling is left to the client's own retries. */
export function ecs(client: Client): Deployments {
  return {
    service: async ({ cluster, service }) => {
      try {
        const answer = await client.send(
          new DescribeServicesCommand({ cluster, services: [service] }),
        );
        const found = answer.services?.find(({ status }) => status !== "INACTIVE");
        return (
          found && {
            taskDefinition: found.taskDefinition ?? "",
            deployments: (found.deployments ?? []).map((deployment) => ({
              id: deployment.id ?? "",
              taskDefinition: deployment.taskDefinition ?? "",
              createdAt: deployment.createdAt,
              failed: deployment.rolloutState === "FAILED",
            })),
          }
        );
      } catch (error) {
        if (isAnswer(error, "ClusterNotFoundException")) {
          return undefined;
        }
        throw error;
      }
    },
    lastRollback: async ({ cluster, service }) => {
      const newest = await newestRollback(client, { cluster, service });
      if (newest?.targetServiceRevisionArn === undefined) {
        return undefined;
      }
      const { serviceRevisions: [revision] = [] } = await client.send(
        new DescribeServiceRevisionsCommand({
          serviceRevisionArns: [newest.targetServiceRevisionArn],
        }),
      );
      return { createdAt: newest.createdAt, taskDefinition: revision?.taskDefinition };
    },
    deregister: async (taskDefinition) => {
      await client.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
    },
  };
}

/** ECS lists rollbacks page by page and documents no order. */
async function newestRollback(
  client: Client,
  at: Pick<FailedDeployment, "cluster" | "service">,
): Promise<ServiceDeploymentBrief | undefined> {
  let newest: ServiceDeploymentBrief | undefined;
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new ListServiceDeploymentsCommand({
        ...at,
        status: ["ROLLBACK_IN_PROGRESS", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"],
        nextToken,
      }),
    );
    for (const found of page.serviceDeployments ?? []) {
      if (newest === undefined || timeOf(found) > timeOf(newest)) {
        newest = found;
      }
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return newest;
}

function timeOf({ createdAt }: ServiceDeploymentBrief): number {
  return createdAt?.getTime() ?? 0;
}
