import {
  DescribeContainerInstancesCommand,
  ListContainerInstancesCommand,
  type ECSClient,
} from "@aws-sdk/client-ecs";

import { batches, mapConcurrent } from "../mapConcurrent";
import { containerInstanceFrom, type ContainerInstance } from "./ecsTypes";
import { collect, pagesOf } from "./pages";

/** Most that are described with one call. */
const atOnce = 100;

/** The hosts of a cluster that take tasks. */
export async function containerInstances(
  client: Pick<ECSClient, "send">,
  cluster: string,
): Promise<ContainerInstance[]> {
  const request = { cluster, status: "ACTIVE" } as const;
  const pages = pagesOf(
    (nextToken) => client.send(new ListContainerInstancesCommand({ ...request, nextToken })),
    (page) => page.nextToken,
  );
  const arns = (await collect(pages)).flatMap(
    ({ containerInstanceArns = [] }) => containerInstanceArns,
  );
  const answers = await mapConcurrent(batches(arns, atOnce), (group) =>
    client.send(new DescribeContainerInstancesCommand({ cluster, containerInstances: group })),
  );
  return answers
    .flatMap((answer) => answer.containerInstances ?? [])
    .filter(({ agentConnected }) => agentConnected !== false)
    .map(containerInstanceFrom);
}
