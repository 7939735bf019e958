import {
  DeregisterTaskDefinitionCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  ListServiceDeploymentsCommand,
  type ECSClient,
} from "@aws-sdk/client-ecs";
import { isAnswer } from "../../revision/awsAnswer";
import type { Deployments } from "./ports";

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
        if (isAnswer(error, "ClusterNotFoundException")) return undefined;
        throw error;
      }
    },
    lastRollback: async ({ cluster, service }) => {
      // The newest come first.
      const { serviceDeployments: [newest] = [] } = await client.send(
        new ListServiceDeploymentsCommand({
          cluster,
          service,
          status: ["ROLLBACK_IN_PROGRESS", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"],
        }),
      );
      if (newest?.targetServiceRevisionArn === undefined) return undefined;
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
