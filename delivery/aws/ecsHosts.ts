import {
  DescribeContainerInstancesCommand,
  ListContainerInstancesCommand,
  type ContainerInstance as SdkInstance,
  type ECSClient,
} from "@aws-sdk/client-ecs";

import { batches, mapConcurrent } from "../mapConcurrent";
import { collect, pagesOf } from "./pages";

/** A container instance and what is left of it. */
export interface ContainerInstance {
  readonly id: string;
  readonly architecture: "X86_64" | "ARM64" | undefined;
  readonly cpuUnits: number;
  readonly memoryMiB: number;
  readonly takenPorts: readonly number[];
  readonly subnetId: string | undefined;
}

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

const architectures = new Map<string | undefined, "X86_64" | "ARM64">([
  ["x86_64", "X86_64"],
  ["arm64", "ARM64"],
]);

function containerInstanceFrom(instance: SdkInstance): ContainerInstance {
  const resource = (name: string) => instance.remainingResources?.find((one) => one.name === name);
  const attribute = (wanted: string) =>
    instance.attributes?.find(({ name }) => name === wanted)?.value;
  return {
    id: instance.ec2InstanceId ?? instance.containerInstanceArn?.split("/").at(-1) ?? "",
    architecture: architectures.get(attribute("ecs.cpu-architecture")),
    cpuUnits: resource("CPU")?.integerValue ?? 0,
    memoryMiB: resource("MEMORY")?.integerValue ?? 0,
    takenPorts: (resource("PORTS")?.stringSetValue ?? []).map(Number),
    subnetId: attribute("ecs.subnet-id"),
  };
}
