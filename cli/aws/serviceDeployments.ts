import {
  DescribeServiceRevisionsCommand,
  ListServiceDeploymentsCommand,
  type ECSClient,
  type ServiceDeploymentBrief,
  type ServiceRevision,
} from "@aws-sdk/client-ecs";

import { isAnswer } from "../../aws/awsAnswer";
import { batches, together } from "../together";

type Client = Pick<ECSClient, "send">;
type Status = NonNullable<ServiceDeploymentBrief["status"]>;

/** How a place that is older than an operation answers to it. */
export const unknownOperation = [
  "InvalidAction",
  "UnknownOperationException",
  "UnsupportedFeatureException",
] as const;

/**
 * Deployments of a service that are in one of these states, newest first; ECS remembers those of the
 * last 90 days. None where there is no such service, or ECS keeps no such list.
 *
 * @param since leaves out those that were made more than a second before. @default - none is left out
 */
export async function serviceDeployments(
  ecs: Client,
  { cluster, service }: { readonly cluster: string; readonly service: string },
  wanted: readonly Status[],
  since?: Date,
): Promise<ServiceDeploymentBrief[]> {
  const found: ServiceDeploymentBrief[] = [];
  let nextToken: string | undefined;
  try {
    do {
      const page = await ecs.send(
        new ListServiceDeploymentsCommand({
          cluster,
          service,
          status: [...wanted],
          ...(since !== undefined && { createdAt: { after: new Date(since.getTime() - 1000) } }),
          nextToken,
        }),
      );
      found.push(...(page.serviceDeployments ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  } catch (error) {
    if (isAnswer(error, ...unknownOperation, "ServiceNotFoundException")) {
      return [];
    }
    throw error;
  }
  return (
    found
      // A place that does not know the filter must not pass for one where everything was rolled back.
      .filter(({ status }) => wanted.some((one) => one === status))
      .sort((one, other) => timeOf(other) - timeOf(one))
  );
}

function timeOf({ createdAt }: ServiceDeploymentBrief): number {
  return createdAt?.getTime() ?? 0;
}

/** API DescribeServiceRevisions: 20 at once. */
const mostAtOnce = 20;

/** What deployments were to bring, by the ARN of the service's revision. */
export async function targetRevisions(
  ecs: Client,
  deployments: readonly ServiceDeploymentBrief[],
): Promise<ReadonlyMap<string, ServiceRevision>> {
  const arns = deployments.flatMap(
    ({ targetServiceRevisionArn }) => targetServiceRevisionArn ?? [],
  );
  const groups = batches([...new Set(arns)], mostAtOnce);
  const answers = await together(groups, (serviceRevisionArns) =>
    ecs.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns })),
  );
  return new Map(
    answers
      .flatMap(({ serviceRevisions = [] }) => serviceRevisions)
      .map((revision) => [revision.serviceRevisionArn ?? "", revision]),
  );
}
